using Matiz.Learning;
using Matiz.Training;

namespace Matiz.Features;

/// <summary>Settings of <see cref="FeatureRoute"/>.</summary>
public sealed record FeatureRouteOptions
{
    /// <summary>The inverse of the strength of the L2 penalty (reference: <c>C</c>). Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative or NaN.</exception>
    public double C
    {
        get;
        init => field = new LogisticRegressionOptions { C = value }.C;
    } = 1;

    /// <summary>Steps of the logistic regression at most (reference: <c>max_iter</c>). Default 3000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int MaxIterations
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(MaxIterations));
            field = value;
        }
    } = 3000;

    /// <summary>What each class weighs (reference: <c>class_weight</c>); null, the default: its rows.</summary>
    public ClassWeights? ClassWeights { get; init; }

    /// <summary>Where features are kept from run to run; null, the default: nowhere.</summary>
    public FeatureCache? Cache { get; init; }

    /// <summary>Whether the map of the training rows is drawn. Default true.</summary>
    public bool WithMap { get; init; } = true;

    /// <summary>Draws the map. Default 42.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>
    /// Threads of logistic regression and map at most; null, the default: one a core. The result has the same bits for any number.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public int? Threads
    {
        get;
        init => field = new LogisticRegressionOptions { Threads = value }.Threads;
    }
}
