using System.Diagnostics;
using Matiz.Data;

namespace Matiz.Learning;

/// <summary>
/// Features: one vector a row, row-major singles, as the feature extractor pools them from hidden states. The values are shared, not
/// copied.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class FeatureMatrix
{
    private readonly IReadOnlyList<string>? _rowNames;

    /// <summary>A matrix over values that are already there.</summary>
    /// <param name="values">[rows · columns], row-major; kept, not copied.</param>
    /// <param name="rows">Rows; 0 makes an empty matrix.</param>
    /// <param name="columns">Features of each row, at least 1.</param>
    /// <param name="rowNames">What a message calls each row, such as <c>train.csv:18</c>; null: only its number is named.</param>
    /// <exception cref="ArgumentException">The values are not rows · columns, or the names not as many as the rows.</exception>
    public FeatureMatrix(float[] values, int rows, int columns, IReadOnlyList<string>? rowNames = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (values.LongLength != (long)rows * columns)
            LearningErrors.Length($"values for {rows} rows of {columns} columns", values.LongLength, (long)rows * columns, nameof(values));
        if (rowNames is not null && rowNames.Count != rows) LearningErrors.Length("row names", rowNames.Count, rows, nameof(rowNames));
        (Values, Rows, Columns, _rowNames) = (values, rows, columns, rowNames);
    }

    /// <summary>[rows · columns], row-major.</summary>
    public float[] Values { get; }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>Features of each row.</summary>
    public int Columns { get; }

    /// <summary>The features of a row, [columns].</summary>
    public ReadOnlySpan<float> this[int row] => Values.AsSpan(checked((int)((long)row * Columns)), Columns);

    /// <summary>Copies rows of equal length.</summary>
    /// <exception cref="ArgumentException">There is no row, or the rows differ in length.</exception>
    public static FeatureMatrix FromRows(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0) LearningErrors.Length("rows", 0, 1, nameof(rows));
        int columns = rows[0].Length;
        var values = new float[checked(rows.Count * columns)];
        for (int row = 0; row < rows.Count; row++)
        {
            if (rows[row].Length != columns) LearningErrors.Length($"features in row {row}", rows[row].Length, columns, nameof(rows));
            rows[row].CopyTo(values, row * columns);
        }

        return new FeatureMatrix(values, rows.Count, columns);
    }

    /// <summary>
    /// A column of vectors that was added to a dataset (<see cref="Dataset.WithColumn"/>, or the batched <c>Dataset.Map</c>), a row each:
    /// [rows, features]. Rows are named <c>file:line</c>.
    /// </summary>
    /// <param name="rows">The dataset.</param>
    /// <param name="column">The column: <c>float[]</c>, all of one length.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="InvalidOperationException">Its values are no vectors.</exception>
    public static FeatureMatrix FromColumn(Dataset rows, string column)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var matrix = FromRows(rows.Column<float[]>(column));
        return new FeatureMatrix(matrix.Values, matrix.Rows, matrix.Columns, [.. rows.Select(row => row.Source.ToString())]);
    }

    /// <summary>Copies some rows, in the order given.</summary>
    public FeatureMatrix Select(ReadOnlySpan<int> rows)
    {
        var values = new float[checked(rows.Length * Columns)];
        for (int i = 0; i < rows.Length; i++) this[rows[i]].CopyTo(values.AsSpan(i * Columns));
        string[]? names = _rowNames is null ? null : Array.ConvertAll(rows.ToArray(), row => _rowNames[row]);
        return new FeatureMatrix(values, rows.Length, Columns, names);
    }

    /// <summary>What a message calls a row: its number from 0, and its name where it has one.</summary>
    public string NameOf(int row) => _rowNames is null ? $"row {row} (from 0)" : $"row {row} (from 0; {_rowNames[row]})";

    /// <inheritdoc/>
    public override string ToString()
    {
        var first = Values.Take(6).Select(static value => value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture));
        return $"[{Rows}, {Columns}] {string.Join(" ", first)}{(Values.Length > 6 ? " …" : "")}";
    }

    // Whether NaN or an infinity stands somewhere is answered by one sum: x - x is 0 for every finite x, else NaN.
    internal void RequireFinite(string what)
    {
        for (int row = 0; row < Rows; row++)
        {
            var features = this[row];
            float sum = 0;
            foreach (float value in features) sum += value - value;
            if (sum == 0) continue;
            for (int column = 0; column < features.Length; column++)
            {
                if (!float.IsFinite(features[column])) LearningErrors.NotFinite(what, NameOf(row), column, features[column]);
            }
        }
    }
}
