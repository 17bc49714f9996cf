using Matiz.Tensors.Operations;

namespace Matiz.Tensors.Tests.Operations.Activations;

/// <summary>Every activation, by every kernel, against the plain loop over the whole range.</summary>
public sealed class ActivationKernelTests(ITestOutputHelper output)
{
    private const int Count = 20_001;

    public static IEnumerable<TheoryDataRow<Activation, KernelVariant>> Cases =>
        from activation in Enum.GetValues<Activation>()
        from variant in KernelTable.VariantsOf(Precision.Float32)
        select new TheoryDataRow<Activation, KernelVariant>(activation, variant);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AndBackward_EqualThePlainLoop(Activation activation, KernelVariant variant)
    {
        float[] x = [.. Enumerable.Range(0, Count).Select(i => (i - (Count / 2)) * 0.003f)];   // -30 to 30
        var (y, dX) = Run(variant, activation, x);
        var (wantedY, wantedDX) = Run(KernelVariant.Reference, activation, x);

        double worst = Worst(wantedY, y), worstGradient = Worst(wantedDX, dX);
        output.WriteLine($"largest difference {worst:g3}, of the gradient {worstGradient:g3}");
        Assert.InRange(worst, 0, 5e-7);
        Assert.InRange(worstGradient, 0, 1e-6);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_AndBackward_FarOut_AreFinite_AndKeepNaN(Activation activation, KernelVariant variant)
    {
        var (y, dX) = Run(variant, activation, [-1e4f, 1e4f, -200, 200, -90, 90, float.NaN]);

        Assert.All(y[..^1].Concat(dX[..^1]), value => Assert.True(float.IsFinite(value), $"{value}"));
        Assert.True(float.IsNaN(y[^1]));
    }

    private static (float[] Y, float[] DX) Run(KernelVariant variant, Activation activation, float[] x)
    {
        using var device = new CpuDevice(variant, threads: 1);
        using var source = Tensor.FromArray(device, 1, x.Length, x);
        using var y = Tensor.Zeros(device, 1, x.Length);
        using var dX = Tensor.Zeros(device, 1, x.Length);
        using var dY = Tensor.FromArray(device, 1, x.Length, [.. x.Select(_ => 1f)]);
        device.Kernels.Activation.Forward(source, activation, y);
        device.Kernels.Activation.Backward(source, y, dY, activation, dX);
        return (y.ToArray(), dX.ToArray());
    }

    // Relative where values are large.
    private static double Worst(float[] wanted, float[] found) =>
        wanted.Zip(found, (a, b) => Math.Abs((double)a - b) / Math.Max(1, Math.Abs(a))).Max();
}
