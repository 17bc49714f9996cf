namespace Matiz.Training.Keras;

/// <summary>
/// Adam with weight decay, which Keras has on by default (reference: <c>keras.optimizers.AdamW</c>). Every weight decays, biases and norms
/// too, unless <see cref="Optimizer.ExcludeFromWeightDecay"/> names them. Where <c>Matiz.Tensors</c> is imported as well, its
/// <see cref="Tensors.AdamW"/>, which computes as PyTorch does, has the same name.
/// </summary>
public sealed class AdamW : Adam
{
    private const double UsualDecay = 0.004;

    /// <summary>AdamW with a learning rate.</summary>
    /// <param name="learningRate">Default 0.001, which is far too much for fine-tuning: 5e-5 is usual there.</param>
    /// <param name="weightDecay">Default 0.004.</param>
    /// <param name="beta1">Share of the old first moment. Default 0.9.</param>
    /// <param name="beta2">Share of the old second moment. Default 0.999.</param>
    /// <param name="epsilon">Added to the root of the second moment. Default 1e-7.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public AdamW(
        double learningRate = 0.001, double weightDecay = UsualDecay, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate, beta1, beta2, epsilon) => WeightDecay = weightDecay;

    /// <summary>AdamW whose learning rate follows a course.</summary>
    /// <param name="learningRate">The course, such as <see cref="PolynomialDecay"/>.</param>
    /// <param name="weightDecay">Default 0.004.</param>
    /// <param name="beta1">Share of the old first moment. Default 0.9.</param>
    /// <param name="beta2">Share of the old second moment. Default 0.999.</param>
    /// <param name="epsilon">Added to the root of the second moment. Default 1e-7.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public AdamW(
        LearningRateDecay learningRate, double weightDecay = UsualDecay, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7)
        : base(learningRate, beta1, beta2, epsilon) => WeightDecay = weightDecay;
}
