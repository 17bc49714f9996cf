using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Operations.Sgd;

namespace Matiz.Training.Keras;

/// <summary>
/// Gradient descent (reference: <c>keras.optimizers.SGD</c>): w ← w - lr·g; with momentum u ← momentum·u - lr·g and w ← w + u, or by
/// Nesterov w ← w + momentum·u - lr·g.
/// </summary>
public sealed class SGD : Optimizer
{
    private readonly double _momentum;
    private readonly bool _nesterov;

    /// <summary>Descent with a learning rate.</summary>
    /// <param name="learningRate">Default 0.01.</param>
    /// <param name="momentum">Share of the old velocity, from 0 to 1. Default 0: none.</param>
    /// <param name="nesterov">Whether to look ahead by the velocity. Default false; it does nothing without momentum.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public SGD(double learningRate = 0.01, double momentum = 0, bool nesterov = false)
        : base(learningRate) => (_momentum, _nesterov) = (Share(momentum), nesterov);

    /// <summary>Descent whose learning rate follows a course.</summary>
    /// <param name="learningRate">The course, such as <see cref="ExponentialDecay"/>.</param>
    /// <param name="momentum">Share of the old velocity, from 0 to 1. Default 0: none.</param>
    /// <param name="nesterov">Whether to look ahead by the velocity. Default false; it does nothing without momentum.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public SGD(LearningRateDecay learningRate, double momentum = 0, bool nesterov = false)
        : base(learningRate) => (_momentum, _nesterov) = (Share(momentum), nesterov);

    private protected override UpdateRule NewRule(Parameter parameter) => new SgdRule(parameter, _momentum, _nesterov);

    private static double Share(double momentum) => momentum is >= 0 and <= 1
        ? momentum
        : throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "expected a number from 0 to 1.");
}
