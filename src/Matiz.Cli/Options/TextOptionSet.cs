using System.CommandLine;
using Matiz.Cli.Paths;
using Matiz.Cli.Runs;
using Matiz.Data;
using Matiz.Workflows;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Options;

/// <summary>Texts as words of the command line, or as rows of a file or of standard input.</summary>
internal sealed class TextOptionSet : IOptionSet
{
    public Argument<string[]> Texts { get; } = new("TEXT")
    {
        HelpName = "TEXT…",
        Description = "Texts to work on, each in quotes; - reads standard input",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<string?> Input { get; } = Path(
        "--input", "F|-",
        $"Rows of a file ({string.Join(", ", Formats.Select(format => format.Extensions[0]))}, also .gz) or of standard input in "
        + "place of TEXT",
        new ReadsRows());

    public Option<string?> Format { get; } = Choice(
        "--format",
        "Format of --input (default: by extension; for standard input JSON lines if it begins with {, else plain lines)",
        [.. Formats.Select(format => format == RowFormats.Text ? "lines" : format.Name)]);

    public Option<string?> TextColumn { get; } = Text("--text-column", "NAME", "Column of the text (default: found by its name)");

    public Option<string?> TextPairColumn { get; } = Text(
        "--text-pair-column", "NAME", "Column of the second text of a pair (default text_pair, where it exists)");

    public Option<string?> IdColumn { get; } = Text("--id-column", "NAME", "Column of the row's own id (default id, where it exists)");

    public TableOptions Table { get; } = new();

    // What another program writes most often comes first.
    private static IEnumerable<RowFormat> Formats => RowFormats.All.OrderByDescending(format => format == RowFormats.JsonLines);

    public string Title => "Texts";

    public IReadOnlyList<Option> All => [Input, Format, .. Table.All, TextColumn, TextPairColumn, IdColumn];

    /// <summary>Whether rows come from a file or from standard input.</summary>
    public bool IsStream(ParseResult parse) => parse.GetValue(Input) is not null || parse.GetValue(Texts) is [DataSource.StandardInput];

    /// <summary>The rows, in order, one at a time.</summary>
    /// <exception cref="UsageException">There are no texts, or both ways are used at once.</exception>
    public IEnumerable<Row> Read(ParseResult parse, CommandHost host) => Read(parse, host, new Notes(host, isQuiet: false), () => null);

    /// <summary>The rows, in order, one at a time, of the columns that a model was trained with where nothing else is typed.</summary>
    /// <param name="parse">What was typed.</param>
    /// <param name="host">Has the standard input.</param>
    /// <param name="notes">Where columns and repeated files are told of.</param>
    /// <param name="findRecorded">The columns of the model's run; asked only where rows have columns.</param>
    /// <exception cref="UsageException">There are no texts, or both ways are used at once.</exception>
    public IEnumerable<Row> Read(ParseResult parse, CommandHost host, Notes notes, Func<RecordedColumns?> findRecorded)
    {
        string[] texts = parse.GetValue(Texts) ?? [];
        string? input = parse.GetValue(Input);
        if (texts is [DataSource.StandardInput] && input is null) (texts, input) = ([], DataSource.StandardInput);
        if (input is null)
        {
            foreach (var option in (Option[])[Format, .. Table.All, TextColumn, TextPairColumn, IdColumn])
            {
                if (parse.GetResult(option) is { Implicit: false })
                    throw new UsageException(
                        $"{option.Name} was given, but no file to read. It says how --input is read. "
                        + $"Give --input, or leave {option.Name} out.");
            }

            return texts.Length > 0
                ? texts.Select((text, index) => new Row(text) { Source = new RowSource("TEXT", "", index + 1) })
                : throw new UsageException(
                    "there is no text. One or more were expected. Give TEXT in quotes, --input F, or - for standard input.");
        }

        if (texts.Length > 0)
            throw new UsageException($"both TEXT ('{texts[0]}') and --input are given. One of them was expected. Leave one out.");
        var options = Table.Under(new DataOptions(), parse) with
        {
            Format = parse.GetValue(Format) is { } name ? RowFormats.Parse(name) : null,
            TextColumn = parse.GetValue(TextColumn),
            TextPairColumn = parse.GetValue(TextPairColumn),
            IdColumn = parse.GetValue(IdColumn),
            StandardInput = host.Input,
        };
        return Told(DataSource.Expand([input], options.Format, options.StandardInput), options, notes, findRecorded());
    }

    // A pattern may match one file under two names.
    private static IEnumerable<Row> Told(IReadOnlyList<DataSource> sources, DataOptions options, Notes notes, RecordedColumns? recorded)
    {
        var found = new RowsRead();
        foreach (var row in RowReader.Read(sources, recorded?.Under(options, separator: null) ?? options, found)) yield return row;
        foreach (string note in found.Notes) notes.Say(note);
        if (recorded is not null) ColumnNotes.Tell(recorded, found.Files, options, typedSeparator: null, notes);
        foreach (var repeated in RepeatedFile.Among(found.Files)) notes.Warn(repeated.Describe());
    }
}
