using Matiz.Data.Tables;
using Matiz.Formats.Tables;

namespace Matiz.Data;

/// <summary>The names of classes that the card of a dataset gives to columns whose files do not name them.</summary>
/// <param name="LabelNames">The names in their order, by column.</param>
/// <param name="Card">The card, for messages.</param>
internal sealed record DeclaredColumns(IReadOnlyDictionary<string, IReadOnlyList<string>> LabelNames, string Card)
{
    /// <summary>A number that stands for no class, as the reference writes it.</summary>
    public const string NoClass = "-1";

    /// <summary>The columns of a table with types, with the names that the card has for whole numbers.</summary>
    /// <param name="schema">With the names that the file itself has.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="DataException">File and card name the classes differently.</exception>
    public TableSchema Under(TableSchema schema, string file) =>
        schema with { Columns = [.. schema.Columns.Select(column => Under(column, file))] };

    /// <summary>
    /// The names of the column of labels of a file that holds texts, or numbers that its format does not name; null where the card has
    /// none, or the numbers of the file are given their names (<see cref="Under(TableSchema, string)"/>).
    /// </summary>
    /// <param name="source">The file; no more than its first row is read.</param>
    /// <param name="options">How it is read.</param>
    public IReadOnlyList<string>? NamesFor(DataSource source, DataOptions options)
    {
        if (LabelNames.Count == 0 || source.IsPipe) return null;
        string? label;
        if (source.Format == RowFormats.Parquet || source.Format == RowFormats.Arrow)
        {
            using var table = TableFile.Open(source, options with { Declared = null });         // its bytes are not hashed for this
            string[] names = [.. table.Schema.Columns.Select(column => column.Name)];
            label = DataColumns.Find(names, options, LabelUse.Require, source.DisplayName, line: 0).Label;
            var type = table.Schema.Columns[Array.IndexOf(names, label)].Type;
            if ((type.Item ?? type).Kind != ColumnKind.Text) return null;
        }
        else
        {
            var file = new RowFile(source, "", options, LabelUse.Require);
            using (var rows = file.Read().GetEnumerator()) _ = rows.MoveNext();
            label = file.Columns?.Label;
        }

        return label is null ? null : LabelNames.GetValueOrDefault(label);
    }

    /// <summary>
    /// A row whose label is a number of the card with the name that the number stands for, as a model knows its classes by names; without a
    /// label where the file has none.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="file">Its file, whose columns are known.</param>
    /// <param name="options">Whether it was told what numbers are.</param>
    /// <exception cref="DataException">A number may be a class's name or its index.</exception>
    public RawRow Named(RawRow row, RowFile file, DataOptions options)
    {
        if (row.Label.Text is { } blank && string.IsNullOrWhiteSpace(blank) && options.ReaderOfLabels.Kind != LabelKind.Indices)
            return row with { Label = default };
        if (file.LabelNames is not null || file.Columns?.Label is not { } column) return row;        // named already, or not asked for
        if (!LabelNames.TryGetValue(column, out var names) || !options.ReaderOfLabels.HasClasses) return row;
        if (row.Label.Text is { } text)
        {
            bool isNone = text.Trim() is NoClass && !names.Contains(NoClass, StringComparer.Ordinal);
            return row with { Label = isNone ? default : RawLabel.FromText(NameOf(text, names, row, file, options)) };
        }

        return row.Label.List is { } items
            ? row with { Label = RawLabel.FromItems([.. items.Select(item => NameOf(item, names, row, file, options))]) }
            : row;
    }

    private static string NameOf(string text, IReadOnlyList<string> names, RawRow row, RowFile file, DataOptions options)
    {
        if (!ClassLabel.TryWholeNumber(text.Trim(), out long number) || number < 0 || number >= names.Count) return text;
        bool isName = names.Contains(text.Trim(), StringComparer.Ordinal);
        if (!isName || options.LabelReading == LabelReading.Indices) return names[(int)number];
        if (options.LabelReading == LabelReading.Names || string.Equals(names[(int)number], text.Trim(), StringComparison.Ordinal))
            return text;
        throw new DataException(
            file.Name, row.Line,
            $"the label '{text}' may be the name of a class of the dataset's card or the index of '{names[(int)number]}'. One reading was "
            + "expected. Say which with DataOptions.LabelReading = names|indices.");
    }

    private ColumnSchema Under(ColumnSchema column, string file)
    {
        if (!LabelNames.TryGetValue(column.Name, out var names)) return column;
        if (column.ValueNames is { } own)
        {
            if (own.SequenceEqual(names, StringComparer.Ordinal)) return column;
            throw new DataException(
                file, 0,
                $"the file names the classes of '{column.Name}' {Listed(own)}, but the card ({Card}) {Listed(names)}. The same names in "
                + "the same order were expected, as the numbers mean nothing else. Correct the one that is wrong; where the dataset is not "
                + "yours, name the data files themselves (DatasetFiles.Train).");
        }

        var type = column.Type.Item ?? column.Type;
        return type.Kind == ColumnKind.Integer ? column with { ValueNames = names } : column;
    }

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(8).Select(name => $"'{name}'")) + (names.Count > 8 ? ", …" : "");
}
