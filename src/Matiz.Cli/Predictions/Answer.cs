using Matiz.Data;
using Matiz.Inference;

namespace Matiz.Cli.Predictions;

/// <summary>A prediction and its row, as it is shown: the highest scores only, no label below a least score.</summary>
internal sealed class Answer
{
    private Answer(Row row, Prediction prediction) => (Row, Prediction) = (row, prediction);

    public Row Row { get; }

    public Prediction Prediction { get; }

    /// <summary>The label; null where no score is high enough.</summary>
    public string? Label { get; private init; }

    /// <summary>The index of <see cref="Label"/>.</summary>
    public int? LabelIndex { get; private init; }

    /// <summary>The labels of a multi-label answer; null otherwise.</summary>
    public IReadOnlyList<string>? Labels { get; private init; }

    /// <summary>The scores that are shown, in label order.</summary>
    public required IReadOnlyList<LabelScore> Scores { get; init; }

    public static Answer Of(Row row, Prediction prediction, AnswerOptions options)
    {
        bool isEnough = options.MinScore is not { } least || prediction.Score >= least;
        return new Answer(row, prediction)
        {
            Label = isEnough ? prediction.Label : null,
            LabelIndex = isEnough ? prediction.LabelIndex : null,
            Labels = prediction.Labels is null || options.MinScore is not { } lowest
                ? prediction.Labels
                : [.. prediction.Scores.Where(score => score.Score >= lowest && prediction.Labels.Contains(score.Label, StringComparer.Ordinal)).Select(score => score.Label)],
            Scores = Highest(prediction.Scores, options.TopK),
        };
    }

    // A stable sort: of equal scores the earlier labels are kept.
    private static IReadOnlyList<LabelScore> Highest(IReadOnlyList<LabelScore> scores, int? count)
    {
        if (count is not { } most || most >= scores.Count) return scores;
        var kept = Enumerable.Range(0, scores.Count).OrderByDescending(index => scores[index].Score).Take(most).Order();
        return [.. kept.Select(index => scores[index])];
    }
}
