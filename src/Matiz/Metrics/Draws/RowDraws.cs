namespace Matiz.Metrics.Draws;

/// <summary>
/// The metrics of any draw of the same rows, as a bootstrap asks for a thousand times: what depends on one row alone, and the order of the
/// scores, is computed once. Several threads may draw at a time.
/// </summary>
internal abstract class RowDraws
{
    /// <summary>The metrics of a draw.</summary>
    /// <param name="rows">Row numbers, from 0; a row may stand in them several times.</param>
    public abstract StreamedMetrics Draw(ReadOnlySpan<int> rows);

    /// <summary>Draws of rows.</summary>
    /// <param name="create">What accumulates such rows, empty, with every score kept.</param>
    /// <param name="rows">The rows.</param>
    public static RowDraws For(Func<StreamedMetrics> create, IReadOnlyList<MeasuredRow> rows) => create() switch
    {
        ClassificationMetrics metrics => new ClassDraws(metrics.Classes, rows),
        MultiLabelMetrics metrics => new LabelSetDraws(metrics.Labels, rows),
        _ => new PlainDraws(create, rows),
    };
}

/// <summary>Adds the drawn rows one by one: for whatever needs no more, or is not known here.</summary>
internal sealed class PlainDraws(Func<StreamedMetrics> create, IReadOnlyList<MeasuredRow> rows) : RowDraws
{
    public override StreamedMetrics Draw(ReadOnlySpan<int> drawn)
    {
        var metrics = create();
        foreach (int row in drawn) metrics.Add(rows[row].Truth, rows[row].Predicted, rows[row].Scores, rows[row].Loss);
        return metrics;
    }
}
