using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.Operations.Linear;

public class FeedForwardTests
{
    private const int Outputs = 21;

    // Below a block of rows, some blocks, and so many that a task takes whole rows; inner sizes within a vector, a panel and a group line.
    private static readonly (int Rows, int Inputs, int Inner)[] Sizes =
        [(0, 5, 7), (1, 16, 48), (9, 31, 33), (49, 64, 97), (130, 20, 100), (500, 33, 130)];

    public static TheoryData<string> Devices => [.. DevicesByName.Keys];

    private static Dictionary<string, Func<CpuDevice>> DevicesByName
    {
        get
        {
            var devices = new Dictionary<string, Func<CpuDevice>>();
            foreach (var variant in KernelVariants.Available)
            {
                string name = KernelVariants.NameOf(variant);
                devices.Add($"fp32 {name}", () => new CpuDevice(variant, threads: 2));
                devices.Add($"int8 {name}", () => new CpuDevice(variant, threads: 2, Precision.Int8));
                devices.Add($"bf16 {name}", () => new CpuDevice(variant, threads: 2, Precision.BFloat16));
                devices.Add($"emulated bf16 {name}", () => new CpuDevice(EmulatedBFloat16.Kernels(variant), threads: 2));
            }

            return devices;
        }
    }

    [Theory]
    [MemberData(nameof(Devices))]
    public void TwoLayersAtOnce_HaveTheBitsOfOneAfterTheOther(string name)
    {
        foreach (var (rows, inputs, inner) in Sizes)
        {
            foreach (var activation in (Activation[])[Activation.Gelu, Activation.Sigmoid, Activation.None])
            {
                using var device = DevicesByName[name]();
                using var x = Tensor.FromArray(device, rows, inputs, LinearCase.Numbers(rows * inputs, 1));
                var up = Weights(device, inner, inputs, seed: 2);
                var down = Weights(device, Outputs, inner, seed: 4);
                using var tape = device.NewTape(training: false);
                float[] expected = tape.Linear(tape.Linear(x, up, activation), down).ToArray();
                for (int again = 0; again < 2; again++)
                {
                    var y = tape.FeedForward(x, up, activation, down);
                    Assert.Equal(expected, y.ToArray());
                    Assert.All(LinearCase.RoundingRows(y), value => Assert.Equal(0, value));
                }
            }
        }
    }

    [Theory]
    [InlineData("fp32", false)]
    [InlineData("fp32", true)]
    [InlineData("bf16", true)]
    public void Training_GivesTheGradientsOfTheTwoLayers(string precision, bool isFrozen)
    {
        float[][] Gradients(Func<Tape, Tensor, LinearWeights, LinearWeights, Tensor> run)
        {
            using var device = precision == "bf16"
                ? new CpuDevice(EmulatedBFloat16.Kernels(KernelVariants.Default), 2)
                : new CpuDevice(threads: 2);
            using var x = Tensor.FromArray(device, 60, 18, LinearCase.Numbers(60 * 18, 1));
            var up = Weights(device, 35, 18, seed: 2);
            var down = Weights(device, Outputs, 35, seed: 4);
            up.Weights[0].Trainable = up.Biases[0].Trainable = !isFrozen;
            using var tape = device.NewTape(training: true);
            var y = run(tape, x, up, down);
            tape.Backward(y, LinearCase.Numbers(60 * Outputs, 9));
            return [y.ToArray(), .. ((LinearWeights[])[up, down]).SelectMany(Of)];
        }

        var expected = Gradients((tape, x, up, down) => tape.Linear(tape.Linear(x, up, Activation.Gelu), down));
        Assert.Equal(expected, Gradients((tape, x, up, down) => tape.FeedForward(x, up, Activation.Gelu, down)));
        Assert.Contains(expected[3], value => value != 0);

        static IEnumerable<float[]> Of(LinearWeights weights) =>
            [weights.Weights[0].GradientBuffer.ToArray(), weights.Biases[0].GradientBuffer.ToArray()];
    }

    [Fact]
    public void LayersThatDoNotFit_AreRefusedByName()
    {
        using var device = new CpuDevice(threads: 1);
        using var x = Tensor.Zeros(device, 3, 8);
        var up = Weights(device, 12, 8, seed: 2);
        using var tape = device.NewTape(training: false);
        Assert.Contains("'weight 12' takes 8", Assert.Throws<ArgumentException>(
            () => tape.FeedForward(tape.NewTensor(3, 9), up, Activation.Gelu, up)).Message, StringComparison.Ordinal);
        Assert.Contains("has 12 columns", Assert.Throws<ArgumentException>(
            () => tape.FeedForward(x, up, Activation.Gelu, up)).Message, StringComparison.Ordinal);
    }

    private static LinearWeights Weights(Device device, int outputs, int inputs, int seed)
    {
        var weight = new Parameter(device, $"weight {outputs}", [outputs, inputs]);
        weight.CopyFrom(LinearCase.Numbers(outputs * inputs, seed));
        var bias = new Parameter(device, "bias", [outputs]);
        bias.CopyFrom(LinearCase.Numbers(outputs, seed + 1));
        return new LinearWeights(weight, bias);
    }
}
