using System.Globalization;
using CsvHelper;
using Matiz.Data.Csv;
using Matiz.Data.Utf8;

namespace Matiz.Data.Corrections;

/// <summary>A row of a review: a row of the data, what a model thinks of it, and what a person wants done.</summary>
public sealed record ReviewRow
{
    /// <summary>Split, file and physical line of the row.</summary>
    public required RowSource Source { get; init; }

    /// <summary>The row's own id, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The label that it has, as <see cref="LabelText"/> writes it.</summary>
    public required string Label { get; init; }

    /// <summary>What the model says.</summary>
    public string Predicted { get; init; } = "";

    /// <summary>The loss; null where there is none.</summary>
    public float? Loss { get; init; }

    /// <summary>The label that it should perhaps have; empty where the label is no suspect.</summary>
    public string Suggested { get; init; } = "";

    /// <summary>The label that it shall have; counts with <see cref="ReviewFile.Relabel"/> only.</summary>
    public string NewLabel { get; init; } = "";

    /// <summary>Empty (leave it), <see cref="ReviewFile.Relabel"/> or <see cref="ReviewFile.Remove"/>.</summary>
    public string Action { get; init; } = "";

    /// <summary>The physical line in the review; 0 for a row that was not read from one.</summary>
    public int ReviewLine { get; init; }
}

/// <summary>A review: a CSV file that <c>matiz errors --export</c> writes, a person fills in, and <c>matiz fix</c> reads.</summary>
public static class ReviewFile
{
    /// <summary>The action that gives a row its new label.</summary>
    public const string Relabel = "relabel";

    /// <summary>The action that takes a row out.</summary>
    public const string Remove = "remove";

    /// <summary>The columns in their order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["split", "file", "line", "id", "text", "label", "predicted", "loss", "suggested", "new_label", "action"];

    /// <summary>Writes a review.</summary>
    public static void Write(Stream stream, IEnumerable<ReviewRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var csv = new CsvRowWriter(stream, Columns, leaveOpen: true);
        foreach (var row in rows)
        {
            csv.Field(row.Source.Split).Field(row.Source.File).Field(row.Source.Line).Field(row.Id);
            csv.Field(row.Text).Field(row.Label).Field(row.Predicted);
            if (row.Loss is { } loss) csv.Field(loss);
            else csv.Field(null);
            csv.Field(row.Suggested).Field(row.NewLabel).Field(row.Action).EndRow();
        }

        csv.Flush();
    }

    /// <summary>Reads a review; columns may stand in any order, others beside them, and semicolons in the place of commas.</summary>
    /// <exception cref="DataException">It is missing, no table, a column is missing, or a line is no whole number.</exception>
    public static IReadOnlyList<ReviewRow> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new DataException(
                path, 0,
                "no such file. A review that 'ReviewFile.Write' wrote was expected. "
                + "Check the path.");
        }

        using var file = DataSource.OpenFile(path);
        return Read(file, path);
    }

    /// <summary>The same of a stream, which is read once to its end.</summary>
    /// <param name="stream">The review.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="DataException">It is no table, a column is missing, or a line is no whole number.</exception>
    public static IReadOnlyList<ReviewRow> Read(Stream stream, string path)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var checkedText = new Utf8CheckedStream(stream, path, fillProbe: true);
        using var text = new MemoryStream();
        checkedText.CopyTo(text);
        var options = new CsvReaderOptions
        {
            Separator = SeparatorOf(text.GetBuffer().AsSpan(0, (int)text.Length)),
            HasHeader = false,
            TrackLineNumbers = true,
            MaxRecordSize = LineReader.MaxRowBytes,
        };
        text.Position = 0;
        using var csv = CsvReader.Create(text, options, leaveOpen: true);
        if (!csv.Read())
        {
            throw new DataException(
                path, 0,
                "the file is empty. "
                + "A review that 'ReviewFile.Write' wrote was expected. Export it again.");
        }

        string[] names = [.. Enumerable.Range(0, csv.FieldCount).Select(i => csv.GetString(i).Trim())];
        if (Columns.FirstOrDefault(column => !names.Contains(column, StringComparer.Ordinal)) is { } missing)
        {
            throw new DataException(
                path,
                1,
                $"there is no column '{missing}'; the columns are {string.Join(", ", names)}. Expected {string.Join(",", Columns)}. "
                + "Export it again.");
        }

        var rows = new List<ReviewRow>();
        while (csv.Read())
        {
            if (csv.FieldCount != names.Length)
            {
                throw new DataException(
                    path,
                    (int)csv.LineNumber,
                    $"the row has {csv.FieldCount} fields, but the header names {names.Length}. As many were expected. "
                    + "Put texts with commas in quotes.");
            }

            rows.Add(RowOf(csv, names, path));
        }

        return rows;
    }

    // Spreadsheets of countries with decimal commas write semicolons.
    private static char SeparatorOf(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        var header = end < 0 ? bytes : bytes[..end];
        return header.Contains((byte)';') && !header.Contains((byte)',') ? ';' : ',';
    }

    private static ReviewRow RowOf(CsvReader csv, string[] names, string path)
    {
        string Field(string column) => csv.GetString(Array.IndexOf(names, column));
        int at = (int)csv.LineNumber;
        if (!int.TryParse(Field("line"), NumberStyles.None, CultureInfo.InvariantCulture, out int line))
            throw new DataException(path, at, $"'line' is '{Field("line")}'. A whole number was expected. Export the review again.");
        string loss = Field("loss"), id = Field("id");
        return new ReviewRow
        {
            Source = new RowSource(Field("split"), Field("file"), line),
            Id = id.Length == 0 ? null : id,
            Text = Field("text"),
            Label = Field("label"),
            Predicted = Field("predicted"),
            Loss = float.TryParse(loss, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) ? value : null,
            Suggested = Field("suggested"),
            NewLabel = Field("new_label"),
            Action = Field("action"),
            ReviewLine = at,
        };
    }
}
