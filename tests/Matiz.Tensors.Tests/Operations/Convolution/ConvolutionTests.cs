namespace Matiz.Tensors.Tests.Operations.Convolution;

public class ConvolutionTests
{
    [Fact]
    public void Convolution_OfTwoRows_SeesNothingOfTheOther()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: false);
        var x = tape.NewTensor(4, 1, [1, 10, 100, 1000]);
        var weight = NewWeight(device, [1, 1, 3], [2, 3, 5]);

        float[] y = tape.Convolution(x, new RaggedLayout([0, 2, 4]), new ConvolutionWeights(weight, bias: null, groups: 1)).ToArray();

        Assert.Equal([(3 * 1) + (5 * 10), (2 * 1) + (3 * 10), (3 * 100) + (5 * 1000), (2 * 100) + (3 * 1000)], y);
    }

    [Fact]
    public void Convolution_InGroups_SeesTheInputsOfItsGroup()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: false);
        var x = tape.NewTensor(1, 4, [1, 10, 100, 1000]);
        var weight = NewWeight(device, [2, 2, 1], [2, 3, 5, 7]);

        float[] y = tape.Convolution(x, new RaggedLayout([0, 1]), new ConvolutionWeights(weight, bias: null, groups: 2)).ToArray();

        Assert.Equal([2 + 30, 500 + 7000], y);
    }

    [Fact]
    public void Convolution_AfterTheWeightChanged_ComputesWithTheNewOne()
    {
        using var device = new CpuDevice(threads: 1);
        using var tape = device.NewTape(training: false);
        var x = tape.NewTensor(1, 1, [3]);
        var weight = NewWeight(device, [1, 1, 1], [2]);
        var weights = new ConvolutionWeights(weight, bias: null, groups: 1);
        var layout = new RaggedLayout([0, 1]);
        Assert.Equal([6], tape.Convolution(x, layout, weights).ToArray());

        weight.CopyFrom([5]);

        Assert.Equal([15], tape.Convolution(x, layout, weights).ToArray());
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    public void Weights_OfEvenSizeOrOtherGroups_AreRefused(int size, int groups)
    {
        using var device = new CpuDevice(threads: 1);
        var weight = new Parameter(device, "conv.weight", [6, 2, size]);

        var error = Assert.Throws<ArgumentException>(() => new ConvolutionWeights(weight, bias: null, groups));

        Assert.StartsWith($"'conv.weight' is [6, 2, {size}] in {groups} groups; an odd size", error.Message, StringComparison.Ordinal);
    }

    private static Parameter NewWeight(CpuDevice device, int[] shape, float[] values)
    {
        var weight = new Parameter(device, "conv.weight", shape);
        weight.CopyFrom(values);
        return weight;
    }
}
