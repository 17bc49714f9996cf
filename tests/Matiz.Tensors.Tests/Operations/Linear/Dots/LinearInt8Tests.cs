using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Matiz.Tensors.Operations.Linear;
using Matiz.Tensors.Operations.Linear.Dots;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Tests.Operations.Linear.Dots;

public class LinearInt8Tests
{
    private static readonly (int Rows, int Inputs, int[] Outputs)[] Sizes =
    [
        (1, 1, [1]), (7, 8, [9]), (8, 31, [47]), (9, 63, [48]), (31, 64, [49]), (33, 65, [97]), (47, 127, [16]), (48, 128, [15]),
        (49, 97, [48, 48, 48]), (97, 384, [6]), (3, 769, [50, 7]), (20, 3072, [33]), (2, 50, [800]),
    ];

    // Every kernel that runs here, and the tile of AVX-VNNI with its instruction written out, so that its shape and its unsigned rows
    // are tested on processors that lack it.
    public static TheoryData<string> Kernels => [.. KernelsByName.Select(entry => entry.Name)];

    private static IEnumerable<(string Name, LinearKernel Kernel)> KernelsByName
    {
        get
        {
            foreach (var kernel in LinearKernel.All.Where(kernel => kernel.Precision == Precision.Int8))
            {
                if (KernelVariants.Available.Contains(kernel.Variant)) yield return (KernelVariants.NameOf(kernel.Variant), kernel);
            }

            if (Avx2.IsSupported && Fma.IsSupported)
            {
                yield return (
                    "amx, its tiles by a plain loop",
                    new LinearInt8<Integers256, Simd256, Vector256<float>>(KernelVariant.Avx2, new PlainTile()));
                yield return (
                    "avx-vnni, its instruction written out",
                    new LinearInt8<Integers256, Simd256, Vector256<float>>(
                        KernelVariant.Avx2, new DotTile4x3<WrittenOutQuads, Simd256, Vector256<float>>()));
            }
        }
    }

    [Fact]
    public void All_EveryAvailableVariantOfVectors_HasAKernelOfInt8()
    {
        foreach (var variant in KernelVariants.Available)
        {
            using var device = new CpuDevice(variant, 1, Precision.Int8);
            Assert.Equal(Precision.Int8, device.Kernels.Linear.Precision);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Forward_OddSizes_HasTheBitsOfThePlainLoop(string name)
    {
        foreach (var (rows, inputs, outputs) in Sizes)
        {
            foreach (var fill in (Func<int, int, float[]>[])[(count, seed) => LinearCase.Numbers(count, seed), Extremes])
            {
                float[] expected = Forward("reference", rows, inputs, outputs, Activation.None, fill, threads: 1);
                float[] actual = Forward(name, rows, inputs, outputs, Activation.None, fill, threads: 2);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Forward_WithAnActivation_HasTheBitsOfEveryOtherKernelOfVectors(string name)
    {
        if (name == "reference") return;
        foreach (var (rows, inputs, outputs) in Sizes)
        {
            Assert.Equal(
                Forward("vector128", rows, inputs, outputs, Activation.Gelu, (count, seed) => LinearCase.Numbers(count, seed), threads: 1),
                Forward(name, rows, inputs, outputs, Activation.Gelu, (count, seed) => LinearCase.Numbers(count, seed), threads: 3));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Forward_NearFloats_DiffersByTheirQuantization(string name)
    {
        float[] floats;
        using (var linear = new LinearCase(KernelVariant.Reference, 1, 40, 384, 50))
        {
            linear.Weights.Weights[0].CopyFrom(LinearCase.Numbers(384 * 50, 10));
            floats = linear.Forward(Activation.None, keepsBefore: false).Y.ToArray();
        }

        float[] actual = Forward(name, 40, 384, [50], Activation.None, (count, seed) => LinearCase.Numbers(count, seed), threads: 1);

        // Each product errs by 0.0019 (standard deviation), so that five times that of a sum is 0.19.
        for (int i = 0; i < floats.Length; i++) Assert.InRange(actual[i], floats[i] - 0.19, floats[i] + 0.19);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Forward_ARowThatIsNoNumber_SpoilsThatRowAlone(string name)
    {
        float[] actual = Forward(name, 9, 65, [49], Activation.None, (count, seed) =>
        {
            var numbers = LinearCase.Numbers(count, seed);
            if (seed == 1) numbers[(2 * 65) + 64] = float.NaN;
            return numbers;
        }, threads: 1);
        for (int i = 0; i < actual.Length; i++) Assert.Equal(i / 49 == 2, float.IsNaN(actual[i]));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Forward_IntegersThatWereRead_AreTakenAsTheyAre(string name)
    {
        using var device = new CpuDevice(KernelVariant.Reference, 1, Precision.Int8);
        using var weight = new Parameter(device, "weight", [3, 5]);
        sbyte[] integers = [100, -3, 0, 7, 1, 2, 2, 2, 2, 2, -127, 127, 5, 0, 1];
        weight.SetQuantized(integers, [0.5f, 2, 0.25f]);
        float[] master = [50, -1.5f, 0, 3.5f, 0.5f, 4, 4, 4, 4, 4, -31.75f, 31.75f, 1.25f, 0, 0.25f];
        Assert.Equal(master, weight.Value.ToArray());

        var read = Product(name, parameter => parameter.SetQuantized(integers, [0.5f, 2, 0.25f]));
        var made = Product(name, parameter => parameter.CopyFrom(master));
        Assert.Equal(Product("reference", parameter => parameter.SetQuantized(integers, [0.5f, 2, 0.25f])), read);
        Assert.NotEqual(made, read);

        // What changes the master takes the integers away.
        weight.CopyFrom(master);
        Assert.Null(weight.Quantized);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Forward_OfAWeightThatKeepsFloat_HasTheBitsOfFloats(string name)
    {
        var kernel = KernelsByName.First(entry => entry.Name == name).Kernel;
        using var floats = new LinearCase(kernel.Variant, 1, 9, 65, 49);
        using var kept = new LinearCase(kernel.Variant, 1, 9, 65, 49);
        kept.Weights.Weights[0].KeepsFloat = true;
        kernel.Forward(kept.X, kept.Weights, Activation.Gelu, beforeActivation: null, kept.Y);
        Assert.Equal(floats.Forward(Activation.Gelu, keepsBefore: false).Y.ToArray(), kept.Y.ToArray());
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Forward_ChangedWeights_ArePackedAgain(string name)
    {
        var kernel = KernelsByName.First(entry => entry.Name == name).Kernel;
        using var linear = new LinearCase(kernel.Variant, 1, 9, 65, 49);
        kernel.Forward(linear.X, linear.Weights, Activation.None, beforeActivation: null, linear.Y);
        linear.Weights.Weights[0].CopyFrom(LinearCase.Numbers(65 * 49, 99));
        kernel.Forward(linear.X, linear.Weights, Activation.None, beforeActivation: null, linear.Y);
        using var fresh = new LinearCase(KernelVariant.Reference, 1, 9, 65, 49);
        fresh.Weights.Weights[0].CopyFrom(LinearCase.Numbers(65 * 49, 99));
        KernelsByName.First(entry => entry.Name == "reference").Kernel
            .Forward(fresh.X, fresh.Weights, Activation.None, beforeActivation: null, fresh.Y);
        Assert.Equal(fresh.Y.ToArray(), linear.Y.ToArray());
    }

    // norm, up with GELU, down: the same whether each layer finds its input quantized or quantizes it first: of few rows, of some whose
    // panels are shared, and of so many that each task finishes rows.
    [Theory]
    [InlineData(5, false)]
    [InlineData(101, true)]
    [InlineData(611, true)]
    public void Tape_InCacheAndInAPassOfItsOwn_QuantizesTheSame(int rows, bool isInnerQuantizedInCache)
    {
        float[]? expected = null;
        foreach (var variant in KernelVariants.Available.Where(variant => variant != KernelVariant.Reference))
        {
            foreach (int threads in (int[])[1, 3])
            {
                using var device = new CpuDevice(variant, threads, Precision.Int8);
                using Parameter gamma = Filled(device, "gamma", [65], 1), up = Filled(device, "up", [200, 65], 2);
                using var down = Filled(device, "down", [65, 200], 3);
                using var tape = device.NewTape(training: false);
                var x = tape.NewTensor(rows, 65, LinearCase.Numbers(rows * 65, 4));
                var normal = tape.LayerNorm(x, new NormWeights(gamma, null, 1e-5f));
                Assert.True(normal.Quantized is { IsFilled: true });
                LinearWeights upWeights = new(up, null), downWeights = new(down, null);
                var inner = tape.Linear(normal, upWeights, Activation.Gelu);
                Assert.Equal(isInnerQuantizedInCache, inner.Quantized is { IsFilled: true });
                var y = tape.Linear(inner, downWeights);

                var again = tape.NewTensor(rows, 65, normal.ToArray());
                var innerAgain = tape.NewTensor(rows, 200, tape.Linear(again, upWeights, Activation.Gelu).ToArray());
                Assert.Null(innerAgain.Quantized);
                float[] values = y.ToArray();
                Assert.Equal(values, tape.Linear(innerAgain, downWeights).ToArray());
                expected ??= values;
                Assert.Equal(expected, values);
            }
        }
    }

    [Fact]
    public void WhatChangesATensorInPlace_TakesItsIntegersAway()
    {
        using var device = new CpuDevice(KernelVariant.Vector128, 1, Precision.Int8);
        using Parameter gamma = Filled(device, "gamma", [64], 1), weight = Filled(device, "weight", [9, 64], 2);
        using var tape = device.NewTape(training: false);
        var x = tape.LayerNorm(tape.NewTensor(5, 64, LinearCase.Numbers(5 * 64, 4)), new NormWeights(gamma, null, 1e-5f));
        tape.RotateInPlace(x, new RaggedLayout([0, 5]), 4, new RotaryPositions(16, 100));
        Assert.Null(x.Quantized);
        var copy = tape.NewTensor(5, 64, x.ToArray());
        var weights = new LinearWeights(weight, null);
        Assert.Equal(tape.Linear(copy, weights).ToArray(), tape.Linear(x, weights).ToArray());
    }

    // Attention of many rows and gated activations leave integers as norms do; of few rows the layer that reads them makes them.
    [Fact]
    public void Tape_AttentionAndGates_QuantizeTheSameInCacheAndInAPassOfTheirOwn()
    {
        int[] lengths = [1, 17, 5, 40, 2, 9, 33, 8, 3];
        int tokens = lengths.Sum();
        var layout = new RaggedLayout([0, .. lengths.Select((_, row) => lengths.Take(row + 1).Sum())]);
        foreach (var variant in KernelVariants.Available.Where(variant => variant != KernelVariant.Reference))
        {
            foreach (int threads in (int[])[1, 3])
            {
                using var device = new CpuDevice(variant, threads, Precision.Int8);
                using Parameter output = Filled(device, "output", [30, 90], 2), down = Filled(device, "down", [20, 45], 3);
                LinearWeights outputWeights = new(output, null), downWeights = new(down, null);
                using var tape = device.NewTape(training: false);
                var context = tape.SelfAttention(tape.NewTensor(tokens, 270, LinearCase.Numbers(tokens * 270, 4)), layout, 6, dropout: 0);
                var disentangled = tape.DisentangledAttention(
                    tape.NewTensor(tokens, 270, LinearCase.Numbers(tokens * 270, 7)), positions: null, 0, layout, 6, dropout: 0);
                var gated = tape.GatedActivation(tape.NewTensor(tokens, 90, LinearCase.Numbers(tokens * 90, 5)), Activation.Gelu);
                (Tensor, LinearWeights)[] all = [(context, outputWeights), (disentangled, outputWeights), (gated, downWeights)];
                foreach (var (made, weights) in all)
                {
                    Assert.True(made.Quantized is { IsFilled: true });
                    var copy = tape.NewTensor(tokens, made.Columns, made.ToArray());
                    Assert.Null(copy.Quantized);
                    Assert.Equal(tape.Linear(copy, weights).ToArray(), tape.Linear(made, weights).ToArray());
                }

                var few = tape.NewTensor(5, 270, LinearCase.Numbers(5 * 270, 6));
                Assert.Null(tape.SelfAttention(few, new RaggedLayout([0, 5]), 6, dropout: 0).Quantized);
            }
        }
    }

    [Fact]
    public void Training_OnADeviceOfIntegers_SaysWhatToDo()
    {
        using var linear = new LinearCase(KernelVariant.Reference, 1, 2, 3, 4);
        var kernel = LinearKernel.All.First(kernel => kernel.Precision == Precision.Int8);
        var error = Assert.Throws<NotSupportedException>(() => kernel.WeightGradient(linear.DY, linear.X, linear.Weights));
        Assert.Equal(
            "a device that computes in int8 was asked for a gradient, but int8 only runs models: train in fp32 or bf16.", error.Message);
    }

    private static Parameter Filled(Device device, string name, int[] shape, int seed)
    {
        var parameter = new Parameter(device, name, shape);
        parameter.CopyFrom(LinearCase.Numbers((int)parameter.Length, seed));
        return parameter;
    }

    // Every number is the largest of its row, of either sign: sums as large as they get.
    private static float[] Extremes(int count, int seed)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(4) == 0 ? -1f : 1f)];
    }

    private static float[] Product(string name, Action<Parameter> fill)
    {
        var kernel = KernelsByName.First(entry => entry.Name == name).Kernel;
        using var device = new CpuDevice(kernel.Variant, 1, Precision.Int8);
        using var weight = new Parameter(device, "weight", [3, 5]);
        fill(weight);
        using var x = Tensor.FromArray(device, 4, 5, LinearCase.Numbers(20, 1));
        using var y = Tensor.Zeros(device, 4, 3);
        kernel.Forward(x, new LinearWeights(weight, null), Activation.None, beforeActivation: null, y);
        return y.ToArray();
    }

    private static float[] Forward(
        string name, int rows, int inputs, int[] outputs, Activation activation, Func<int, int, float[]> fill, int threads)
    {
        var kernel = KernelsByName.First(entry => entry.Name == name).Kernel;
        using var linear = new LinearCase(kernel.Variant, threads, rows, inputs, outputs);
        linear.X.CopyFrom(fill(rows * inputs, 1));
        for (int part = 0; part < outputs.Length; part++)
            linear.Weights.Weights[part].CopyFrom(fill(outputs[part] * inputs, 10 + part));
        kernel.Forward(linear.X, linear.Weights, activation, beforeActivation: null, linear.Y);
        Assert.All(LinearCase.RoundingRows(linear.Y), value => Assert.Equal(0, value));
        return linear.Y.ToArray();
    }

    private readonly struct WrittenOutQuads : IDotInstruction<Vector256<float>>
    {
        public static DotElement Element => DotElement.OffsetInt8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> sum)
        {
            var result = sum.AsInt32();
            for (int i = 0; i < 32; i++)
            {
                int product = a.AsByte().GetElement(i) * b.AsSByte().GetElement(i);
                result = result.WithElement(i / 4, result.GetElement(i / 4) + product);
            }

            return result.AsSingle();
        }
    }
}
