using System.Collections;

namespace Matiz.Data;

/// <summary>
/// The rows of one split, in memory, typed: texts, labels as class indices (or several, or numbers), and where each row stands.
/// Immutable; every change gives a new dataset over the same rows.
/// </summary>
public sealed partial class Dataset : IReadOnlyList<Row>
{
    private readonly Row[] _rows;

    internal Dataset(string name, Row[] rows, ClassLabel? labels, LabelReader reader)
    {
        Name = name;
        _rows = rows;
        Labels = labels;
        LabelReader = reader;
    }

    /// <summary>The split: <c>train</c>, <c>validation</c>, <c>test</c>, ...</summary>
    public string Name { get; }

    /// <summary>The classes; null for numbers and for rows without labels.</summary>
    public ClassLabel? Labels { get; }

    /// <summary>What a label is, by the name of the task whose labels they are.</summary>
    public ProblemType ProblemType => LabelReader.ProblemType;

    /// <summary>What understood the labels.</summary>
    internal LabelReader LabelReader { get; }

    /// <summary>How many rows there are.</summary>
    public int Count => _rows.Length;

    /// <summary>A row by its place, from 0.</summary>
    public Row this[int index] => _rows[index];

    /// <summary>Each row changed by a function (<c>row => row with { Text = row.Text.Trim() }</c>).</summary>
    /// <exception cref="ArgumentException">A new label is no class of <see cref="Labels"/>.</exception>
    public Dataset Map(Func<Row, Row> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return With(Array.ConvertAll(_rows, row => Checked(change(row))));
    }

    /// <summary>The rows for which a condition holds, in their order. The classes stay, also those without a row.</summary>
    public Dataset Filter(Func<Row, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return With([.. _rows.Where(condition)]);
    }

    /// <summary>The rows at given places, in the order of the places.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Dataset Select(IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return With([.. indices.Select(RowAt)]);
    }

    /// <summary>The rows in a seeded order, the one that training takes in its first epoch (<see cref="SeededPermutation"/>).</summary>
    public Dataset Shuffle(long seed = 42) => With(Array.ConvertAll(SeededPermutation.Create(_rows.Length, seed), index => _rows[index]));

    /// <inheritdoc/>
    public IEnumerator<Row> GetEnumerator() => ((IEnumerable<Row>)_rows).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => _rows.GetEnumerator();

    /// <summary><c>train: 16000 rows, 6 classes</c>.</summary>
    public override string ToString() => Labels is null ? $"{Name}: {Count} rows" : $"{Name}: {Count} rows, {Labels.Count} classes";

    private Dataset With(Row[] rows) => new(Name, rows, Labels, LabelReader);

    private Row RowAt(int index) =>
        (uint)index < (uint)_rows.Length
            ? _rows[index]
            : throw new ArgumentOutOfRangeException(
                nameof(index), index, $"'{Name}' has {_rows.Length} rows; their places are 0 to {_rows.Length - 1}.");

    private Row Checked(Row row)
    {
        int highest = row.Label.Kind switch
        {
            LabelKind.Index => row.Label.Index,
            LabelKind.Indices when row.Label.Indices.Length > 0 => row.Label.Indices[^1],
            _ => -1,
        };
        int classes = Labels?.Count ?? 0;
        return highest < classes
            ? row
            : throw new ArgumentException(
                $"{row.Source}: the new label {highest} is no class. There are {classes}. Map to an index below that.");
    }
}
