using Matiz.Tensors.Operations;
using Matiz.Tensors.Operations.AdamW;

namespace Matiz.Tensors.Tests.Operations.AdamW;

public class AdamRuleTests
{
    public static TheoryData<KernelVariant> Variants => [.. KernelTable.VariantsOf(Precision.Float32)];

    // By hand, lr 0.1, ε 1e-7, gradients 0.5 and 1: m = 0.05, v = 0.00025, α = 0.1·√0.001/0.1 ⇒ p = 1 - α·0.05/(0.0158113883 + 1e-7);
    // then m = 0.145, v = 0.00124975, α = 0.1·√0.001999/0.19.
    [Theory]
    [MemberData(nameof(Variants))]
    public void Update_TwoSteps_AreThoseComputedByHand(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var parameter = new Parameter(device, "p", [1, 1]);
        parameter.CopyFrom([1]);
        var rule = new AdamRule(parameter, 0.9, 0.999, 1e-7);

        Update(rule, 1, 0.1, 0.5f);
        Assert.Equal(0.90000063, parameter.Value.ToArray()[0], 2e-7);
        Update(rule, 2, 0.1, 1);
        Assert.Equal(0.80348270, parameter.Value.ToArray()[0], 2e-7);
    }

    // The root is corrected afterwards, so that ε counts √(1-β2) = 0.0316 times as much: with gradients as small as ε it shows.
    [Theory]
    [MemberData(nameof(Variants))]
    public void Update_GradientAsSmallAsEpsilon_IsNotThatOfPyTorch(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var keras = new Parameter(device, "keras", [1, 1]);
        using var pytorch = new Parameter(device, "pytorch", [1, 1]);
        var rule = new AdamRule(keras, 0.9, 0.999, 1e-7);
        var optimizer = new Tensors.AdamW([pytorch], epsilon: 1e-7);

        Update(rule, 1, 1, 1e-7f);
        SetGradient(pytorch, 1e-7f);
        optimizer.Step(1);

        double root = Math.Sqrt(0.001) * 1e-7;
        Assert.Equal(-Math.Sqrt(0.001) * 1e-7 / (root + 1e-7), keras.Value.ToArray()[0], 1e-6);
        Assert.Equal(-0.5, pytorch.Value.ToArray()[0], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Update_RowOfATableWithoutGradient_IsStillMovedByItsMoments(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 2);
        using var table = new Parameter(device, "table", [3, 2], isLookupTable: true);
        var rule = new AdamRule(table, 0.9, 0.999, 1e-7);
        table.Touch(0);
        table.MarkGradient();
        table.GradientBuffer.CopyFrom([1, -1, 0, 0, 0, 0]);
        rule.Update(new UpdateStep(1, 0.1, 1, 1));
        table.ZeroGradient();
        float[] before = table.Value.ToArray();

        table.Touch(1);
        table.MarkGradient();
        rule.Update(new UpdateStep(2, 0.1, 1, 1));

        // m = 0.09, v = 0.000999, α = 0.1·√0.001999/0.19
        double moved = 0.1 * Math.Sqrt(0.001999) / 0.19 * 0.09 / Math.Sqrt(0.000999);
        Assert.Equal(before[0] - moved, table.Value.ToArray()[0], 1e-6);
        Assert.Equal(before[1] + moved, table.Value.ToArray()[1], 1e-6);
        Assert.Equal([0, 0], table.Value.ToArray()[4..]);
    }

    private static void Update(UpdateRule rule, int number, double learningRate, float gradient)
    {
        SetGradient(rule.Parameter, gradient);
        rule.Update(new UpdateStep(number, learningRate, Decay: 1, GradientScale: 1));
        rule.Parameter.ZeroGradient();
    }

    private static void SetGradient(Parameter parameter, float gradient)
    {
        parameter.MarkGradient();
        parameter.GradientBuffer.CopyFrom([gradient]);
    }
}
