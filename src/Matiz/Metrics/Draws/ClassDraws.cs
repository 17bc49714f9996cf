namespace Matiz.Metrics.Draws;

/// <summary>Draws of rows of one class each.</summary>
internal sealed class ClassDraws : RowDraws
{
    private readonly int _classes;
    private readonly IReadOnlyList<MeasuredRow> _rows;
    private readonly double[] _logLosses;
    private readonly int[] _ranks;
    private readonly Lazy<RankedScores[]> _ranked;             // sorting is for areas alone

    public ClassDraws(int classes, IReadOnlyList<MeasuredRow> rows)
    {
        (_classes, _rows) = (classes, rows);
        _logLosses = [.. rows.Select(static row => ScoreRow.LogLoss(row.Scores[row.Truth.Index]))];
        _ranks = [.. rows.Select(static row => ScoreRow.Rank<float>(row.Scores, row.Truth.Index))];

        // With two classes it is the area of the second one's score.
        int first = classes == 2 ? 1 : 0;
        _ranked = new(() => [.. Enumerable.Range(first, classes - first)
            .Select(k => new RankedScores([.. rows.Select(row => row.Scores[k])], [.. rows.Select(row => row.Truth.Index == k)]))]);
    }

    public override StreamedMetrics Draw(ReadOnlySpan<int> rows)
    {
        int[] drawn = rows.ToArray();
        var metrics = new ClassificationMetrics(_classes, new DrawnScores(_ranked, _rows, drawn, Whole));
        foreach (int row in drawn)
            metrics.AddDrawn(_rows[row].Truth.Index, _rows[row].Predicted.Index, _ranks[row], _logLosses[row], _rows[row].Loss);
        return metrics;
    }

    private ClassificationMetrics Whole() => new(_classes, keepScores: true);
}
