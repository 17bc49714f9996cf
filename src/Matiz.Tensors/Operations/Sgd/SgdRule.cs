namespace Matiz.Tensors.Operations.Sgd;

/// <summary>
/// Gradient descent, with momentum as Keras has it: the learning rate is inside the velocity, so that a rate that falls slows what is
/// under way no further.
/// </summary>
/// <param name="parameter">What is updated.</param>
/// <param name="momentum">Share of the old velocity; 0: there is none.</param>
/// <param name="isNesterov">Looks ahead by one step of the velocity (Nesterov 1983, as Sutskever et al. 2013).</param>
internal sealed class SgdRule(Parameter parameter, double momentum, bool isNesterov) : UpdateRule(parameter)
{
    private Tensor? _velocity;

    protected override void UpdateValues(in UpdateStep step)
    {
        if (momentum > 0) _velocity ??= Tensor.Zeros(Parameter.Device, Parameter.Value.Rows, Parameter.Value.Columns);
        var scalars = new SgdStep
        {
            Decay = step.Decay,
            LearningRate = (float)step.LearningRate,
            Momentum = (float)momentum,
            IsNesterov = isNesterov,
            GradientScale = step.GradientScale,
        };
        Kernels.Sgd.Update(Parameter, _velocity, scalars);
    }
}
