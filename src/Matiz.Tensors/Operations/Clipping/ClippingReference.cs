namespace Matiz.Tensors.Operations.Clipping;

/// <summary>A plain loop.</summary>
internal sealed class ClippingReference : ClippingKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Clamp(Parameter parameter, float limit)
    {
        var g = parameter.GradientBuffer.AsSpan();
        for (int i = 0; i < g.Length; i++) g[i] = Math.Clamp(g[i], -limit, limit);
    }
}
