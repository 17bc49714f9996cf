using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Arrays;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tests.Models.Heads;

namespace Matiz.Tests.Models.ModernBert;

/// <summary>A ModernBERT with every bias that settings can ask for, which the tiny checkpoint has not.</summary>
public sealed class ModernBertBiasesTests(ITestOutputHelper output)
{
    private const int Hidden = 32, Intermediate = 48, Layers = 4;

    private static readonly string[] Switches = ["norm_bias", "attention_bias", "mlp_bias", "classifier_bias"];

    [Fact]
    public void Forward_BiasesOfZero_GiveTheLogitsWithoutThem()
    {
        using var expected = new ExpectedModel("modernbert", ModelHead.SequenceClassification);
        using var folder = WithBiases(expected.Folder, scale: 0);
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path);
        using var tape = model.Device.NewTape(training: false);

        var differences = new Differences();
        differences.Add("logits", expected.Read("logits"), model.Forward(tape, expected.Batch).ToArray(), 3e-5);
        differences.AssertSmall();
        Assert.Empty(model.LoadingNotes);
        Assert.Equal(
            (6 * Layers) - 1 + 2 + 3, model.Parameters.Count(parameter => parameter.Name.EndsWith(".bias", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("cls")]
    [InlineData("mean")]
    public void Backward_AlongEveryGradient_EqualsTheChangeOfTheLoss(string pooling)
    {
        using var expected = new ExpectedModel("modernbert", ModelHead.SequenceClassification);
        using var folder = WithBiases(expected.Folder, scale: 0.3f);
        folder.SetConfig("classifier_pooling", pooling);
        using var device = new CpuDevice(KernelVariant.Reference, threads: 1);
        var model = HeadRun.Open(ModelHead.SequenceClassification, folder.Path, device);
        using (var run = new HeadRun(model, expected)) run.Backward();

        foreach (var parameter in model.Parameters)
        {
            float[] gradient = parameter.GradientToArray();
            double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
            if (norm < 1e-4) continue;
            double slope = SlopeAlong(model, expected, parameter, gradient, norm);
            output.WriteLine($"{parameter.Name}: {norm:g4}, relative difference {Math.Abs(slope - norm) / norm:g2}");
            Assert.InRange(slope / norm, 1 - 1e-3, 1 + 1e-3);
        }
    }

    [Fact]
    public void Backward_Dropout_AnyNumberOfThreads_GivesTheSameBits()
    {
        using var expected = new ExpectedModel("modernbert", ModelHead.SequenceClassification);
        using var folder = WithBiases(expected.Folder, scale: 0.3f);
        foreach (string key in (string[])["embedding_dropout", "attention_dropout", "mlp_dropout", "classifier_dropout"])
            folder.SetConfig(key, 0.2);

        Assert.Equal(Gradients(folder.Path, expected, threads: 1), Gradients(folder.Path, expected, threads: 3));
    }

    [Fact]
    public void FromPretrained_NewHead_BeginsAsTheReferencesDoes()
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("modernbert", "base"));
        folder.SetConfig("classifier_bias", true);
        folder.SetConfig("initializer_range", 0.4);
        var labels = new ClassLabel([.. Enumerable.Range(0, 50).Select(i => $"label {i}")]);
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path, labels, seed: 5);
        float[] Values(string name) => model.Parameters.Single(parameter => parameter.Name == name).Value.ToArray();

        AssertCut(Values("head.dense.weight"), 0.4 / Math.Sqrt(2 * Layers));
        AssertCut(Values("classifier.weight"), 1 / Math.Sqrt(Hidden));
        Assert.All(Values("head.dense.bias"), value => Assert.Equal(0, value));
        Assert.All(Values("classifier.bias"), value => Assert.Equal(0, value));
        Assert.All(Values("head.norm.weight"), value => Assert.Equal(1, value));
    }

    [Fact]
    public void FromPretrained_MaskedWordsWithoutTheirBias_OrWithAMatrixOfTheirOwn_Opens()
    {
        using var expected = new ExpectedModel("modernbert", ModelHead.MaskedLM);
        using var folder = new ModelFolderCopy(expected.Folder);
        folder.SetConfig("decoder_bias", false);
        folder.SetConfig("tie_word_embeddings", false);
        folder.RewriteWeights(
            name => name == "decoder.bias" ? null : name, Tensor("decoder.weight", [601, Hidden], 0.1f));

        var model = AutoModelForMaskedLM.FromPretrained(folder.Path);

        Assert.Empty(model.LoadingNotes);
        Assert.DoesNotContain(model.Parameters, parameter => parameter.Name == "decoder.bias");
        Assert.Contains(model.Parameters, parameter => parameter.Name == "decoder.weight");
    }

    // Cut at two deviations, which leaves 0.88 of one.
    private static void AssertCut(float[] values, double deviation)
    {
        Assert.All(values, value => Assert.InRange(value, -2.001 * deviation, 2.001 * deviation));
        Assert.Equal(0.88 * deviation, Math.Sqrt(values.Average(value => (double)value * value)), 0.06 * deviation);
    }

    private static float[] Gradients(string folder, ExpectedModel expected, int threads)
    {
        using var device = new CpuDevice(threads: threads);
        var model = HeadRun.Open(ModelHead.SequenceClassification, folder, device);
        using var run = new HeadRun(model, expected);
        run.Backward();
        return [.. model.Parameters.SelectMany(parameter => parameter.GradientToArray())];
    }

    private static double SlopeAlong(ModelWithHead model, ExpectedModel expected, Parameter parameter, float[] gradient, double norm)
    {
        float[] values = parameter.Value.ToArray();
        double step = Math.Min(0.01 / norm, 0.05);
        double At(double distance)
        {
            parameter.CopyFrom([.. values.Select((value, i) => (float)(value + (distance * gradient[i] / norm)))]);
            using var run = new HeadRun(model, expected);
            return run.Loss();
        }

        double slope = ((8 * (At(step) - At(-step))) - (At(2 * step) - At(-2 * step))) / (12 * step);
        parameter.CopyFrom(values);
        return slope;
    }

    private static ModelFolderCopy WithBiases(string source, float scale)
    {
        var folder = new ModelFolderCopy(source);
        foreach (string key in Switches) folder.SetConfig(key, JsonValue.Create(true));
        var biases = new List<TensorToWrite>();
        void Add(string name, int size) => biases.Add(Tensor($"{name}.bias", [size], scale));
        Add("model.embeddings.norm", Hidden);
        Add("model.final_norm", Hidden);
        Add("head.dense", Hidden);
        Add("head.norm", Hidden);
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = $"model.layers.{layer}.";
            if (layer > 0) Add(prefix + "attn_norm", Hidden);
            Add(prefix + "attn.Wqkv", 3 * Hidden);
            Add(prefix + "attn.Wo", Hidden);
            Add(prefix + "mlp_norm", Hidden);
            Add(prefix + "mlp.Wi", 2 * Intermediate);
            Add(prefix + "mlp.Wo", Hidden);
        }

        folder.RewriteWeights(name => name, [.. biases]);
        return folder;
    }

    private static TensorToWrite Tensor(string name, long[] shape, float scale) => TensorToWrite.From<float>(name, shape, values =>
    {
        for (int i = 0; i < values.Length; i++) values[i] = scale * MathF.Sin((i * 1.7f) + name.Length);
    });
}
