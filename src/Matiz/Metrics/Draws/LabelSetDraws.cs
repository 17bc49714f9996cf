namespace Matiz.Metrics.Draws;

/// <summary>Draws of rows with any number of classes each.</summary>
internal sealed class LabelSetDraws : RowDraws
{
    private readonly int _labels;
    private readonly IReadOnlyList<MeasuredRow> _rows;
    private readonly Lazy<RankedScores[]> _ranked;             // sorting is for areas alone

    public LabelSetDraws(int labels, IReadOnlyList<MeasuredRow> rows)
    {
        (_labels, _rows) = (labels, rows);
        _ranked = new(() => [.. Enumerable.Range(0, labels)
            .Select(
                k => new RankedScores([.. rows.Select(row => row.Scores[k])], [.. rows.Select(row => row.Truth.Indices.Contains(k))]))]);
    }

    public override StreamedMetrics Draw(ReadOnlySpan<int> rows)
    {
        int[] drawn = rows.ToArray();
        var metrics = new MultiLabelMetrics(_labels, new DrawnScores(_ranked, _rows, drawn, Whole));
        foreach (int row in drawn) metrics.AddDrawn(_rows[row].Truth.Indices, _rows[row].Predicted.Indices, _rows[row].Loss);
        return metrics;
    }

    private MultiLabelMetrics Whole() => new(_labels, keepScores: true);
}
