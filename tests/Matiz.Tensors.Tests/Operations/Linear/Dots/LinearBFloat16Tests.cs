using System.Runtime.Intrinsics.X86;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.Operations.Linear.Dots;

/// <summary>
/// Packing, cutting and storing of bfloat16 products, by a tile in plain instructions where the processor has no unit for them: the machine
/// code of such units has tests of its own.
/// </summary>
public class LinearBFloat16Tests
{
    // As of 32-bit numbers: the products of bfloat16 numbers are exact in 32 bits, so that the sums alone are rounded.
    private const double ForwardTolerance = 2e-7;
    private const double InputGradientTolerance = 5e-7;
    private const double WeightGradientTolerance = 8e-8;

    private static readonly int[] Odd = [1, 7, 8, 9, 31, 33, 47, 48, 49, 65, 97];

    public static TheoryData<KernelVariant> Variants =>
        [.. KernelVariants.Available.Where(variant => variant is KernelVariant.Vector128 or KernelVariant.Avx2 or KernelVariant.Avx512)];

    // Every odd size in every place, then heads, stacked layers and parts that end within a group.
    private static IEnumerable<(int Rows, int Inputs, int[] Outputs)> Sizes =>
        [
            .. from i in Enumerable.Range(0, Odd.Length)
               from shift in (int[])[0, 3, 5]
               select (Odd[i], Odd[(i + shift) % Odd.Length], new[] { Odd[(i + (2 * shift) + 1) % Odd.Length] }),
            (3, 384, [6]), (5, 769, [50]), (2, 50, [400]), (17, 64, [32, 64, 6]), (9, 48, [48, 48, 48]), (30, 33, [5, 70, 1]),
        ];

    [Theory]
    [MemberData(nameof(Variants))]
    public void Products_OddSizes_EqualThePlainLoop(KernelVariant variant)
    {
        foreach (var (rows, inputs, outputs) in Sizes)
        {
            foreach (bool accumulate in (bool[])[false, true])
            {
                using var expected = Reference(rows, inputs, outputs)
                    .Forward(Activation.Gelu, keepsBefore: accumulate).InputGradient(accumulate).WeightGradient();
                using var actual = Emulated(variant, 2, rows, inputs, outputs)
                    .Forward(Activation.Gelu, keepsBefore: accumulate).InputGradient(accumulate).WeightGradient();
                AssertClose(expected, actual, outputs.Length, $"{rows} x {inputs} x {string.Join('+', outputs)}");
            }
        }
    }

    [Fact]
    public void WeightGradient_AroundABlockOfTokens_EqualsThePlainLoop()
    {
        foreach (var (rows, inputs, outputs) in ((int, int, int[])[])
            [(959, 50, [9]), (960, 16, [50]), (961, 49, [8, 51]), (2000, 97, [31])])
        {
            using var expected = Reference(rows, inputs, outputs).WeightGradient();
            using var actual = Emulated(Best, 2, rows, inputs, outputs).WeightGradient();
            AssertClose(expected, actual, outputs.Length, $"{rows} x {inputs} x {string.Join('+', outputs)}");
        }
    }

    [Fact]
    public void Products_AnyNumberOfThreads_GiveTheSameBits()
    {
        foreach (var (rows, inputs, outputs) in ((int, int, int[])[])[(101, 97, [130, 6]), (1200, 49, [65]), (20, 900, [200])])
        {
            using var one = Emulated(Best, 1, rows, inputs, outputs)
                .Forward(Activation.Gelu, keepsBefore: true).InputGradient(accumulate: true).WeightGradient();
            foreach (int threads in (int[])[2, 3])
            {
                using var more = Emulated(Best, threads, rows, inputs, outputs)
                    .Forward(Activation.Gelu, keepsBefore: true).InputGradient(accumulate: true).WeightGradient();
                Assert.Equal(one.Y.ToArray(), more.Y.ToArray());
                Assert.Equal(one.BeforeActivation.ToArray(), more.BeforeActivation.ToArray());
                Assert.Equal(one.DX.ToArray(), more.DX.ToArray());
                Assert.Equal(one.WeightGradientOf(0), more.WeightGradientOf(0));
                Assert.Equal(one.BiasGradientOf(0), more.BiasGradientOf(0));
            }
        }
    }

    [Fact]
    public void ARow_AloneAndInABatch_HasTheSameBits()
    {
        using var batch = Emulated(Best, 2, 61, 97, 53).Forward(Activation.Gelu, keepsBefore: false).InputGradient(accumulate: false);
        using var alone = Emulated(Best, 2, 1, 97, 53);
        foreach (int row in (int[])[0, 7, 8, 30, 60])
        {
            alone.X.CopyFrom(Row(batch.X, row));
            alone.DY.CopyFrom(Row(batch.DY, row));
            alone.Forward(Activation.Gelu, keepsBefore: false).InputGradient(accumulate: false);
            Assert.Equal(Row(batch.Y, row), alone.Y.ToArray());
            Assert.Equal(Row(batch.DX, row), alone.DX.ToArray());
        }
    }

    [Fact]
    public void ASecondBatch_AddsItsWholeSumOnce_AndFrozenPartsAreLeftAlone()
    {
        foreach (int rows in (int[])[31, 1000])
        {
            using var fresh = Emulated(Best, 1, rows, 97, 65, 7).WeightGradient();
            using var held = Emulated(Best, 1, rows, 97, 65, 7);
            held.Weights.Weights[1].Trainable = false;
            held.Weights.Biases[0].Trainable = false;
            float[] weight = LinearCase.Numbers(97 * 65, 5), bias = LinearCase.Numbers(7, 6);
            held.Weights.Weights[0].GradientBuffer.CopyFrom(weight);
            held.Weights.Biases[1].GradientBuffer.CopyFrom(bias);
            held.WeightGradient();
            Assert.Equal(weight.Zip(fresh.WeightGradientOf(0), (before, sum) => before + sum), held.WeightGradientOf(0));
            Assert.Equal(bias.Zip(fresh.BiasGradientOf(1), (before, sum) => before + sum), held.BiasGradientOf(1));
            Assert.All(held.WeightGradientOf(1), value => Assert.Equal(0, value));
            Assert.All(held.BiasGradientOf(0), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void ChangedWeightsAndBiases_ArePackedAgain_AndNoRowsDoNothing()
    {
        using var expected = Reference(9, 31, 49, 7);
        using var actual = Emulated(Best, 1, 9, 31, 49, 7).Forward(Activation.None, keepsBefore: false).InputGradient(accumulate: false);
        foreach (var linear in (LinearCase[])[expected, actual])
        {
            linear.Weights.Weights[1].CopyFrom(LinearCase.Numbers(7 * 31, 77));
            linear.Weights.Biases[0].CopyFrom(LinearCase.Numbers(49, 78));
            linear.Forward(Activation.None, keepsBefore: false).InputGradient(accumulate: false);
        }

        AssertClose(expected.Y.ToArray(), actual.Y.ToArray(), 1e-5, "y");
        AssertClose(expected.DX.ToArray(), actual.DX.ToArray(), 1e-5, "dX");
        using var empty = Emulated(Best, 2, 0, 9, 7)
            .Forward(Activation.Gelu, keepsBefore: true).InputGradient(accumulate: true).WeightGradient();
        Assert.All(empty.WeightGradientOf(0), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Forward_RoundsTheOperandsAndNothingElse()
    {
        using var rounded = Emulated(Best, 1, 20, 96, 48).Forward(Activation.None, keepsBefore: false);
        using var exact = new LinearCase(new CpuDevice(Best, 1), 20, 96, 48);
        exact.X.CopyFrom(exact.X.ToArray().Select(BFloat16Bits.Round).ToArray());
        exact.Weights.Weights[0].CopyFrom(exact.Weights.Weights[0].Value.ToArray().Select(BFloat16Bits.Round).ToArray());
        exact.Forward(Activation.None, keepsBefore: false);
        AssertClose(exact.Y.ToArray(), rounded.Y.ToArray(), 2e-6, "y");
    }

    private static KernelVariant Best =>
        Avx512F.IsSupported && KernelVariants.Available.Contains(KernelVariant.Avx512) ? KernelVariant.Avx512 : KernelVariant.Vector128;

    private static LinearCase Reference(int rows, int inputs, params int[] outputs) =>
        new(new CpuDevice(KernelVariant.Reference, 1, Precision.BFloat16), rows, inputs, outputs);

    private static LinearCase Emulated(KernelVariant variant, int threads, int rows, int inputs, params int[] outputs) =>
        new(new CpuDevice(EmulatedBFloat16.Kernels(variant), threads), rows, inputs, outputs);

    private static float[] Row(Tensor tensor, int row) => tensor.AsSpan().Slice(row * tensor.Columns, tensor.Columns).ToArray();

    private static void AssertClose(LinearCase expected, LinearCase actual, int parts, string what)
    {
        double forward = ForwardTolerance * Math.Sqrt(actual.X.Columns + 16);
        double input = InputGradientTolerance * Math.Sqrt(actual.Weights.Outputs + 16);
        double weight = WeightGradientTolerance * (actual.X.Rows + 16);
        AssertClose(expected.Y.ToArray(), actual.Y.ToArray(), forward, what);
        AssertClose(expected.BeforeActivation.ToArray(), actual.BeforeActivation.ToArray(), forward, what + " before the activation");
        AssertClose(expected.DX.ToArray(), actual.DX.ToArray(), input, what + ", dX");
        foreach (var tensor in (Tensor[])[actual.Y, actual.BeforeActivation, actual.DX])
            Assert.All(LinearCase.RoundingRows(tensor), value => Assert.Equal(0, value));
        for (int part = 0; part < parts; part++)
        {
            AssertClose(expected.WeightGradientOf(part), actual.WeightGradientOf(part), weight, $"{what}, weight {part}");
            AssertClose(expected.BiasGradientOf(part), actual.BiasGradientOf(part), weight, $"{what}, bias {part}");
        }
    }

    private static void AssertClose(float[] expected, float[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance, $"{what}, element {i}: {expected[i]} and {actual[i]}");
    }
}
