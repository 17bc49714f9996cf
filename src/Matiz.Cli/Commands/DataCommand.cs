using System.CommandLine;
using System.Globalization;
using Matiz.Cli.Options;
using Matiz.Cli.Paths;
using Matiz.Cli.Tables;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Data.Tables;
using Matiz.Formats;

namespace Matiz.Cli.Commands;

/// <summary><c>matiz data</c>: what files of rows hold, and one format made of another.</summary>
internal sealed class DataCommand : MatizCommand
{
    private const string Info = "info", Head = "head", Convert = "convert";
    private const int DefaultRows = 5, WidestCell = 60, NarrowestCell = 12;

    private static readonly string[] Actions = [Info, Head, Convert];

    private readonly Argument<string?> _action = new("ACTION")
    {
        HelpName = string.Join('|', Actions),
        Description = "info: columns, rows and labels; head: the first rows; convert: write --output",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly PathsArgument _files = new("FILE", new ReadsRows())
    {
        HelpName = "F…",
        Description = $"Files, patterns ('data/*.parquet'), also .gz, or - for standard input ({Listed(RowFormats.All)}); "
            + "for info and head also datasets: ids of the Hub, folders",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<int?> _rows = OptionFactory.Whole(
        "--rows", string.Create(CultureInfo.InvariantCulture, $"Rows that head shows of each file (default {DefaultRows})"), 1);

    private readonly Option<string?> _output = OptionFactory.Path(
        "--output", "F", $"Where convert writes, by extension: {string.Join(", ", DataTable.WritableExtensions)}, each also with .gz",
        new WritesFile([.. DataTable.WritableExtensions, .. DataTable.WritableExtensions.Select(extension => extension + ".gz")])
        {
            NeedsExtension = true,
            Example = "rows.jsonl",
        });

    private readonly Option<bool> _overwrite = OptionFactory.Flag("--overwrite", "Replace --output where it exists");

    private readonly Option<string?> _format = OptionFactory.Choice(
        "--format", "Format of every file (default: by extension)", [.. RowFormats.All.Select(format => format.Name)]);

    private readonly TableOptions _table = new();

    private readonly Option<string?> _configuration = DatasetOptions.NewConfiguration();

    private readonly Option<string?> _revision = DatasetOptions.NewRevision();

    public DataCommand()
        : base(
            "data",
            "Look at files of rows, and convert them",
            "Look at files of rows, and convert them: any of the formats to any other that can be written. "
            + "Files of the same columns follow one another; names of classes (ClassLabel) travel along.")
    {
        Add(_action);
        Add(_files);
        AddOptions(
            new OptionSet("Rows", _rows, _output, _overwrite),
            new OptionSet("Data", [_format, .. _table.All, _configuration, _revision]),
            Messages);
    }

    public override MessageOptionSet Messages { get; } = new(
        "Print JSON: info one object with files[{path format rows columns labels}], head an object a row, convert one object");

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("matiz data info train.parquet validation.csv", "Columns with their types, rows and labels of each file."),
        new("matiz data head train.parquet --rows 3", "The first three rows."),
        new("matiz data info dair-ai/emotion", "The splits, columns and labels of a dataset of the Hub, or of a folder."),
        new("matiz data convert 'train-*-of-*.parquet' --output train.csv", "The shards of a table as one CSV file."),
        new("matiz data convert train.csv --output train.arrow --overwrite", "Whole numbers, decimals and flags get their types."),
        new("matiz data convert answers.jsonl --output answers.tsv.gz", "Packed; lists stand in their cells as JSON."),
    ];

    public override int Run(ParseResult parse, CommandHost host)
    {
        string action = parse.GetValue(_action) ?? "";
        if (!Actions.Contains(action, StringComparer.Ordinal))
        {
            string found = action.Length == 0 ? "nothing stands behind it" : $"'{action}' stands behind it";
            throw new UsageException($"data: {found}. One of {string.Join(", ", Actions)} was expected. Begin with 'matiz data {Info}'.");
        }

        Refuse(parse, _rows, action, Head);
        Refuse(parse, _output, action, Convert);
        Refuse(parse, _overwrite, action, Convert);
        string[] files = parse.GetValue(_files) ?? [];
        if (files.Length == 0) throw new UsageException($"data {action}: no file is named. One or more were expected. Name them.");
        if (files.Any(string.IsNullOrWhiteSpace)) throw new UsageException($"data {action}: found '', expected a path. Name a file.");
        var options = _table.Under(new DataOptions(), parse) with
        {
            Format = parse.GetValue(_format) is { } format ? RowFormats.Parse(format) : null,
            StandardInput = host.Input,
        };
        if (string.Equals(action, Convert, StringComparison.Ordinal)) NamedTable.RequireFiles(files);
        var request = new DatasetRequest("") { Configuration = parse.GetValue(_configuration), Revision = parse.GetValue(_revision) };
        var tables = NamedTable.Find(files, request, options, host, new Notes(host, parse.GetValue(Messages.Quiet)));
        switch (action)
        {
            case Info: Describe(parse, host, tables); break;
            case Head: ShowRows(parse, host, tables); break;
            default: Write(parse, host, [.. tables.SelectMany(table => table.Sources)], options); break;
        }

        return ExitCode.Done;
    }

    private static string Listed(IEnumerable<RowFormat> formats) =>
        string.Join(", ", formats.Where(format => format.Extensions.Count > 0).Select(format => format.Extensions[0]));

    private static void Refuse(ParseResult parse, Option option, string action, string own)
    {
        if (string.Equals(action, own, StringComparison.Ordinal) || parse.GetResult(option) is not { Implicit: false }) return;
        throw new UsageException($"data {action}: {option.Name} was given, which is for 'data {own}'. Leave it out.");
    }

    private void Describe(ParseResult parse, CommandHost host, IReadOnlyList<NamedTable> tables)
    {
        var found = new List<(TableDescription File, NamedTable Table)>();
        foreach (var (source, table) in tables.SelectMany(table => table.Sources.Select(source => (source, table))))
        {
            host.Interrupt.ThrowIfCancellationRequested();
            found.Add((DataTable.Describe(source, table.Options), table));
        }

        if (!Messages.IsJson(parse))
        {
            var style = new Style(host.OutputIsTerminal && host.AllowsColor);
            host.Output.Write(string.Join('\n', found.Select(file => Described(file.File, file.Table, style))));
            return;
        }

        Json.WriteIndented(host.Output, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("files");
            foreach (var (file, table) in found)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                if (table.Origin is { } origin)
                {
                    json.WriteString("dataset", origin.Name);
                    json.WriteString("configuration", origin.Configuration);
                    if (origin.Commit is { } commit) json.WriteString("commit", commit);
                    json.WriteString("split", table.Split);
                }

                json.WriteString("format", file.Format.Name);
                json.WriteNumber("rows", file.Rows);
                json.WriteStartArray("columns");
                foreach (var column in file.Columns)
                {
                    json.WriteStartObject();
                    json.WriteString("name", column.Name);
                    json.WriteString("type", column.Type);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStrings("labels", file.Labels);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static string Described(TableDescription file, NamedTable table, Style style)
    {
        const int Most = 20;
        var columns = new TextTable("ll");
        foreach (var column in file.Columns) columns.Row(PlainText.Clean(column.Name), column.Type);
        string labels = file.Labels.Count == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $"  {Numbers.Counted(file.Labels.Count, "label")}: ")
                + PlainText.Clean(string.Join(", ", file.Labels.Take(Most))) + (file.Labels.Count > Most ? ", …" : "") + "\n";
        string split = table.Split is { } name ? $" ({PlainText.Clean(name)})" : "";
        string head = $"{style.Bold(PlainText.Clean(file.Path))}{split}: {file.Format.Name}, {Numbers.Counted(file.Rows, "row")}\n";
        return head + columns.Render() + labels;
    }

    private void ShowRows(ParseResult parse, CommandHost host, IReadOnlyList<NamedTable> tables)
    {
        var sources = tables.SelectMany(table => table.Sources.Select(source => (Source: source, table.Options))).ToList();
        var style = new Style(host.OutputIsTerminal && host.AllowsColor);
        using var json = Json.Lines();
        for (int i = 0; i < sources.Count; i++)
        {
            var head = DataTable.Head(sources[i].Source, parse.GetValue(_rows) ?? DefaultRows, sources[i].Options);
            if (Messages.IsJson(parse))
            {
                foreach (var row in head.Rows) host.Output.Write(Line(json, head.Columns, row));
                continue;
            }

            if (i > 0) host.Output.WriteLine();
            if (sources.Count > 1) host.Output.WriteLine(style.Bold(PlainText.Clean(sources[i].Source.Name)));
            host.Output.Write(Table(head, host.Width, style));
        }
    }

    private static string Line(Json json, IReadOnlyList<TableColumn> columns, IReadOnlyList<string?> row) => json.Line(writer =>
    {
        writer.WriteStartObject();
        for (int i = 0; i < columns.Count; i++) writer.WriteString(columns[i].Name, row[i]);
        writer.WriteEndObject();
    });

    private static string Table(TableHead head, int width, Style style)
    {
        if (head.Columns.Count == 0) return "  no columns\n";
        int cell = Math.Clamp((width / head.Columns.Count) - 2, NarrowestCell, WidestCell);
        TextTable.Cell Shown(string? text, Func<string, string>? color = null) =>
            text is null ? new TextTable.Cell("–", style.Dim) : new TextTable.Cell(DisplayWidth.Cut(PlainText.Clean(text), cell), color);
        var table = new TextTable(string.Concat(head.Columns.Select(column => column.Type is "integer" or "float" ? 'r' : 'l')));
        table.Row([.. head.Columns.Select(column => Shown(column.Name, style.Bold))]);
        foreach (var row in head.Rows) table.Row([.. row.Select(value => Shown(value))]);
        return table.Render();
    }

    private void Write(ParseResult parse, CommandHost host, IReadOnlyList<DataSource> sources, DataOptions options)
    {
        string output = parse.GetValue(_output)
            ?? throw new UsageException("data convert: --output is missing. A file to write was expected. Name one, such as rows.jsonl.");
        if (File.Exists(output) && !AtomicFile.IsDirect(output) && !parse.GetValue(_overwrite))
            throw new UsageException($"{output}: this file exists. A new name was expected. Name another one, or give --overwrite.");
        var notes = new Notes(host, parse.GetValue(Messages.Quiet));
        bool isLive = host.ErrorIsTerminal && !notes.IsQuiet;
        long rows = isLive
            ? LiveLine.Show(host, line => Converted(sources, output, options, notes, new Progress(line), host.Interrupt))
            : Converted(sources, output, options, notes, progress: null, host.Interrupt);
        if (!Messages.IsJson(parse))
        {
            notes.Say($"{Numbers.Counted(rows, "row")} written to {output}.");
            return;
        }

        Json.WriteIndented(host.Output, json =>
        {
            json.WriteStartObject();
            json.WriteString("output", output);
            json.WriteNumber("rows", rows);
            json.WriteEndObject();
        });
    }

    private static long Converted(
        IReadOnlyList<DataSource> sources, string output, DataOptions options, Notes notes, IProgress<ConversionProgress>? progress,
        CancellationToken cancellation) =>
        DataTable.Convert(sources, output, options, notes.Say, progress, cancellation);

    /// <summary>A bar with the file that is being read.</summary>
    private sealed class Progress(LiveLine line) : IProgress<ConversionProgress>
    {
        public void Report(ConversionProgress value) => line.Set(
            value.TotalRows is > 0 and var total ? (double)value.Rows / total : null,
            $"{Numbers.Counted(value.Rows, "row")}  {PlainText.Clean(value.Path)}");
    }
}
