namespace Matiz.Data.Labels;

/// <summary>
/// Labels that lie in several columns, one a class, each with a flag (<see cref="DataOptions.LabelColumns"/>): the classes of a row are
/// those whose flag is set.
/// </summary>
/// <param name="classes">The classes, which are the columns as they were told.</param>
/// <param name="kind">What a label is: one class a row, or any number.</param>
/// <param name="file">For messages.</param>
internal sealed class FlagColumns(IReadOnlyList<string> classes, LabelKind kind, string file)
{
    /// <summary>The label of a row: the name of its class, or the list of their names.</summary>
    /// <param name="cells">The flags in the order of the classes; null where there is nothing.</param>
    /// <param name="line">Where the row begins.</param>
    /// <exception cref="DataException">A cell is no flag, or of one class a row none or several are set.</exception>
    public RawLabel Read(ReadOnlySpan<string?> cells, int line)
    {
        var set = new List<string>(1);
        for (int i = 0; i < cells.Length; i++)
        {
            if (LabelFlags.Flag(cells[i]?.Trim() ?? "") is not { } flag) throw NoFlag(classes[i], cells[i], line);
            if (flag) set.Add(classes[i]);
        }

        if (kind == LabelKind.Indices) return RawLabel.FromItems([.. set]);
        return set is [var one] ? RawLabel.FromText(one) : throw NotOne(set, line);
    }

    private DataException NoFlag(string column, string? cell, int line) => new(
        file, line,
        $"'{column}' is {(cell is null ? "missing" : $"'{cell}'")}. A flag, 0 or 1, was expected in every column of "
        + "DataOptions.LabelColumns. Correct the row.");

    private DataException NotOne(List<string> set, int line) => new(
        file, line,
        $"{(set.Count == 0 ? "none" : $"{set.Count} ({string.Join(", ", set)})")} of the columns {string.Join(", ", classes)} "
        + "is set. One class a row was expected. Correct the row, or give DataOptions.ProblemType = multi_label_classification.");
}
