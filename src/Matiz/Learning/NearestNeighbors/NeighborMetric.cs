namespace Matiz.Learning;

/// <summary>What makes rows near.</summary>
public enum NeighborMetric
{
    /// <summary>1 − cosine of the angle; a row of zeros is 1 away from every other row.</summary>
    Cosine,

    /// <summary>The straight distance.</summary>
    Euclidean,
}
