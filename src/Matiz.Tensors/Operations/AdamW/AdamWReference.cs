namespace Matiz.Tensors.Operations.AdamW;

/// <summary>Plain loops in double precision, rounded when stored.</summary>
internal sealed class AdamWReference : AdamWKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Update(
        Parameter parameter, Tensor firstMoment, Tensor secondMoment, ReadOnlySpan<bool> rowHasMoments, in AdamWStep step)
    {
        var p = parameter.Value.AsSpan();
        var g = parameter.GradientBuffer.AsSpan();
        var m = firstMoment.AsSpan();
        var v = secondMoment.AsSpan();
        for (int i = 0; i < p.Length; i++)
        {
            double gradient = (double)g[i] * step.GradientScale;
            m[i] = (float)((step.Beta1 * m[i]) + (((double)step.OneMinusBeta1) * gradient));
            v[i] = (float)((step.Beta2 * v[i]) + (((double)step.OneMinusBeta2) * gradient * gradient));
            p[i] = (float)(
                (p[i] * (double)step.Decay) - (step.StepSize * (double)m[i] / ((Math.Sqrt(v[i]) * step.RootScale) + step.Epsilon)));
        }
    }

    public override double SquaredNorm(Parameter parameter)
    {
        double sum = 0;
        foreach (float g in parameter.GradientBuffer.AsSpan()) sum += (double)g * g;
        return sum;
    }
}
