using Matiz.Files;
using Matiz.Models;
using Matiz.Models.Bert;
using Matiz.Models.Layers;
using Matiz.Models.Loading;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Models.Layers;

/// <summary>What architectures may want of the common encoder besides BERT's own form.</summary>
public sealed class PostNormEncoderTests
{
    private static readonly string Bert = SharedFiles.Golden("tiny/bert/base");

    [Fact]
    public void Layers_OfOnePrefix_ShareWeightsThatAreListedAndSavedOnce()
    {
        var shared = Load(Bert, BertModel.Names with { Layer = _ => "encoder.layer.0." });

        Assert.Equal(2, shared.LayerCount);
        Assert.Same(shared.ParametersOfLayer(0), shared.ParametersOfLayer(1));
        Assert.Equal(shared.Parameters.Distinct(), shared.Parameters);
        Assert.Equal([.. shared.EmbeddingParameters, .. shared.ParametersOfLayer(0)], shared.Parameters);

        using var folder = new ModelFolderCopy(Bert);
        shared.Save(folder.Path);
        using var saved = WeightFiles.Open(folder.Path);
        var names = saved.Names.Where(name => !WeightNames.IsBuffer(name));
        Assert.Equal(shared.Parameters.Select(parameter => parameter.Name).Order(), names.Order());
    }

    [Fact]
    public void Layers_OfOnePrefix_ComputeAsEqualLayersAndAddTheirGradients()
    {
        using var expected = new ExpectedModel("bert", "base");
        var shared = Load(Bert, BertModel.Names with { Layer = _ => "encoder.layer.0." });
        var apart = Load(Bert, BertModel.Names);
        foreach (var (first, second) in apart.ParametersOfLayer(0).Zip(apart.ParametersOfLayer(1))) second.CopyFrom(first.Value.ToArray());

        Assert.Equal(HiddenStatesAndGradients(apart, expected.Batch), HiddenStatesAndGradients(shared, expected.Batch));

        foreach (var (i, parameter) in shared.ParametersOfLayer(0).Index())
        {
            float[] first = apart.ParametersOfLayer(0)[i].GradientToArray(), second = apart.ParametersOfLayer(1)[i].GradientToArray();
            float[] sum = [.. first.Zip(second, (a, b) => a + b)];
            double tolerance = (1e-5 * sum.Max(MathF.Abs)) + 1e-8;
            Assert.All(sum.Zip(parameter.GradientToArray()), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance));
        }
    }

    [Fact]
    public void Layers_WithoutBiases_ComputeAsWithBiasesOfZero()
    {
        using var expected = new ExpectedModel("bert", "base");
        using var folder = new ModelFolderCopy(Bert);
        folder.RewriteWeights(name => IsLinearBias(name) ? null : name);
        var without = Load(folder.Path, BertModel.Names with { HasBiases = false });
        var zeros = Load(Bert, BertModel.Names);
        foreach (var bias in zeros.Parameters.Where(parameter => IsLinearBias(parameter.Name))) Initializer.Constant(bias, 0);

        Assert.Equal(HiddenStatesAndGradients(zeros, expected.Batch), HiddenStatesAndGradients(without, expected.Batch));
        Assert.DoesNotContain(without.Parameters, parameter => IsLinearBias(parameter.Name));
    }

    private static bool IsLinearBias(string name) =>
        name.StartsWith("encoder.", StringComparison.Ordinal) && name.EndsWith(".bias", StringComparison.Ordinal)
        && !name.Contains("LayerNorm", StringComparison.Ordinal);

    // The last hidden states; gradients are those of half the sum of their squares.
    private static float[] HiddenStatesAndGradients(EncoderModel encoder, TokenBatch batch)
    {
        using var tape = encoder.Device.NewTape(training: true);
        var hidden = encoder.Forward(tape, batch).LastHiddenState;
        float[] values = hidden.ToArray();
        tape.Backward(hidden, values);
        return values;
    }

    private static Named Load(string folder, PostNormNames names)
    {
        var files = ModelFiles.InFolder(folder);
        var config = ModelConfig.Load(files);
        using var weights = WeightFiles.Open(files);
        return ModelFactory.Make(
            files, weights, config, config, Architecture.ForConfig(config),
            loader => new Named(loader, BertSettings.Read(loader.Config), names), head: null, new CpuDevice(threads: 1), seed: 0);
    }

    private sealed class Named(ParameterLoader loader, PostNormSettings settings, PostNormNames names)
        : PostNormEncoder(loader, settings, names);
}
