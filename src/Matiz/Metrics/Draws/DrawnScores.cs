namespace Matiz.Metrics.Draws;

/// <summary>The scores of a draw of rows, in the place of scores that are kept.</summary>
/// <param name="ranked">The scores of each label whose area counts, sorted once for all draws.</param>
/// <param name="rows">All rows.</param>
/// <param name="drawn">The drawn ones; a row may stand in them several times.</param>
/// <param name="create">What accumulates such rows and keeps their scores, for areas that are rarely asked for.</param>
internal sealed class DrawnScores(
    Lazy<RankedScores[]> ranked, IReadOnlyList<MeasuredRow> rows, int[] drawn, Func<StreamedMetrics> create)
{
    private StreamedMetrics? _whole;

    /// <summary>The plain mean of the labels' areas under the ROC curve; NaN where one is undefined.</summary>
    public double MeanArea
    {
        get
        {
            var times = new int[rows.Count];
            foreach (int row in drawn) times[row]++;
            double sum = 0;
            foreach (var label in ranked.Value) sum += label.Area(times);
            return sum / ranked.Value.Length;
        }
    }

    /// <summary>The drawn rows, added one by one.</summary>
    public TMetrics Whole<TMetrics>()
        where TMetrics : StreamedMetrics => (TMetrics)(_whole ??= new PlainDraws(create, rows).Draw(drawn));
}
