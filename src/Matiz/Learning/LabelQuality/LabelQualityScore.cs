namespace Matiz.Learning;

/// <summary>How a row's label is judged; the lower the score, the more likely it is wrong.</summary>
public enum LabelQualityScore
{
    /// <summary>The probability of the given label.</summary>
    SelfConfidence,

    /// <summary>(p of the given label − the greatest other p + 1) / 2.</summary>
    NormalizedMargin,

    /// <summary>ln(1 + q) / q for q = entropy / (ln K · p of the given label).</summary>
    ConfidenceWeightedEntropy,
}

/// <summary>Which rows count as suspects (reference: <c>filter_by</c> of cleanlab).</summary>
public enum LabelFilter
{
    /// <summary>
    /// For each pair of a label and another class, as many rows as the joint counts, those with the greatest margin in favour of the other.
    /// </summary>
    PruneByNoiseRate,

    /// <summary>
    /// For each label, as many rows as the joint counts off its diagonal, those with the lowest probability of the label.
    /// </summary>
    PruneByClass,

    /// <summary>Rows that both kinds of pruning find.</summary>
    Both,

    /// <summary>Rows that count as another class in the confident joint.</summary>
    ConfidentLearning,

    /// <summary>Rows that are predicted as another class.</summary>
    PredictedNotGiven,

    /// <summary>As many rows as <see cref="ConfidentLearning"/> finds, those with the lowest normalized margin.</summary>
    LowNormalizedMargin,

    /// <summary>As many rows as <see cref="ConfidentLearning"/> finds, those with the lowest self confidence.</summary>
    LowSelfConfidence,
}

/// <summary>A row whose label is likely wrong.</summary>
/// <param name="Row">Its number, from 0.</param>
/// <param name="Given">The label that it has.</param>
/// <param name="Suggested">The most probable class.</param>
/// <param name="Score">The quality of its label; lower is worse.</param>
public sealed record LabelIssue(int Row, int Given, int Suggested, double Score);
