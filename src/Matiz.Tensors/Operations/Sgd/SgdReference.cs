namespace Matiz.Tensors.Operations.Sgd;

/// <summary>Plain loops in double precision, rounded when stored.</summary>
internal sealed class SgdReference : SgdKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Update(Parameter parameter, Tensor? velocity, in SgdStep step)
    {
        var p = parameter.Value.AsSpan();
        var g = parameter.GradientBuffer.AsSpan();
        var u = velocity is null ? default : velocity.AsSpan();
        for (int i = 0; i < p.Length; i++)
        {
            double change = -step.LearningRate * ((double)g[i] * step.GradientScale);
            if (velocity is not null)
            {
                u[i] = (float)(((double)step.Momentum * u[i]) + change);
                change = step.IsNesterov ? ((double)step.Momentum * u[i]) + change : u[i];
            }

            p[i] = (float)((p[i] * (double)step.Decay) + change);
        }
    }
}
