using System.Globalization;
using Matiz.Formats.Tables;

namespace Matiz.Data.Tables;

/// <summary>The rows of a table with types: only the columns that are wanted are decoded.</summary>
internal static class TableRows
{
    /// <summary>The rows of a table in their order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="open">Opens its table.</param>
    public static IEnumerable<RawRow> Read(RowFile file, Func<TableReader> open)
    {
        using var table = Guarded(file.Name, open);
        var schema = Guarded(file.Name, () => DatasetFeatures.WithNames(table.Schema, file.Name));
        schema = file.Options.Declared?.Under(schema, file.Name) ?? schema;
        var columns = file.FindColumns([.. schema.Columns.Select(column => column.Name)]);
        var wanted = new List<int>();
        int Place(string? name)
        {
            if (name is null) return -1;
            wanted.Add(schema.Columns.ToList().FindIndex(column => string.Equals(column.Name, name, StringComparison.Ordinal)));
            return wanted.Count - 1;
        }

        var (text, pair, id, label) = (Place(columns.Text), Place(columns.TextPair), Place(columns.Id), Place(columns.Label));
        int[] flagged = [.. (columns.LabelColumns ?? []).Select(Place)];
        var (flags, cells) = (file.FlagsOf(columns), new string?[flagged.Length]);
        ColumnSchema SchemaOf(int place) => schema.Columns[wanted[place]];
        RequireText(SchemaOf(text), file.Name);
        if (pair >= 0) RequireText(SchemaOf(pair), file.Name);
        if (id >= 0) RequireId(SchemaOf(id), file.Name);
        if (label >= 0)
        {
            RequireLabel(SchemaOf(label), file);
            file.LabelNames = SchemaOf(label).ValueNames;
        }

        int place = 0;
        using var batches = Guarded(file.Name, () => table.Read(wanted).GetEnumerator());
        while (Guarded(file.Name, batches.MoveNext))
        {
            var batch = batches.Current;
            var texts = batch.Columns[text] as TextColumn;
            var pairs = pair < 0 ? null : batch.Columns[pair] as TextColumn;
            for (int row = 0; row < batch.RowCount; row++)
            {
                int line = table.NumberOf(place++);
                for (int i = 0; i < cells.Length; i++)
                    cells[i] = TextOf(batch.Columns[flagged[i]], SchemaOf(flagged[i]), row, line, file.Name);
                string? rowId = id < 0 ? null : ColumnValues.ToText(batch.Columns[id], SchemaOf(id), row, file.Name);
                yield return new RawRow(
                    texts?.TextAt(row) ?? "",
                    pairs is null || pairs.IsMissing(row) ? null : pairs.TextAt(row),
                    string.IsNullOrEmpty(rowId) ? null : rowId,
                    flags is not null ? flags.Read(cells, line)
                        : label < 0 ? default
                        : LabelOf(batch.Columns[label], SchemaOf(label), row, line, file.Name),
                    line);
            }
        }
    }

    /// <summary>Runs what may find the file broken; the fault becomes one of data.</summary>
    internal static T Guarded<T>(string file, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (TableException exception)
        {
            throw new DataException(file, 0, exception.Reason, exception);
        }
    }

    private static RawLabel LabelOf(Column values, ColumnSchema column, int row, int line, string file)
    {
        if (values.IsMissing(row)) return default;
        if (values is not ListColumn lists) return TextOf(values, column, row, line, file) is { } text ? RawLabel.FromText(text) : default;
        var items = new string[lists.Offsets[row + 1] - lists.Offsets[row]];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = TextOf(lists.Items, column, lists.Offsets[row] + i, line, file) ?? throw new DataException(
                file, line, $"the list '{column.Name}' has an item that is missing. Labels were expected. Correct or remove the row.");
        }

        return RawLabel.FromItems(items);
    }

    private static string? TextOf(Column values, ColumnSchema column, int row, int line, string file)
    {
        if (values.IsMissing(row)) return null;
        return values switch
        {
            TextColumn texts => texts.TextAt(row),
            IntegerColumn numbers when column.ValueNames is not null => ColumnValues.NameOf(column, numbers.Values[row], file, line),
            IntegerColumn numbers => numbers.Values[row].ToString(CultureInfo.InvariantCulture),    // small ones are kept by the runtime
            FloatColumn numbers when double.IsNaN(numbers.Values[row]) => null,                      // stands for nothing, as null does
            FloatColumn numbers => FloatText(numbers.Values[row], (column.Type.Item ?? column.Type).Bits),
            BooleanColumn flags => flags.Values[row] ? "true" : "false",
            _ => null,
        };
    }

    private static string FloatText(double value, int bits)
    {
        string text = bits == 32
            ? ((float)value).ToString(CultureInfo.InvariantCulture)
            : value.ToString(CultureInfo.InvariantCulture);
        return text.AsSpan().TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0 ? text + ".0" : text;      // a decimal stays one
    }

    private static void RequireText(ColumnSchema column, string file)
    {
        if (column.Type.Kind is ColumnKind.Text or ColumnKind.Null) return;
        throw Unfit(column, file, "Texts were expected. Name another column (DataOptions.TextColumn), or write it as texts.");
    }

    private static void RequireId(ColumnSchema column, string file)
    {
        if (column.Type.Kind is ColumnKind.Text or ColumnKind.Null or ColumnKind.Integer) return;
        throw Unfit(column, file, "Texts or whole numbers were expected. Name another column (DataOptions.IdColumn).");
    }

    private static void RequireLabel(ColumnSchema column, RowFile file)
    {
        var type = column.Type.Item ?? column.Type;
        if (type.Kind is ColumnKind.Text or ColumnKind.Integer or ColumnKind.Float or ColumnKind.Boolean or ColumnKind.Null) return;
        throw Unfit(
            column, file.Name,
            "Texts, numbers, true and false, or lists of them were expected. Name another column (DataOptions.LabelColumn).");
    }

    private static DataException Unfit(ColumnSchema column, string file, string expected) =>
        new(file, 0, $"the column '{column.Name}' holds {TableFormat.Described(column.Type)}. {expected}");
}
