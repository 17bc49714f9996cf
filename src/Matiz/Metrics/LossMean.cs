namespace Matiz.Metrics;

/// <summary>The mean of the rows' losses: of every row, or of none.</summary>
internal sealed class LossMean
{
    private double _sum;
    private bool _given;

    /// <summary>The key <c>loss</c>, if losses were given.</summary>
    internal void Report(OrderedDictionary<string, double?> values, long rows)
    {
        if (_given) values.Add("loss", _sum / rows);
    }

    /// <summary>Checks the loss of a row before anything of the row is counted.</summary>
    internal void Check(double? loss, long row, string parameter)
    {
        if (row > 0 && loss.HasValue != _given) MetricErrors.LossOnSomeRows(row, loss.HasValue, parameter);
        if (loss is { } value && !double.IsFinite(value)) MetricErrors.NotFinite("the loss", row, value, parameter);
    }

    internal void Add(double? loss)
    {
        if (loss is not { } value) return;
        _sum += value;
        _given = true;
    }
}
