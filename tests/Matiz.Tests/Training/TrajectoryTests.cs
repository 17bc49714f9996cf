using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Safetensors;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Testing;
using Matiz.Tests.Models;
using Matiz.Training;

namespace Matiz.Tests.Training;

/// <summary>
/// Loss, gradient norm and rate of every step, and the final weights, against runs of the reference (transformers 5.23, PyTorch
/// 2.13) on the rows of a file in its order.
/// </summary>
public sealed class TrajectoryTests
{
    private const string NeedsShared = "needs ../shared: trajectories and the rows they were made with";

    private static readonly string[] Names =
    [
        "bert-linear",
        "distilbert-accumulate", "distilbert-constant", "distilbert-cosine", "distilbert-linear", "distilbert-polynomial",
        "distilbert-smoothing",
        "roberta-linear",
    ];

    public static TheoryData<string, KernelVariant> Tiny =>
        [.. from name in Names
            from variant in KernelTable.VariantsOf(Precision.Float32)
            select new TheoryDataRow<string, KernelVariant>(name, variant)];

    public static TheoryData<KernelVariant> FastVariants =>
        [.. KernelTable.VariantsOf(Precision.Float32).Where(variant => variant is KernelVariant.Avx2 or KernelVariant.Avx512)];

    [Theory]
    [MemberData(nameof(Tiny))]
    public void Train_TinyModel_FollowsTheReference(string name, KernelVariant variant)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);
        using var device = new CpuDevice(variant);
        var model = TinyRuns.Model(TinyModels.Folder(name.Split('-')[0], "sequence-classification"), device);

        var run = Follow(name, model, new Tolerances(Loss: 5e-6, GradientNorm: 2e-5));

        string final = SharedFiles.Shared($"goldens/trajectories/{name}/final.safetensors");
        Assert.Equal(run.IsFinalSaved, File.Exists(final));
        if (run.IsFinalSaved) Assert.Empty(DifferencesTo(final, model));
    }

    [Theory]
    [MemberData(nameof(FastVariants))]
    public void Train_MiniLm_FollowsTheReference(KernelVariant variant)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);
        using var device = new CpuDevice(variant);
        using var folder = new TemporaryFolder();

        Follow("minilm", MiniLm(folder, device), new Tolerances(Loss: 1e-5, GradientNorm: 1e-4));
    }

    [Fact]
    public void Train_MiniLmUnderOtherTokenBounds_GivesCloseWeights()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);
        Assert.SkipWhen(KernelVariants.Default < KernelVariant.Avx2, "takes minutes with plain loops");
        using var device = new CpuDevice();
        using var folder = new TemporaryFolder();
        var (small, large) = (MiniLm(folder, device), MiniLm(folder, device));
        var arguments = new TrainingArguments { BatchSize = 32, MaxSteps = 8, LearningRate = 1e-4, Sampling = SamplingStrategy.Sequential };

        new Trainer(small, arguments with { TokenBound = 512 }, EmotionRows(8 * 32, small)).Train();
        new Trainer(large, arguments with { TokenBound = 8192 }, EmotionRows(8 * 32, large)).Train();

        foreach (var (a, b) in small.Parameters.Zip(large.Parameters))
        {
            double tolerance = a.Name.EndsWith("key.bias", StringComparison.Ordinal) ? 1e-2 : 2e-5;
            Assert.InRange(Weights.RelativeDifference(a.Value.ToArray(), b.Value.ToArray()), 0, tolerance);
        }
    }

    [Fact]
    public void Train_BiasesAndNormsDecayByMistake_LeavesTheReference()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);
        var model = TinyRuns.Model();
        foreach (var parameter in model.Parameters) parameter.Decays = true;

        Follow("distilbert-linear", model, new Tolerances(Loss: 1, GradientNorm: 1));

        Assert.NotEmpty(DifferencesTo(SharedFiles.Shared("goldens/trajectories/distilbert-linear/final.safetensors"), model));
    }

    [Fact]
    public void Decays_TinyModels_AreTheReferencesGroups()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, NeedsShared);
        foreach (string name in Names.Where(name => name.EndsWith("-linear", StringComparison.Ordinal)))
        {
            var expected = Read(name)["no_decay"]!.AsArray().Select(key => key!.GetValue<string>());
            var model = TinyRuns.Model(TinyModels.Folder(name.Split('-')[0], "sequence-classification"));

            Assert.Equal(
                expected.Order(), model.Parameters.Where(parameter => !parameter.Decays).Select(parameter => parameter.Name).Order());
        }
    }

    private static (TrainingResult Result, bool IsFinalSaved) Follow(string name, SequenceClassificationModel model, Tolerances tolerances)
    {
        var golden = Read(name);
        var settings = golden["args"]!;
        int batch = settings["batch"]!.GetValue<int>(), accumulation = settings["accum"]!.GetValue<int>(),
        steps = settings["steps"]!.GetValue<int>();
        var arguments = new TrainingArguments
        {
            MaxSteps = steps,
            BatchSize = batch,
            GradientAccumulation = accumulation,
            LearningRate = settings["lr"]!.GetValue<double>(),
            WeightDecay = settings["wd"]!.GetValue<double>(),
            WarmupSteps = settings["warmup"]!.GetValue<int>(),
            Scheduler = SettingNames.Parse<SchedulerType>(settings["sched"]!.GetValue<string>()),
            LabelSmoothing = settings["smooth"]!.GetValue<double>(),
            MaxLength = settings["max_length"]!.GetValue<int>(),
            Sampling = SamplingStrategy.Sequential,
            LoggingSteps = 1,
        };
        LoadHead(name, model);

        var result = new Trainer(model, arguments, EmotionRows(batch * accumulation * steps, model)).Train();

        var logs = result.History.Where(entry => entry.Loss is not null).ToList();
        var expected = golden["log"]!.AsArray();
        Assert.Equal(expected.Count, logs.Count);
        foreach (var (entry, want) in logs.Zip(expected))
        {
            Assert.Equal(want!["learning_rate"]!.GetValue<double>(), entry.LearningRate!.Value, 1e-12);
            Assert.Equal(want["loss"]!.GetValue<double>(), entry.Loss!.Value, tolerances.Loss);
            double norm = want["grad_norm"]!.GetValue<double>();
            Assert.InRange(Math.Abs(entry.GradientNorm!.Value - norm) / norm, 0, tolerances.GradientNorm);
        }

        return (result, settings["save"]!.GetValue<bool>());
    }

    private static SequenceClassificationModel MiniLm(TemporaryFolder folder, Device device)
    {
        string withoutDropout = folder["minilm"];
        if (!Directory.Exists(withoutDropout))
            TinyRuns.CopyWithDropout(SharedFiles.Shared("models/all-MiniLM-L6-v2"), withoutDropout, rate: 0);
        var labels = new ClassLabel(["sadness", "joy", "love", "anger", "fear", "surprise"]);
        return AutoModelForSequenceClassification.FromPretrained(withoutDropout, labels, device: device);
    }

    // The first rows of the file.
    private static Dataset EmotionRows(int count, SequenceClassificationModel model)
    {
        var files = new DatasetFiles { Train = [SharedFiles.Shared("data/emotion/train.csv")], ValidationFraction = 0 };
        return Dataset.Load(files, labels: model.Labels)["train"].Select(Enumerable.Range(0, count));
    }

    private static JsonNode Read(string name) =>
        JsonNode.Parse(File.ReadAllText(SharedFiles.Shared($"goldens/trajectories/{name}/trajectory.json")))!;

    private static void LoadHead(string name, SequenceClassificationModel model)
    {
        using var head = SafetensorsFile.Open(SharedFiles.Shared($"goldens/trajectories/{name}/initial_head.safetensors"));
        foreach (var tensor in head.Tensors)
        {
            var values = new float[tensor.ElementCount];
            head.ReadFloats(tensor.Name, values);
            model.Parameters.Single(parameter => parameter.Name == tensor.Name).CopyFrom(values);
        }
    }

    // The tensors that are further from the expected ones than rounding explains.
    private static List<string> DifferencesTo(string file, SequenceClassificationModel model)
    {
        using var expected = SafetensorsFile.Open(file);
        var differences = new List<string>();
        foreach (var parameter in model.Parameters)
        {
            var values = new float[parameter.Length];
            expected.ReadFloats(parameter.Name, values);
            bool isKeyBias = parameter.Name.EndsWith("key.bias", StringComparison.Ordinal)
                || parameter.Name.EndsWith("k_lin.bias", StringComparison.Ordinal);
            double difference = Weights.RelativeDifference(parameter.Value.ToArray(), values);
            if (difference > (isKeyBias ? 2e-3 : 2e-5)) differences.Add($"{parameter.Name}: {difference:g3}");
        }

        return differences;
    }

    private sealed record Tolerances(double Loss, double GradientNorm);
}
