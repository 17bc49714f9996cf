using System.CommandLine;
using System.Text.Json.Nodes;
using Matiz.Cli.Paths;
using Matiz.Data;
using Matiz.Training;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Options;

/// <summary>Where rows come from and how they are read: the same words for every command that reads labelled rows.</summary>
internal sealed class DataOptionSet : IOptionSet
{
    private DataOptionSet(bool forTraining)
    {
        if (forTraining)
        {
            Train = OptionFactory.Files(
                "--train",
                "Training files: paths, patterns ('data/*.csv'), also .gz, or - for standard input. "
                + "Without any data: the embedded sample");
            Validation = OptionFactory.Files("--validation", "Validation files; without any, a part of the training rows");
            ValidationFraction = Real(
                "--validation-fraction", "Share of the training rows for validation (default 0.1)",
                "a number from 0 up to, but not including, 1", value => value is >= 0 and < 1);
            Labels = Path(
                "--labels", "NAMES|F", "Names of the classes 0 … K-1, divided by commas, or a file with one a line", new ReadsFile());
            ProblemType = Choice("--problem-type", "What a label is (default single_label_classification)", Data.ProblemType.Names);
        }

        LabelReading = Choice(
            "--label-reading",
            (forTraining ? "With --labels: what" : "What") + " numbers are in the label column (default: decided by all labels together)",
            SettingNames.All<LabelReading>());
        Test = OptionFactory.Files(
            "--test",
            forTraining
                ? "Test files, measured once at the end"
                : "The files to measure on: paths, patterns, also .gz, or - for standard input");
        Dataset = new DatasetOptions(
            forTraining
                ? "A dataset of the Hub or in a folder, with its splits, in the place of files; an existing path wins"
                : "A dataset of the Hub or in a folder to measure on: its split test, else validation");
    }

    public Option<string[]>? Train { get; }

    public Option<string[]>? Validation { get; }

    public Option<string[]> Test { get; }

    public DatasetOptions Dataset { get; }

    public Option<string?> Format { get; } =
        Choice("--format", "Format of every file (default: by extension)", [.. RowFormats.All.Select(format => format.Name)]);

    public Option<string?> TextColumn { get; } = Text("--text-column", "NAME", "Column of the text (default: found by its name)");

    public Option<string?> TextPairColumn { get; } = Text(
        "--text-pair-column", "NAME", "Column of the second text of a pair (default text_pair, where it exists)");

    public Option<string?> LabelColumn { get; } = Text("--label-column", "NAME", "Column of the label (default: found by its name)");

    public Option<string?> LabelColumns { get; } = Text(
        "--label-columns", "A,B,…", "Columns of the classes, where each has one with 0 or 1 in it; their names are the classes");

    public Option<string?> IdColumn { get; } = Text("--id-column", "NAME", "Column of the row's own id (default id, where it exists)");

    public TableOptions Table { get; } = new();

    public Option<string?> LabelSeparator { get; } = Text(
        "--label-separator", "TEXT", "Divides the labels of a multi-label row (default a comma)");

    public Option<string?>? Labels { get; }

    public Option<string?> LabelReading { get; }

    public Option<double?>? ValidationFraction { get; }

    public Option<string?>? ProblemType { get; }

    public string Title => "Data";

    public IReadOnlyList<Option> All => [.. ((Option?[])
        [
            .. Dataset.All, Train, Validation, Test, ValidationFraction, .. Reading, Labels, ProblemType,
        ]).OfType<Option>()];

    /// <summary>How files are read, for a command that has its own words for which.</summary>
    public IReadOnlyList<Option> Reading =>
    [
        Format, .. Table.All, TextColumn, TextPairColumn, LabelColumn, LabelColumns, IdColumn, LabelReading, LabelSeparator,
    ];

    /// <summary>The options of a command that trains.</summary>
    public static DataOptionSet ForTraining() => new(forTraining: true);

    /// <summary>The options of a command that measures a trained model.</summary>
    public static DataOptionSet ForEvaluation() => new(forTraining: false);

    /// <summary>How rows are read.</summary>
    /// <param name="parse">What was typed.</param>
    /// <param name="problemType">The problem type of a trained model; null: what was typed.</param>
    public DataOptions ReadOptions(ParseResult parse, ProblemType? problemType = null)
    {
        var options = Table.Under(new DataOptions(), parse) with
        {
            Format = parse.GetValue(Format) is { } format ? RowFormats.Parse(format) : null,
            TextColumn = parse.GetValue(TextColumn),
            TextPairColumn = parse.GetValue(TextPairColumn),
            LabelColumn = parse.GetValue(LabelColumn),
            LabelColumns = ReadLabelColumns(parse),
            IdColumn = parse.GetValue(IdColumn),
            ProblemType = problemType ?? Typed(parse),
            LabelReading = parse.GetValue(LabelReading) is { } reading ? SettingNames.Parse<LabelReading>(reading) : null,
            LabelNames = Labels is not null && parse.GetValue(Labels) is { } names ? ClassLabel.ParseNames(names) : null,
        };
        return ReadSeparator(parse) is { } separator ? options with { LabelSeparator = separator } : options;
    }

    /// <summary>The columns of the classes.</summary>
    private string[]? ReadLabelColumns(ParseResult parse) =>
        parse.GetValue(LabelColumns)?.Split(',', StringSplitOptions.TrimEntries);

    /// <summary>What divides several labels; <c>\t</c> is a tab, which shells make hard to type.</summary>
    /// <exception cref="UsageException">It is empty.</exception>
    public string? ReadSeparator(ParseResult parse) => parse.GetValue(LabelSeparator) switch
    {
        "" => throw new UsageException(
            "--label-separator is empty. A character or more was expected. Give one, or leave the option out for a comma."),
        @"\t" => "\t",
        var separator => separator,
    };

    private ProblemType? Typed(ParseResult parse) =>
        ProblemType is not null && parse.GetValue(ProblemType) is { } name ? Data.ProblemType.Parse(name) : null;

    /// <summary>What was typed, by the key that records it.</summary>
    public Dictionary<string, JsonNode?> ReadTyped(ParseResult parse)
    {
        var typed = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        void AddAll(string key, Option<string[]>? option)
        {
            if (option is not null && parse.GetValue(option) is { Length: > 0 } values) typed[key] = List(values);
        }

        void Add(string key, Option<string?>? option)
        {
            if (option is not null && parse.GetValue(option) is { } value) typed[key] = value;
        }

        Dataset.AddTyped(typed, parse);
        AddAll("train_file", Train);
        AddAll("validation_file", Validation);
        AddAll("test_file", Test);
        if (ValidationFraction is not null && parse.GetValue(ValidationFraction) is { } fraction) typed["validation_fraction"] = fraction;
        Add("data_format", Format);
        Add("text_column", TextColumn);
        Add("text_pair_column", TextPairColumn);
        Add("label_column", LabelColumn);
        if (ReadLabelColumns(parse) is { } columns) typed["label_columns"] = List(columns);
        Add("id_column", IdColumn);
        Table.AddTyped(typed, parse);
        if (ReadSeparator(parse) is { } separator) typed["label_separator"] = separator;
        if (Labels is not null && parse.GetValue(Labels) is { } names) typed["label_names"] = List(ClassLabel.ParseNames(names));
        Add("label_reading", LabelReading);
        Add("problem_type", ProblemType);
        Dataset.RequireAlone(typed);
        if (typed.ContainsKey("label_names") && typed.GetValueOrDefault("problem_type")?.GetValue<string>() is "regression")
            throw new UsageException(
                "--labels and --problem-type regression were both given. A regression has numbers, no classes to name. "
                + "Leave one of them out.");
        return typed;
    }

    private static JsonArray List(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
