namespace Matiz.Tensors.Operations;

/// <summary>The scalars of one update, whatever the rule.</summary>
/// <param name="Number">From 1, the same for all parameters: what bias corrections count.</param>
/// <param name="LearningRate">The rate of this update.</param>
/// <param name="Decay">What the values are multiplied by first; 1: nothing.</param>
/// <param name="GradientScale">What the gradient is multiplied by first; 1: nothing.</param>
internal readonly record struct UpdateStep(int Number, double LearningRate, float Decay, float GradientScale);

/// <summary>How an optimizer changes one parameter, step after step, with what it remembers of the gradients before.</summary>
internal abstract class UpdateRule(Parameter parameter)
{
    /// <summary>What is updated.</summary>
    public Parameter Parameter => parameter;

    /// <summary>The kernels of the device on which the parameter lies.</summary>
    protected KernelTable Kernels => parameter.Device.Kernels;

    /// <summary>Σ g² of the gradient.</summary>
    public double SquaredGradientNorm() => Kernels.AdamW.SquaredNorm(parameter);

    /// <summary>Brings each element of the gradient to ±limit at most.</summary>
    public void ClampGradient(float limit) => Kernels.Clipping.Clamp(parameter, limit);

    /// <summary>One update. The gradient stays as it is.</summary>
    public void Update(in UpdateStep step)
    {
        UpdateValues(step);
        parameter.Changed();
    }

    /// <summary>Changes the values and what is remembered.</summary>
    protected abstract void UpdateValues(in UpdateStep step);
}
