using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Operations.Linear;

public class LinearKernelTests
{
    // Times the root of the number of roundings, each of at most half a unit in the last place of a sum between 1 and 2 (6e-8):
    // six times their standard deviation of 3.5e-8, since thousands of elements are compared; 16 more for the activation.
    private const double ForwardTolerance = 2e-7;

    // The same where the weights are not divided by the root of the inner size.
    private const double InputGradientTolerance = 5e-7;

    // Times the number of tokens: neither factor shrinks with it, so both the sums and the number of their roundings grow with its root.
    private const double WeightGradientTolerance = 8e-8;

    private static readonly int[] Odd = [1, 7, 8, 9, 31, 47, 48, 49, 64, 65, 97];

    private static readonly IReadOnlyList<KernelVariant> Variants =
        [.. KernelTable.VariantsOf(Precision.Float32).Where(variant => variant != KernelVariant.Reference)];

    public static TheoryData<KernelVariant> EveryVariant => [.. Variants];

    public static TheoryData<KernelVariant, Activation> EveryActivation
    {
        get
        {
            var data = new TheoryData<KernelVariant, Activation>();
            foreach (var variant in Variants)
            {
                foreach (var activation in Enum.GetValues<Activation>()) data.Add(variant, activation);
            }

            return data;
        }
    }

    // Every odd size in every place, then inner sizes that are summed in several parts, heads and stacked layers.
    private static IEnumerable<(int Rows, int Inputs, int[] Outputs)> Sizes =>
        [
            .. from i in Enumerable.Range(0, Odd.Length)
               from shift in (int[])[0, 3, 5]
               select (Odd[i], Odd[(i + shift) % Odd.Length], new[] { Odd[(i + (2 * shift) + 1) % Odd.Length] }),
            (3, 384, [6]), (5, 769, [50]), (20, 1537, [49]), (49, 100, [800]), (2, 50, [1600]), (17, 64, [32, 64, 6]),
            (9, 48, [48, 48, 48]), (30, 33, [5, 70]),
        ];

    [Fact]
    public void All_EveryAvailableVariant_HasAKernelOfItsOwn()
    {
        foreach (var variant in KernelTable.VariantsOf(Precision.Float32))
        {
            using var device = new CpuDevice(variant, 1);
            Assert.Equal(variant, device.Kernels.Linear.Variant);
        }
    }

    [Theory]
    [MemberData(nameof(EveryActivation))]
    public void Forward_OddSizes_EqualsThePlainLoop(KernelVariant variant, Activation activation)
    {
        foreach (var (rows, inputs, outputs) in Sizes)
        {
            using var expected = new LinearCase(KernelVariant.Reference, 1, rows, inputs, outputs).Forward(activation, keepsBefore: true);
            using var actual = new LinearCase(variant, 2, rows, inputs, outputs).Forward(activation, keepsBefore: true);
            string what = $"{rows} x {inputs} x {string.Join('+', outputs)}";
            double tolerance = ForwardTolerance * Math.Sqrt(inputs + 16);
            AssertClose(expected.Y.ToArray(), actual.Y.ToArray(), tolerance, what);
            if (activation != Activation.None)
                AssertClose(
                    expected.BeforeActivation.ToArray(), actual.BeforeActivation.ToArray(), tolerance, what + " before the activation");
            Assert.All(LinearCase.RoundingRows(actual.Y), value => Assert.Equal(0, value));
            Assert.All(LinearCase.RoundingRows(actual.BeforeActivation), value => Assert.Equal(0, value));
        }
    }

    [Theory]
    [MemberData(nameof(EveryActivation))]
    public void Forward_InPlace_EqualsForwardThatKeepsTheValueBefore(KernelVariant variant, Activation activation)
    {
        using var kept = new LinearCase(variant, 1, 31, 49, 97).Forward(activation, keepsBefore: true);
        using var inPlace = new LinearCase(variant, 1, 31, 49, 97).Forward(activation, keepsBefore: false);
        Assert.Equal((activation == Activation.None ? kept.BeforeActivation : kept.Y).ToArray(), inPlace.Y.ToArray());
    }

    [Theory]
    [MemberData(nameof(EveryVariant))]
    public void Forward_WithoutBias_EqualsThePlainLoop(KernelVariant variant)
    {
        var expected = WithoutBias(KernelVariant.Reference);
        AssertClose(expected, WithoutBias(variant), ForwardTolerance * Math.Sqrt(31 + 16), "no bias");
    }

    [Theory]
    [MemberData(nameof(EveryVariant))]
    public void Forward_ChangedWeightsAndBiases_ArePackedAgain(KernelVariant variant)
    {
        using var expected = new LinearCase(KernelVariant.Reference, 1, 9, 31, 49, 7);
        using var actual = new LinearCase(variant, 1, 9, 31, 49, 7)
            .Forward(Activation.None, keepsBefore: false)
            .InputGradient(accumulate: false);
        foreach (var linear in (LinearCase[])[expected, actual])
        {
            linear.Weights.Weights[1].CopyFrom(LinearCase.Numbers(7 * 31, 77));
            linear.Weights.Biases[0].CopyFrom(LinearCase.Numbers(49, 78));
            linear.Forward(Activation.None, keepsBefore: false).InputGradient(accumulate: false);
        }

        AssertClose(expected.Y.ToArray(), actual.Y.ToArray(), 1e-5, "y");
        AssertClose(expected.DX.ToArray(), actual.DX.ToArray(), 1e-5, "dX");
    }

    [Theory]
    [MemberData(nameof(EveryVariant))]
    public void InputGradient_OddSizes_EqualsThePlainLoop(KernelVariant variant)
    {
        foreach (var (rows, inputs, outputs) in Sizes)
        {
            foreach (bool accumulate in (bool[])[false, true])
            {
                using var expected = new LinearCase(KernelVariant.Reference, 1, rows, inputs, outputs).InputGradient(accumulate);
                using var actual = new LinearCase(variant, 2, rows, inputs, outputs).InputGradient(accumulate);
                double tolerance = InputGradientTolerance * Math.Sqrt(actual.Weights.Outputs + 16);
                AssertClose(
                    expected.DX.ToArray(), actual.DX.ToArray(), tolerance,
                    $"{rows} x {inputs} x {string.Join('+', outputs)}, accumulate {accumulate}");
                Assert.All(LinearCase.RoundingRows(actual.DX), value => Assert.Equal(0, value));
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryVariant))]
    public void WeightGradient_OddSizes_EqualsThePlainLoop(KernelVariant variant)
    {
        (int Rows, int Inputs, int[] Outputs)[] aroundABlock = [(479, 50, [9]), (480, 16, [50]), (481, 49, [8, 51]), (1000, 97, [31])];
        foreach (var (rows, inputs, outputs) in Sizes.Concat(aroundABlock))
        {
            using var expected = new LinearCase(KernelVariant.Reference, 1, rows, inputs, outputs).WeightGradient();
            using var actual = new LinearCase(variant, 2, rows, inputs, outputs).WeightGradient();
            string what = $"{rows} x {inputs} x {string.Join('+', outputs)}";
            for (int part = 0; part < outputs.Length; part++)
            {
                double tolerance = WeightGradientTolerance * (rows + 16);
                AssertClose(expected.WeightGradientOf(part), actual.WeightGradientOf(part), tolerance, $"{what}, weight {part}");
                AssertClose(expected.BiasGradientOf(part), actual.BiasGradientOf(part), tolerance, $"{what}, bias {part}");
                Assert.All(LinearCase.RoundingRows(actual.Weights.Weights[part].GradientBuffer), value => Assert.Equal(0, value));
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryVariant))]
    public void WeightGradient_FrozenParts_AreLeftAlone(KernelVariant variant)
    {
        using var all = new LinearCase(variant, 1, 500, 49, 48, 7, 64).WeightGradient();
        using var some = new LinearCase(variant, 1, 500, 49, 48, 7, 64);
        some.Weights.Weights[0].Trainable = false;
        some.Weights.Biases[0].Trainable = false;
        some.Weights.Weights[1].Trainable = false;
        some.Weights.Biases[2].Trainable = false;
        some.WeightGradient();
        Assert.All(some.WeightGradientOf(0), value => Assert.Equal(0, value));
        Assert.All(some.BiasGradientOf(0), value => Assert.Equal(0, value));
        Assert.All(some.WeightGradientOf(1), value => Assert.Equal(0, value));
        Assert.Equal(all.BiasGradientOf(1), some.BiasGradientOf(1));
        Assert.Equal(all.WeightGradientOf(2), some.WeightGradientOf(2));
        Assert.All(some.BiasGradientOf(2), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(EveryVariant))]
    public void WeightGradient_ASecondBatch_AddsItsWholeSumOnce(KernelVariant variant)
    {
        foreach (int rows in (int[])[31, 1000])
        {
            using var fresh = new LinearCase(variant, 1, rows, 97, 65).WeightGradient();
            using var held = new LinearCase(variant, 1, rows, 97, 65);
            float[] weight = LinearCase.Numbers(97 * 65, 5), bias = LinearCase.Numbers(65, 6);
            held.Weights.Weights[0].GradientBuffer.CopyFrom(weight);
            held.Weights.Biases[0].GradientBuffer.CopyFrom(bias);
            held.WeightGradient();
            Assert.Equal(weight.Zip(fresh.WeightGradientOf(0), (before, sum) => before + sum), held.WeightGradientOf(0));
            Assert.Equal(bias.Zip(fresh.BiasGradientOf(0), (before, sum) => before + sum), held.BiasGradientOf(0));
        }
    }

    [Theory]
    [MemberData(nameof(EveryVariant))]
    public void Products_AnyNumberOfThreads_GiveTheSameBits(KernelVariant variant)
    {
        foreach (var (rows, inputs, outputs) in ((int, int, int[])[])[(101, 97, [130, 6]), (600, 49, [65]), (20, 900, [200])])
        {
            using var one = new LinearCase(variant, 1, rows, inputs, outputs)
                .Forward(Activation.Gelu, keepsBefore: true)
                .InputGradient(accumulate: true)
                .WeightGradient();
            foreach (int threads in (int[])[2, 3])
            {
                using var more = new LinearCase(variant, threads, rows, inputs, outputs)
                    .Forward(Activation.Gelu, keepsBefore: true).InputGradient(accumulate: true).WeightGradient();
                Assert.Equal(one.Y.ToArray(), more.Y.ToArray());
                Assert.Equal(one.BeforeActivation.ToArray(), more.BeforeActivation.ToArray());
                Assert.Equal(one.DX.ToArray(), more.DX.ToArray());
                Assert.Equal(one.WeightGradientOf(0), more.WeightGradientOf(0));
                Assert.Equal(one.BiasGradientOf(0), more.BiasGradientOf(0));
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryVariant))]
    public void ARow_AloneAndInABatch_HasTheSameBits(KernelVariant variant)
    {
        foreach (int inputs in (int[])[97, 1537])
        {
            using var batch = new LinearCase(variant, 2, 61, inputs, 53)
                .Forward(Activation.Gelu, keepsBefore: false)
                .InputGradient(accumulate: false);
            using var alone = new LinearCase(variant, 2, 1, inputs, 53);
            foreach (int row in (int[])[0, 7, 8, 30, 60])
            {
                alone.X.CopyFrom(Row(batch.X, row));
                alone.DY.CopyFrom(Row(batch.DY, row));
                alone.Forward(Activation.Gelu, keepsBefore: false).InputGradient(accumulate: false);
                Assert.Equal(Row(batch.Y, row), alone.Y.ToArray());
                Assert.Equal(Row(batch.DX, row), alone.DX.ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(EveryVariant))]
    public void Products_OfNoRows_DoNothing(KernelVariant variant)
    {
        using var empty = new LinearCase(variant, 2, 0, 9, 7)
            .Forward(Activation.Gelu, keepsBefore: true)
            .InputGradient(accumulate: true)
            .WeightGradient();
        Assert.Empty(empty.Y.ToArray());
        Assert.All(empty.WeightGradientOf(0), value => Assert.Equal(0, value));
    }

    private static float[] WithoutBias(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, 2);
        using var weight = new Parameter(device, "weight", [65, 31]);
        weight.CopyFrom(LinearCase.Numbers(65 * 31, 1));
        using var x = Tensor.FromArray(device, 9, 31, LinearCase.Numbers(9 * 31, 2));
        using var y = Tensor.Zeros(device, 9, 65);
        device.Kernels.Linear.Forward(x, new LinearWeights([weight]), Activation.Relu, beforeActivation: null, y);
        return y.ToArray();
    }

    private static float[] Row(Tensor tensor, int row) => tensor.ToArray().AsSpan(row * tensor.Columns, tensor.Columns).ToArray();

    private static void AssertClose(float[] expected, float[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance))
                Assert.Fail($"{what}: element {i} is {actual[i]:g9}, expected {expected[i]:g9} within {tolerance:g3}");
        }
    }
}
