using Matiz.Tensors;
using Matiz.Training.Keras;
using AdamW = Matiz.Training.Keras.AdamW;

namespace Matiz.Tests.Training.Keras;

/// <summary>Decay and clipping of the optimizers; their update rules have tests of their own.</summary>
public sealed class OptimizerTests : IDisposable
{
    private readonly CpuDevice _device = new(threads: 1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void WeightDecay_OfEveryWeight_IsTakenBeforeTheUpdate()
    {
        var (matrix, bias) = Parameters();
        var optimizer = new SGD(0.1) { WeightDecay = 0.5 };

        Step(optimizer, matrix, bias);

        AssertNear([3 - (3 * 0.05) - 0.3, 4 - (4 * 0.05) - 0.4], matrix);
        AssertNear([10 - (10 * 0.05) - 1.2], bias);
    }

    [Fact]
    public void WeightDecay_ExcludedNames_KeepTheirWeights()
    {
        var (matrix, bias) = Parameters();
        Step(new SGD(0.1) { WeightDecay = 0.5, ExcludeFromWeightDecay = ["bias"] }, matrix, bias);
        AssertNear([10 - 1.2], bias);
        AssertNear([3 - (3 * 0.05) - 0.3, 4 - (4 * 0.05) - 0.4], matrix);
    }

    [Fact]
    public void AdamW_DecaysAsKerasDoesByDefault()
    {
        Assert.Equal((0.004, null), (new AdamW().WeightDecay, new Adam().WeightDecay));
        Assert.Equal((0.001, 0.01), (new AdamW().LearningRate, new SGD().LearningRate));
    }

    // Gradients (3, 4) of norm 5, and 12: together of norm 13.
    [Fact]
    public void ClipNorm_IsOfEachWeightByItself()
    {
        var (matrix, bias) = Parameters();
        Step(new SGD(1) { ClipNorm = 10 }, matrix, bias);
        AssertNear([0, 0], matrix);     // 5 is below 10: as it is
        AssertNear([0], bias);          // 12 becomes 10
    }

    [Fact]
    public void GlobalClipNorm_IsOfAllTogether()
    {
        var (matrix, bias) = Parameters();
        Step(new SGD(1) { GlobalClipNorm = 6.5 }, matrix, bias);
        AssertNear([1.5, 2], matrix);
        AssertNear([4], bias);
    }

    [Fact]
    public void ClipValue_IsOfEachElement()
    {
        var (matrix, bias) = Parameters();
        Step(new SGD(1) { ClipValue = 3.5 }, matrix, bias);
        AssertNear([0, 0.5], matrix);
        AssertNear([6.5], bias);
    }

    [Fact]
    public void Clipping_TwoWays_AreRefused()
    {
        var exception = Assert.Throws<ArgumentException>(() => new Adam { ClipNorm = 1, ClipValue = 1 });
        Assert.StartsWith(
            "ClipValue is set besides another way of clipping; one of ClipNorm, GlobalClipNorm and ClipValue was expected. "
            + "Leave the others out.",
            exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { ClipNorm = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { GlobalClipNorm = double.NaN });
    }

    [Fact]
    public void Step_WithoutGradientOrFrozen_LeavesWeightsAlone()
    {
        var (matrix, bias) = Parameters();
        bias.Trainable = false;
        var optimizer = new AdamW(0.1, weightDecay: 0.5);
        optimizer.Attach([matrix, bias]);
        matrix.ZeroGradient();

        optimizer.Step(optimizer.GradientNorm());

        Assert.Equal([3, 4], matrix.Value.ToArray());
        Assert.Equal([10], bias.Value.ToArray());
        Assert.Equal(1, optimizer.Iterations);
    }

    [Fact]
    public void LearningRate_NumberCanBeSet_CourseCannot()
    {
        var optimizer = new Adam(0.5) { WeightDecay = 0.1 };
        optimizer.LearningRate = 0.25;
        Assert.Equal(0.25, optimizer.LearningRate);
        Assert.Throws<ArgumentOutOfRangeException>(() => optimizer.LearningRate = double.PositiveInfinity);

        var decaying = new SGD(new PolynomialDecay(1, 2, 0));
        var exception = Assert.Throws<InvalidOperationException>(() => decaying.LearningRate = 1);
        Assert.Equal(
            "the learning rate follows PolynomialDecay, and a number was to be set in its place. "
            + "Make the optimizer with a number to change it.",
            exception.Message);
        var (matrix, bias) = Parameters();
        Step(decaying, matrix, bias);
        Assert.Equal(0.5, decaying.LearningRate);               // of the update that comes next
    }

    [Fact]
    public void Constructor_ImpossibleNumbers_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(epsilon: 1e-60));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SGD(momentum: 1.5));
    }

    private static void AssertNear(double[] expected, Parameter parameter) =>
        Assert.Equal(expected, [.. parameter.Value.ToArray().Select(value => (double)value)], (a, b) => Math.Abs(a - b) < 1e-5);

    private static void Step(Optimizer optimizer, params Parameter[] parameters)
    {
        optimizer.Attach(parameters);
        optimizer.Step(optimizer.GradientNorm());
    }

    private (Parameter Matrix, Parameter Bias) Parameters()
    {
        var matrix = With("layer.weight", [1, 2], [3, 4], [3, 4]);
        return (matrix, With("layer.bias", [1], [10], [12]));
    }

    private Parameter With(string name, int[] shape, float[] values, float[] gradient)
    {
        var parameter = new Parameter(_device, name, shape);
        parameter.CopyFrom(values);
        parameter.MarkGradient();
        parameter.GradientBuffer.CopyFrom(gradient);
        return parameter;
    }
}
