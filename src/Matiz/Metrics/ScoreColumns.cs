using System.Runtime.InteropServices;

namespace Matiz.Metrics;

/// <summary>The scores of all rows, kept by class, for the metrics that must sort them.</summary>
internal sealed class ScoreColumns<T>
    where T : struct
{
    private readonly List<T>[] _columns;                        // [classes][rows]

    internal ScoreColumns(int columns)
    {
        _columns = new List<T>[columns];
        for (var k = 0; k < columns; k++) _columns[k] = [];
    }

    internal int Columns => _columns.Length;

    internal ReadOnlySpan<T> this[int column] => CollectionsMarshal.AsSpan(_columns[column]);

    /// <summary>From a matrix, row by row.</summary>
    internal static ScoreColumns<T> From(ReadOnlySpan<T> matrix, int columns)
    {
        var result = new ScoreColumns<T>(columns);
        for (var i = 0; i < matrix.Length; i += columns) result.Add(matrix.Slice(i, columns));
        return result;
    }

    internal void Add(ReadOnlySpan<T> row)
    {
        for (var k = 0; k < _columns.Length; k++) _columns[k].Add(row[k]);
    }
}
