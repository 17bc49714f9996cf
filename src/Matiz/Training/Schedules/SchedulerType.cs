namespace Matiz.Training;

/// <summary>
/// How the learning rate runs over the steps (reference: <c>lr_scheduler_type</c>); see <see cref="LearningRateSchedule"/>.
/// </summary>
public enum SchedulerType
{
    /// <summary>Up to the base rate in the warm-up, then down to 0 in a straight line (reference: <c>linear</c>).</summary>
    Linear,

    /// <summary>Up in the warm-up, then down to 0 along half a cosine (reference: <c>cosine</c>).</summary>
    Cosine,

    /// <summary>The base rate throughout; a warm-up is ignored, as in the reference (<c>constant</c>).</summary>
    Constant,

    /// <summary>Up in the warm-up, then the base rate (reference: <c>constant_with_warmup</c>).</summary>
    ConstantWithWarmup,

    /// <summary>Up in the warm-up, then down to 1e-7 in a straight line (reference: <c>polynomial</c>, power 1).</summary>
    Polynomial,
}
