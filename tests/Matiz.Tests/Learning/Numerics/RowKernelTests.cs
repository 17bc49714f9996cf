using Matiz.Learning.Numerics;
using Matiz.Tensors;

namespace Matiz.Tests.Learning.Numerics;

public unsafe class RowKernelTests
{
    public static TheoryData<KernelVariant, int, int, int> Cases
    {
        get
        {
            var cases = new TheoryData<KernelVariant, int, int, int>();
            foreach (var kernel in RowKernel.All.Where(kernel => KernelVariants.Available.Contains(kernel.Variant)))
            {
                foreach (int columns in (int[])[1, 7, 8, 9, 24, 33])
                {
                    foreach (int outputs in (int[])[1, 2, 3, 5, 6])
                        cases.Add(kernel.Variant, columns, outputs, columns % 8 == 1 ? 5 : 8);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_OddSizes_EqualPlainLoops(KernelVariant variant, int columns, int outputs, int rows)
    {
        var kernel = RowKernel.For(variant);
        Assert.Equal(variant, kernel.Variant);
        int stride = RowKernel.Stride(columns + 1);
        var random = new SeededRandom(columns, outputs);
        var features = new float[8 * columns];
        for (int i = 0; i < features.Length; i++) features[i] = (float)LearningData.Normal(ref random);
        AlignedArray<double> tile =
            new(8 * stride), weights = new(outputs * stride), logits = new(outputs * 8), logSums = new(8), gradient = new(outputs * stride);
        for (int k = 0; k < outputs; k++)
        {
            for (int j = 0; j <= columns; j++) weights.Span[(k * stride) + j] = LearningData.Normal(ref random);
        }

        fixed (float* x = features) kernel.Load(x, rows, columns, 1, stride, tile.Pointer);
        kernel.Logits(tile.Pointer, weights.Pointer, outputs, stride, logits.Pointer);
        var expected = new double[outputs * 8];
        for (int i = 0; i < expected.Length; i++)
        {
            int k = i / 8, r = i % 8;
            for (int j = 0; j <= columns && r < rows; j++)
                expected[i] += weights.Span[(k * stride) + j] * (j < columns ? features[(r * columns) + j] : 1);
        }

        LearningData.AssertClose(expected, logits.Span, 1e-12);

        kernel.AddOuter(logits.Pointer, tile.Pointer, outputs, stride, stride, gradient.Pointer);
        var outer = new double[outputs * stride];
        for (int i = 0; i < outer.Length; i++)
        {
            for (int r = 0; r < 8; r++) outer[i] += logits.Span[(i / stride * 8) + r] * tile.Span[(r * stride) + (i % stride)];
        }

        LearningData.AssertClose(outer, gradient.Span, 1e-11);
        Assert.Equal(
            outer.Zip(weights.Span.ToArray(), static (a, b) => a * b).Sum(),
            kernel.Dot(gradient.Pointer, weights.Pointer, outputs * stride), 1e-9);
    }

    [Fact]
    public void Softmax_FarOut_EveryVariantIsStable()
    {
        foreach (var kernel in RowKernel.All.Where(kernel => KernelVariants.Available.Contains(kernel.Variant)))
        {
            AlignedArray<double> logits = new(3 * 8), logSums = new(8);
            for (int r = 0; r < 8; r++)
            {
                logits.Span[r] = 800 * (r - 4);
                logits.Span[8 + r] = 0.5;
                logits.Span[16 + r] = -r;
            }

            kernel.Softmax(logits.Pointer, 3, logSums.Pointer);
            for (int r = 0; r < 8; r++)
            {
                double[] z = [800 * (r - 4), 0.5, -r];
                double max = z.Max(), sum = z.Sum(value => Math.Exp(value - max));
                Assert.Equal(max + Math.Log(sum), logSums.Span[r], 1e-12);
                for (int k = 0; k < 3; k++) Assert.Equal(Math.Exp(z[k] - max) / sum, logits.Span[(k * 8) + r], 1e-14);
            }
        }
    }

    [Fact]
    public void Sigmoid_FarOut_EveryVariantIsStable()
    {
        double[] z = [-1000, -40, -1, 0, 1e-9, 2, 40, 1000];
        foreach (var kernel in RowKernel.All.Where(kernel => KernelVariants.Available.Contains(kernel.Variant)))
        {
            AlignedArray<double> logits = new(8), logSums = new(8);
            z.CopyTo(logits.Span);
            kernel.Sigmoid(logits.Pointer, logSums.Pointer);
            for (int r = 0; r < 8; r++)
            {
                Assert.Equal(1 / (1 + Math.Exp(-z[r])), logits.Span[r], 1e-15);
                Assert.Equal(Math.Max(z[r], 0) + Math.Log(1 + Math.Exp(-Math.Abs(z[r]))), logSums.Span[r], 1e-14);
            }
        }
    }
}
