using Matiz.Data;
using Matiz.Inference;

namespace Matiz.Cli.Predictions;

/// <summary>A prediction and its row, as it is shown: perhaps with the highest scores only.</summary>
internal sealed class Answer
{
    private Answer(Row row, Prediction prediction) => (Row, Prediction) = (row, prediction);

    public Row Row { get; }

    public Prediction Prediction { get; }

    /// <summary>The label; null where no score is high enough.</summary>
    public string? Label => Prediction.Label;

    /// <summary>The index of <see cref="Label"/>.</summary>
    public int? LabelIndex => Prediction.LabelIndex;

    /// <summary>The labels of a multi-label answer; null otherwise.</summary>
    public IReadOnlyList<string>? Labels => Prediction.Labels;

    /// <summary>The scores that are shown, in label order.</summary>
    public required IReadOnlyList<LabelScore> Scores { get; init; }

    public static Answer Of(Row row, Prediction prediction, int? topK) =>
        new(row, prediction) { Scores = Highest(prediction.Scores, topK) };

    // A stable sort: of equal scores the earlier labels are kept.
    private static IReadOnlyList<LabelScore> Highest(IReadOnlyList<LabelScore> scores, int? count)
    {
        if (count is not { } most || most >= scores.Count) return scores;
        var kept = Enumerable.Range(0, scores.Count).OrderByDescending(index => scores[index].Score).Take(most).Order();
        return [.. kept.Select(index => scores[index])];
    }
}
