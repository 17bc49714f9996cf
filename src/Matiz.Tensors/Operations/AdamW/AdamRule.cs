namespace Matiz.Tensors.Operations.AdamW;

/// <summary>
/// Adam as Kingma and Ba (2015) have it just before their section 2.1, and Keras computes it:
/// p ← p - lr·√(1-β2^t)/(1-β1^t)·m/(√v + ε). The root that ε is added to has its bias still, unlike that of PyTorch
/// (<see cref="Tensors.AdamW"/>); that is a matter of the scalars alone, and the kernel is the same.
/// </summary>
/// <param name="parameter">What is updated.</param>
/// <param name="beta1">Share of the old first moment.</param>
/// <param name="beta2">Share of the old second moment.</param>
/// <param name="epsilon">Added to the root of the second moment.</param>
/// <remarks>
/// Rows of a lookup table without a gradient count as zero gradients: their moments fade and go on moving them. So does Keras with the
/// sparse gradients of an embedding.
/// </remarks>
internal sealed class AdamRule(Parameter parameter, double beta1, double beta2, double epsilon) : UpdateRule(parameter)
{
    private readonly Tensors.AdamW.State _moments = new(parameter);

    protected override void UpdateValues(in UpdateStep step)
    {
        double correction = Math.Sqrt(1 - Tensors.AdamW.Power(beta2, step.Number)) / (1 - Tensors.AdamW.Power(beta1, step.Number));
        var scalars = new AdamWStep
        {
            Decay = step.Decay,
            Beta1 = (float)beta1,
            OneMinusBeta1 = (float)(1 - beta1),
            Beta2 = (float)beta2,
            OneMinusBeta2 = (float)(1 - beta2),
            Epsilon = (float)epsilon,
            StepSize = (float)(step.LearningRate * correction),
            RootScale = 1,
            GradientScale = step.GradientScale,
        };
        _moments.Update(scalars, rowsMayBeSkipped: epsilon > 0);
    }
}
