using System.CommandLine;
using System.Text.Json.Nodes;
using Matiz.Cli.Options;
using Matiz.Data;
using Matiz.Defaults;

namespace Matiz.Cli.Runs;

/// <summary>
/// Which data a run is trained on, in the form in which <c>training_args.json</c> records it, so that a resumed run reads the same.
/// </summary>
internal sealed class DataRequest
{
    private const string Train = "train_file", Validation = "validation_file", Test = "test_file", Fraction = "validation_fraction", LabelReadingKey = "label_reading";
    private const double DefaultFraction = 0.1;

    private readonly Func<string, JsonNode?> _value;

    /// <summary>A request.</summary>
    /// <param name="value">The recorded or typed value of a key; null where there is none.</param>
    public DataRequest(Func<string, JsonNode?> value) => _value = value;

    /// <summary>Every key, as it is recorded.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        [Train, Validation, Test, Fraction, "data_format", "text_column", "text_pair_column", "label_column", "id_column", "label_separator", "label_names", LabelReadingKey];

    /// <summary>The keys that hold paths, which may be spelled in several ways.</summary>
    public static IReadOnlyList<string> PathKeys { get; } = [Train, Validation, Test];

    /// <summary>Whether no file is named at all: the embedded sample is meant.</summary>
    public bool IsSample => Files(Train).Length + Files(Validation).Length + Files(Test).Length == 0;

    /// <summary>What the data is called.</summary>
    public string Name => IsSample ? $"{EmbeddedSample.Name} (built in)" : string.Join(", ", Files(Train));

    /// <summary>What was typed, by key.</summary>
    public static Dictionary<string, JsonNode?> Typed(ParseResult parse, DataOptionSet options)
    {
        var typed = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        void Texts(string key, Option<string[]>? option)
        {
            if (option is not null && parse.GetValue(option) is { Length: > 0 } values) typed[key] = List(values);
        }

        void Text(string key, Option<string?>? option)
        {
            if (option is not null && parse.GetValue(option) is { } value) typed[key] = value;
        }

        Texts(Train, options.Train);
        Texts(Validation, options.Validation);
        Texts(Test, options.Test);
        if (options.ValidationFraction is not null && parse.GetValue(options.ValidationFraction) is { } fraction) typed[Fraction] = fraction;
        Text("data_format", options.Format);
        Text("text_column", options.TextColumn);
        Text("text_pair_column", options.TextPairColumn);
        Text("label_column", options.LabelColumn);
        Text("id_column", options.IdColumn);
        if (options.ReadSeparator(parse) is { } separator) typed["label_separator"] = separator;
        if (options.Labels is not null && parse.GetValue(options.Labels) is { } names) typed["label_names"] = List(ClassLabel.ParseNames(names));
        Text(LabelReadingKey, options.LabelReading);
        Text("problem_type", options.ProblemType);
        if (typed.ContainsKey("label_names") && typed.GetValueOrDefault("problem_type")?.GetValue<string>() is "regression")
            throw new UsageException("--labels and --problem-type regression were both given. A regression has numbers, no classes to name. Leave one of them out.");
        return typed;
    }

    /// <summary>Reads the rows.</summary>
    /// <param name="problemType">What a label is.</param>
    /// <param name="seed">Draws the validation rows where no file gives them.</param>
    /// <param name="standardInput">What <c>-</c> reads; null: the standard input of the process.</param>
    public DatasetDict Load(ProblemType problemType, long seed, Stream? standardInput = null) =>
        Load(problemType, new DatasetFiles { Seed = seed }, standardInput);

    /// <summary>Reads the rows.</summary>
    /// <param name="problemType">What a label is.</param>
    /// <param name="split">How validation rows are split off; its files are not looked at.</param>
    /// <param name="standardInput">What <c>-</c> reads; null: the standard input of the process.</param>
    public DatasetDict Load(ProblemType problemType, DatasetFiles split, Stream? standardInput = null)
    {
        var options = new DataOptions
        {
            Format = Text("data_format") is { } format ? RowFormats.Parse(format) : null,
            TextColumn = Text("text_column"),
            TextPairColumn = Text("text_pair_column"),
            LabelColumn = Text("label_column"),
            IdColumn = Text("id_column"),
            LabelSeparator = Text("label_separator") ?? ",",
            StandardInput = standardInput,
            ProblemType = problemType,
            LabelReading = Text(LabelReadingKey) is { } reading ? LabelReadings.Parse(reading) : null,
            LabelNames = _value("label_names") is JsonArray names ? [.. names.Select(name => name!.GetValue<string>())] : null,
        };
        if (IsSample) return Dataset.Load(Sample("train.csv"), Sample("validation.csv"), Sample("test.csv"), options);
        return Dataset.Load(
            split with
            {
                Train = Files(Train),
                Validation = Files(Validation),
                Test = Files(Test),
                ValidationFraction = _value(Fraction)?.GetValue<double>() ?? DefaultFraction,
            },
            options);
    }

    /// <summary>The request as it is recorded, with the defaults that apply, and with how the labels were read.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode?>> Record(DatasetDict data) => Keys.Select(key => KeyValuePair.Create(key, key switch
    {
        LabelReadingKey => data.LabelReading is { } reading ? JsonValue.Create(reading.ToWord()) : _value(key)?.DeepClone(),
        Fraction when _value(key) is null && !IsSample && Files(Validation).Length == 0 => DefaultFraction,
        _ => _value(key)?.DeepClone(),
    }));

    /// <summary>The files whose bytes decide the weights, with their hashes.</summary>
    public static JsonArray HashesOf(DatasetDict data) => new([.. data.Files
        .Where(file => file.Split is not "test")
        .Select(file => (JsonNode)new JsonObject { ["split"] = file.Split, ["path"] = file.Path, ["sha256"] = file.Sha256 })]);

    private static JsonArray List(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    private static DataSource[] Sample(string file) =>
        [DataSource.FromStream(EmbeddedSample.Open(file), $"{EmbeddedSample.Name}/{file}", RowFormats.Csv)];

    private string? Text(string key) => _value(key)?.GetValue<string>();

    private string[] Files(string key) => _value(key) is JsonArray files ? [.. files.Select(file => file!.GetValue<string>())] : [];
}
