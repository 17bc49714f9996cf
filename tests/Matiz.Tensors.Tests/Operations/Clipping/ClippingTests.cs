using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Operations.Clipping;

public class ClippingTests
{
    public static TheoryData<KernelVariant, int, bool> Cases =>
    [
        .. from variant in KernelTable.VariantsOf(Precision.Float32)
           from columns in (int[])[1, 7, 8, 16, 33, 70_001]
           from isTable in (bool[])[false, true]
           select new TheoryDataRow<KernelVariant, int, bool>(variant, columns, isTable),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Clamp_AnySize_BoundsEachElementAndKeepsNoNumbers(KernelVariant variant, int columns, bool isTable)
    {
        using var device = new CpuDevice(variant, threads: 2);
        using var parameter = new Parameter(device, "p", [3, columns], isTable);
        float[] gradient = Operand.Normal(3, columns).Values(new System.Random(columns));
        gradient[0] = float.NaN;
        gradient.AsSpan(columns, columns).Clear();              // a row that has none
        if (isTable) parameter.Touch(2);
        if (isTable) parameter.Touch(0);
        parameter.MarkGradient();
        parameter.GradientBuffer.CopyFrom(gradient);

        device.Kernels.Clipping.Clamp(parameter, 0.25f);

        Assert.Equal([.. gradient.Select(value => Math.Clamp(value, -0.25f, 0.25f))], parameter.GradientToArray());
    }
}
