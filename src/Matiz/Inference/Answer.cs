using Matiz.Data;

namespace Matiz.Inference;

/// <summary>A row and what a classifier says about it, as it is handed out: perhaps with the highest scores only.</summary>
public sealed class Answer
{
    /// <summary>An answer.</summary>
    /// <param name="row">The row that was classified.</param>
    /// <param name="prediction">What the classifier says about it.</param>
    /// <param name="topK">How many scores are handed out, the highest; null, the default: all.</param>
    public Answer(Row row, Prediction prediction, int? topK = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(prediction);
        (Row, Prediction, Scores) = (row, prediction, Highest(prediction.Scores, topK));
    }

    /// <summary>The row.</summary>
    public Row Row { get; }

    /// <summary>The whole prediction.</summary>
    public Prediction Prediction { get; }

    /// <summary>The scores that are handed out, in label order.</summary>
    public IReadOnlyList<LabelScore> Scores { get; }

    // A stable sort: of equal scores the earlier labels are kept.
    private static IReadOnlyList<LabelScore> Highest(IReadOnlyList<LabelScore> scores, int? count)
    {
        if (count is not { } most || most >= scores.Count) return scores;
        var kept = Enumerable.Range(0, scores.Count).OrderByDescending(index => scores[index].Score).Take(most).Order();
        return [.. kept.Select(index => scores[index])];
    }
}
