namespace Matiz.Metrics;

/// <summary>
/// The scores of all rows for ROC areas: float, and double from the first row that comes in double, so that no order of scores is lost.
/// </summary>
internal sealed class KeptScores(int columns)
{
    private ScoreColumns<float>? _single = new(columns);
    private ScoreColumns<double>? _wide;

    internal void Add(ReadOnlySpan<float> row)
    {
        if (_wide is null)
        {
            _single!.Add(row);
            return;
        }

        var wide = new double[columns];
        for (var k = 0; k < columns; k++) wide[k] = row[k];
        _wide.Add(wide);
    }

    internal void Add(ReadOnlySpan<double> row)
    {
        if (_wide is null) Widen();
        _wide!.Add(row);
    }

    internal double OneVersusRest(ReadOnlySpan<int> truth, Averaging averaging) =>
        _wide is not null ? RocAuc.OneVersusRest(_wide, truth, averaging) : RocAuc.OneVersusRest(_single!, truth, averaging);

    internal double OneVersusOne(ReadOnlySpan<int> truth, Averaging averaging) =>
        _wide is not null ? RocAuc.OneVersusOne(_wide, truth, averaging) : RocAuc.OneVersusOne(_single!, truth, averaging);

    /// <summary>The area of one column alone; the flags say which rows are positive.</summary>
    internal double Column(int column, ReadOnlySpan<bool> positive) => _wide is not null
        ? RocAuc.Binary<double>(_wide[column].ToArray(), positive.ToArray())
        : RocAuc.Binary<float>(_single![column].ToArray(), positive.ToArray());

    private void Widen()
    {
        _wide = new ScoreColumns<double>(columns);
        var row = new double[columns];
        for (var i = 0; i < _single![0].Length; i++)
        {
            for (var k = 0; k < columns; k++) row[k] = _single[k][i];
            _wide.Add(row);
        }

        _single = null;
    }
}
