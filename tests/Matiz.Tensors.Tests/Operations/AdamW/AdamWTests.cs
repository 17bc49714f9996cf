using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Operations.AdamW;

public class AdamWTests
{
    private const int Rows = 70;
    private const int Columns = 37;

    public static IEnumerable<TheoryDataRow<KernelVariant>> Variants =>
        KernelTable.VariantsOf(Precision.Float32).Select(variant => new TheoryDataRow<KernelVariant>(variant));

    // PyTorch: torch.optim.AdamW([1, -2], lr=0.1, weight_decay=0.01), gradients [0.5, 0.1]·t.
    [Theory]
    [MemberData(nameof(Variants))]
    public void Step_EqualsPyTorch(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var parameter = new Parameter(device, "p", [1, 2]);
        parameter.CopyFrom([1, -2]);
        var optimizer = new Tensors.AdamW([parameter], weightDecay: 0.01f);
        float[][] expected = [[0.8990000f, -2.0980000f], [0.8015828f, -2.1924202f], [0.7049811f, -2.2860279f]];
        for (int step = 1; step <= 3; step++)
        {
            SetGradient(parameter, [0.5f * step, 0.1f * step]);
            optimizer.Step(0.1f);
            optimizer.ZeroGradients();
            Assert.Equal(expected[step - 1][0], parameter.Value.ToArray()[0], 3e-7f);
            Assert.Equal(expected[step - 1][1], parameter.Value.ToArray()[1], 3e-7f);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Step_EqualsThePlainLoop(KernelVariant variant)
    {
        float[] expected = Train(KernelVariant.Reference, isLookupTable: false, threads: 1);
        float[] actual = Train(variant, isLookupTable: false, threads: 2);
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, 5e-7);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Step_OfALookupTable_HasTheBitsOfADenseOne(KernelVariant variant) =>
        Assert.Equal(Train(variant, isLookupTable: false, threads: 1), Train(variant, isLookupTable: true, threads: 3));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Step_AfterMomentsWereLoaded_HasTheBitsOfAnUnbrokenRun(KernelVariant variant) =>
        Assert.Equal(Train(variant, isLookupTable: true, threads: 1), Train(variant, isLookupTable: true, threads: 1, reloadBefore: 3));

    [Theory]
    [MemberData(nameof(Variants))]
    public void Step_WithoutGradient_LeavesParameterAndCountAlone(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var parameter = new Parameter(device, "p", [1, 2]);
        parameter.CopyFrom([1, -2]);
        var optimizer = new Tensors.AdamW([parameter], weightDecay: 0.01f);
        optimizer.Step(0.1f);
        Assert.Equal([1f, -2f], parameter.Value.ToArray());
        Assert.Equal(0, optimizer.States[0].StepCount);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Moments_LongAfterAGradient_ReachZeroAndNotSubnormalNumbers(KernelVariant variant)
    {
        Assert.SkipWhen(variant == KernelVariant.Reference, "the plain loop keeps subnormal numbers");
        using var device = new CpuDevice(variant, threads: 1);
        using var parameter = new Parameter(device, "p", [1, 20]);
        var optimizer = new Tensors.AdamW([parameter]);
        SetGradient(parameter, [.. Enumerable.Repeat(1e-18f, 20)]);
        for (int step = 0; step < 600; step++)
        {
            optimizer.Step(1e-3f);
            optimizer.ZeroGradients();
            parameter.MarkGradient();
        }

        Assert.All(optimizer.States[0].FirstMoment.ToArray(), moment => Assert.Equal(0, moment));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void GradientNorm_OfDenseAndTouchedRows_EqualsTheSum(KernelVariant variant)
    {
        double expected = 0;
        using var one = new CpuDevice(variant, threads: 1);
        using var three = new CpuDevice(variant, threads: 3);
        double[] norms = [.. ((CpuDevice[])[one, three]).Select(device =>
        {
            using var dense = new Parameter(device, "dense", [301, 333]);
            using var table = new Parameter(device, "table", [Rows, Columns], isLookupTable: true);
            float[] gradient = Operand.Normal(301, 333).Values(new System.Random(1));
            SetGradient(dense, gradient);
            float[] rows = TouchRows(table, 2);
            expected = Math.Sqrt(gradient.Concat(rows).Sum(g => (double)g * g));
            return new Tensors.AdamW([dense, table]).GradientNorm();
        })];
        Assert.Equal(norms[0], norms[1]);
        Assert.InRange(Math.Abs(norms[0] - expected) / expected, 0, 1e-7);
    }

    [Fact]
    public void ZeroGradients_OfDenseAndTouchedRows_LeavesNothing()
    {
        using var device = new CpuDevice(threads: 2);
        using var dense = new Parameter(device, "dense", [301, 333]);
        using var table = new Parameter(device, "table", [Rows, Columns], isLookupTable: true);
        SetGradient(dense, Operand.Normal(301, 333).Values(new System.Random(1)));
        TouchRows(table, 3);
        new Tensors.AdamW([dense, table]).ZeroGradients();
        Assert.False(dense.HasGradient);
        Assert.All(dense.GradientBuffer.ToArray().Concat(table.GradientBuffer.ToArray()), value => Assert.Equal(0, value));
    }

    // Five steps; each gives a gradient to other rows, and some rows never get one.
    private static float[] Train(KernelVariant variant, bool isLookupTable, int threads, int reloadBefore = 0)
    {
        using var device = new CpuDevice(variant, threads);
        using var parameter = new Parameter(device, "p", [Rows, Columns], isLookupTable);
        parameter.CopyFrom(Operand.Normal(Rows, Columns).Values(new System.Random(4)));
        var optimizer = new Tensors.AdamW([parameter], weightDecay: 0.1f);
        for (int step = 1; step <= 5; step++)
        {
            if (step == reloadBefore)
            {
                var old = optimizer.States[0];
                optimizer = new Tensors.AdamW([parameter], weightDecay: 0.1f);
                optimizer.States[0].StepCount = old.StepCount;
                optimizer.States[0].FirstMoment.CopyFrom(old.FirstMoment.ToArray());
                optimizer.States[0].SecondMoment.CopyFrom(old.SecondMoment.ToArray());
            }

            TouchRows(parameter, step);
            optimizer.Step(0.01f, gradientScale: 0.7f);
            optimizer.ZeroGradients();
        }

        return [.. parameter.Value.ToArray(), .. optimizer.States[0].FirstMoment.ToArray(), .. optimizer.States[0].SecondMoment.ToArray()];
    }

    // A gradient in every row that divides by step + 1, except those above 60.
    private static float[] TouchRows(Parameter parameter, int step)
    {
        float[] gradient = new float[Rows * Columns];
        float[] values = Operand.Normal(Rows, Columns).Values(new System.Random(step));
        for (int row = 0; row < 60; row += step + 1)
        {
            if (parameter.IsLookupTable) parameter.Touch(row);
            Array.Copy(values, row * Columns, gradient, row * Columns, Columns);
        }

        SetGradient(parameter, gradient);
        return gradient;
    }

    private static void SetGradient(Parameter parameter, float[] gradient)
    {
        parameter.MarkGradient();
        parameter.GradientBuffer.CopyFrom(gradient);
    }
}
