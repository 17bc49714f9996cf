using Matiz.Tensors.Operations;
using Matiz.Tensors.Operations.Sgd;

namespace Matiz.Tensors.Tests.Operations.Sgd;

public class SgdTests
{
    public static TheoryData<KernelVariant> Variants => [.. KernelTable.VariantsOf(Precision.Float32)];

    public static TheoryData<KernelVariant, double, bool> Settings =>
    [
        .. from variant in KernelTable.VariantsOf(Precision.Float32)
           from setting in ((double Momentum, bool IsNesterov)[])[(0, false), (0.9, false), (0.9, true)]
           select new TheoryDataRow<KernelVariant, double, bool>(variant, setting.Momentum, setting.IsNesterov),
    ];

    // lr 0.1, momentum 0.9, gradients 1 and 2: u = -0.1, then 0.9·-0.1 - 0.2 = -0.29; Nesterov 0.9·u - lr·g.
    [Theory]
    [MemberData(nameof(Settings))]
    public void Update_TwoSteps_AreThoseComputedByHand(KernelVariant variant, double momentum, bool isNesterov)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var parameter = new Parameter(device, "p", [1, 1]);
        parameter.CopyFrom([1]);
        var rule = new SgdRule(parameter, momentum, isNesterov);

        SetGradient(parameter, [1]);
        rule.Update(new UpdateStep(1, 0.1, Decay: 1, GradientScale: 1));
        SetGradient(parameter, [2]);
        rule.Update(new UpdateStep(2, 0.1, Decay: 1, GradientScale: 1));

        double expected = momentum == 0 ? 1 - 0.1 - 0.2 : isNesterov ? 1 - 0.19 - (0.9 * 0.29) - 0.2 : 1 - 0.1 - 0.29;
        Assert.Equal(expected, parameter.Value.ToArray()[0], 3e-7);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Update_OddSizes_EqualsThePlainLoop_WithTheSameBitsOnAnyThreads(KernelVariant variant, double momentum, bool isNesterov)
    {
        float[] plain = Train(KernelVariant.Reference, 1, momentum, isNesterov), one = Train(variant, 1, momentum, isNesterov);

        Assert.Equal(one, Train(variant, 3, momentum, isNesterov));
        Assert.InRange(plain.Zip(one, (a, b) => Math.Abs(a - b)).Max(), 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Update_LongAfterAGradient_TheVelocityIsZeroAndNotSubnormal(KernelVariant variant)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var parameter = new Parameter(device, "p", [1, 20]);
        using var velocity = Tensor.Zeros(device, 1, 20);
        Assert.SkipWhen(variant == KernelVariant.Reference, "the plain loop keeps subnormal numbers");
        SetGradient(parameter, [.. Enumerable.Repeat(1e-18f, 20)]);
        var step = new SgdStep { Decay = 1, LearningRate = 1, Momentum = 0.5f, IsNesterov = false, GradientScale = 1 };
        for (int i = 0; i < 200; i++)
        {
            device.Kernels.Sgd.Update(parameter, velocity, step);
            SetGradient(parameter, new float[20]);
        }

        Assert.All(velocity.ToArray(), value => Assert.Equal(0, value));
    }

    private static float[] Train(KernelVariant variant, int threads, double momentum, bool isNesterov)
    {
        using var device = new CpuDevice(variant, threads);
        using var parameter = new Parameter(device, "p", [301, 133]);
        parameter.CopyFrom(Operand.Normal(301, 133).Values(new System.Random(4)));
        var rule = new SgdRule(parameter, momentum, isNesterov);
        for (int number = 1; number <= 3; number++)
        {
            SetGradient(parameter, Operand.Normal(301, 133).Values(new System.Random(number)));
            rule.Update(new UpdateStep(number, 0.05, Decay: 0.999f, GradientScale: 0.7f));
        }

        return parameter.Value.ToArray();
    }

    private static void SetGradient(Parameter parameter, float[] gradient)
    {
        parameter.MarkGradient();
        parameter.GradientBuffer.CopyFrom(gradient);
    }
}
