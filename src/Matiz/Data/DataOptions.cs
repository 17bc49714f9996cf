using Matiz.Data.Csv;

namespace Matiz.Data;

/// <summary>
/// How rows are read. Nothing needs to be set: formats come from extensions and columns are found by their names, as
/// <see cref="TextColumnNames"/> and <see cref="LabelColumnNames"/> list them.
/// </summary>
public sealed record DataOptions
{
    /// <summary>Column names that are taken for the text when <see cref="TextColumn"/> is not given (case is ignored).</summary>
    public static IReadOnlyList<string> TextColumnNames { get; } =
        ["text", "sentence", "content", "message", "comment", "review", "tweet", "utterance"];

    /// <summary>Column names that are taken for the label when <see cref="LabelColumn"/> is not given (case is ignored).</summary>
    public static IReadOnlyList<string> LabelColumnNames { get; } =
        ["label", "labels", "class", "category", "target", "intent", "emotion", "sentiment"];

    /// <summary>The format of every file; by default each file's extension decides, and for standard input its first byte.</summary>
    public RowFormat? Format { get; init; }

    /// <summary>The column of the text (<c>--text-column</c>).</summary>
    public string? TextColumn { get; init; }

    /// <summary>
    /// The column of the second text of a pair (<c>--text-pair-column</c>); by default <c>text_pair</c>, where it exists.
    /// </summary>
    public string? TextPairColumn { get; init; }

    /// <summary>The column of the label (<c>--label-column</c>).</summary>
    public string? LabelColumn { get; init; }

    /// <summary>
    /// The columns of the classes, where a file has one for each with a flag in it, 0 or 1 (<c>--label-columns</c>). Their names are the
    /// classes, in this order. Default null: labels lie in one column.
    /// </summary>
    /// <exception cref="ArgumentException">There are none, one is empty or stands twice.</exception>
    public IReadOnlyList<string>? LabelColumns
    {
        get;
        init
        {
            if (value is not null && (value.Count == 0 || value.Any(string.IsNullOrWhiteSpace)
                || value.Distinct(StringComparer.Ordinal).Count() < value.Count))
            {
                throw new ArgumentException(
                    $"the label columns are '{string.Join(',', value)}'. Names of columns, each once, were expected. "
                    + "Correct DataOptions.LabelColumns.",
                    nameof(value));
            }

            field = value;
        }
    }

    /// <summary>The column of the row's own id (<c>--id-column</c>); by default <c>id</c>, where it exists.</summary>
    public string? IdColumn { get; init; }

    /// <summary>
    /// What divides the fields of a table of text (<c>--delimiter</c>). Default null: a comma, or a tab in <c>.tsv</c>, unless the first
    /// row has none of these and <c>;</c>, <c>|</c>, a tab or a comma divides all first rows alike.
    /// </summary>
    /// <exception cref="ArgumentException">A letter, a digit, a quote, a line end, or no ASCII.</exception>
    public char? Delimiter
    {
        get;
        init
        {
            if (value is { } character && !CsvDialect.IsDelimiter(character))
            {
                throw new ArgumentException(
                    $"'{character}' cannot divide fields. An ASCII character that is no letter, digit, quote or line end was expected. "
                    + "Correct DataOptions.Delimiter.",
                    nameof(value));
            }

            field = value;
        }
    }

    /// <summary>
    /// What quotes mean in a table of text (<c>--quoting</c>). Default null: as in RFC 4180, unless the first rows can only be read with
    /// quotes as text.
    /// </summary>
    public TableQuoting? Quoting { get; init; }

    /// <summary>
    /// Which sheet of a workbook is read, by its name or by its number from 1 (<c>--sheet</c>). Default null: the first, which is said
    /// where there are others.
    /// </summary>
    public string? Sheet { get; init; }

    /// <summary>Columns to be taken where none of the above is given and the file has them. Default null: names decide.</summary>
    internal PreferredColumns? PreferredColumns { get; init; }

    /// <summary>What the card of a dataset says of the columns. Default null: there is no card, or it says nothing.</summary>
    internal DeclaredColumns? Declared { get; init; }

    /// <summary>What a label is (<c>--problem-type</c>). Default: one class a row.</summary>
    public ProblemType? ProblemType { get; init; }

    /// <summary>
    /// How labels are understood, where a task has a way of its own. Default null: the reader of <see cref="ProblemType"/>.
    /// </summary>
    public LabelReader? LabelReader { get; init; }

    /// <summary>What divides the labels of a row in a multi-label text column (<c>--label-separator</c>). Default a comma.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string LabelSeparator
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(LabelSeparator));
            field = value;
        }
    } = ",";

    /// <summary>
    /// What numbers mean as labels of known classes (<c>--label-reading</c>). By default the labels themselves decide, once for all files
    /// of a call; where they fit several readings that differ, reading fails.
    /// </summary>
    public LabelReading? LabelReading { get; init; }

    /// <summary>
    /// The classes in their order (<c>--labels</c>): row labels are looked up by name, or are indices (<see cref="LabelReading"/>). By
    /// default the training rows give the classes.
    /// </summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>What <c>-</c> reads. Default null: the standard input of the process.</summary>
    public Stream? StandardInput { get; init; }

    /// <summary>The reader that is meant; without any word, one class a row.</summary>
    internal LabelReader ReaderOfLabels => LabelReader ?? (ProblemType is { } name ? LabelReaders.For(name) : LabelReaders.Index);
}
