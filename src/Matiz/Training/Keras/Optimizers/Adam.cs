using Matiz.Tensors;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Operations.AdamW;

namespace Matiz.Training.Keras;

/// <summary>
/// Adam as Keras computes it (reference: <c>keras.optimizers.Adam</c>): w ← w - lr·√(1-β2^t)/(1-β1^t)·m/(√v + ε). Unlike PyTorch's, ε is
/// added to the uncorrected root; nothing decays and nothing is clipped unless it is asked for.
/// </summary>
/// <remarks>
/// Every row of an embedding takes part in every step, also one whose token did not occur: its moments fade and still move it. So does
/// Keras with the sparse gradients of embeddings.
/// </remarks>
public class Adam : Optimizer
{
    private readonly double _beta1, _beta2, _epsilon;

    /// <summary>Adam with a learning rate.</summary>
    /// <param name="learningRate">Default 0.001, which is far too much for fine-tuning: 5e-5 is usual there.</param>
    /// <param name="beta1">Share of the old first moment. Default 0.9.</param>
    /// <param name="beta2">Share of the old second moment. Default 0.999.</param>
    /// <param name="epsilon">Added to the root of the second moment. Default 1e-7.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Adam(double learningRate = 0.001, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate) =>
        (_beta1, _beta2, _epsilon) = (Share(beta1, nameof(beta1)), Share(beta2, nameof(beta2)), Positive(epsilon));

    /// <summary>Adam whose learning rate follows a course.</summary>
    /// <param name="learningRate">The course, such as <see cref="PolynomialDecay"/>.</param>
    /// <param name="beta1">Share of the old first moment. Default 0.9.</param>
    /// <param name="beta2">Share of the old second moment. Default 0.999.</param>
    /// <param name="epsilon">Added to the root of the second moment. Default 1e-7.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Adam(LearningRateDecay learningRate, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate) =>
        (_beta1, _beta2, _epsilon) = (Share(beta1, nameof(beta1)), Share(beta2, nameof(beta2)), Positive(epsilon));

    private protected override UpdateRule NewRule(Parameter parameter) => new AdamRule(parameter, _beta1, _beta2, _epsilon);

    private static double Share(double value, string name) =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "expected a number from 0 to below 1.");

    // As a 32-bit number, in which the update computes, it must still be above 0: 0/0 is no number.
    private static double Positive(double epsilon) => (float)epsilon > 0 && double.IsFinite(epsilon)
        ? epsilon
        : throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "expected a number above 0.");
}
