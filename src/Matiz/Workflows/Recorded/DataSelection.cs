using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Hub;

namespace Matiz.Workflows;

/// <summary>
/// Which files a job reads, and how, in the form in which <c>training_args.json</c> records it: whoever goes on with a run, completes it or
/// looks at its training rows reads the same again.
/// </summary>
/// <example>
/// <code>
/// var selection = DataSelection.ForFiles(new DatasetFiles { Train = ["train.csv"], Test = ["test.csv"] });
/// var tuning = new FineTuning(StartingModel.InFolder("distilbert-base-uncased"), selection.Load(), new FineTuningOptions { Selection =
/// selection });
/// </code>
/// </example>
public sealed class DataSelection
{
    private const string Train = "train_file", Validation = "validation_file", Test = "test_file", Fraction = "validation_fraction";
    private const string LabelReadingKey = "label_reading", SeparatorKey = "label_separator", NamesKey = "label_names";
    private const string LabelColumnsKey = "label_columns", DelimiterKey = "delimiter", QuotingKey = "quoting", SheetKey = "sheet";
    private const string ProblemTypeKey = "problem_type";
    private const string NameKey = "dataset_name", ConfigurationKey = "dataset_config_name", RevisionKey = "dataset_revision";
    private const string CommitKey = "dataset_commit", SplitsKey = "dataset_splits";
    private const double DefaultFraction = 0.1;

    private readonly Func<string, JsonNode?> _value;
    private readonly BuiltInRows? _builtIn;
    private readonly bool _isWithoutTest;

    /// <summary>A selection of recorded values.</summary>
    /// <param name="value">The value of a key, as <see cref="Keys"/> lists them; null where there is none.</param>
    /// <param name="builtIn">The rows that are meant where no file is named; null: there are none.</param>
    public DataSelection(Func<string, JsonNode?> value, BuiltInRows? builtIn = null) => (_value, _builtIn) = (value, builtIn);

    /// <summary>Every key, as it is recorded.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        Train, Validation, Test, Fraction, "data_format", "text_column", "text_pair_column", "label_column", "id_column",
        LabelColumnsKey, DelimiterKey, QuotingKey, SheetKey, SeparatorKey, NamesKey, LabelReadingKey, NameKey, ConfigurationKey,
        RevisionKey, SplitsKey, CommitKey,
    ];

    /// <summary>The keys of a dataset; recorded where one is named.</summary>
    private static string[] DatasetKeys => [NameKey, ConfigurationKey, RevisionKey, SplitsKey, CommitKey];

    /// <summary>The keys that hold paths, which may be spelled in several ways.</summary>
    public static IReadOnlyList<string> PathKeys { get; } = [Train, Validation, Test];

    /// <summary>Whether neither a file nor a dataset is named: the rows are meant that the program carries.</summary>
    public bool IsBuiltIn => DatasetName is null && PathKeys.All(key => FilesOf(key).Length == 0);

    /// <summary>The id of the dataset on the Hub, or its folder; null where files are named, or nothing.</summary>
    public string? DatasetName => Text(NameKey);

    /// <summary>What the data is called in a message.</summary>
    public string Name => DatasetName ?? (IsBuiltIn ? $"{_builtIn?.Name} (built in)" : string.Join(", ", FilesOf(Train)));

    /// <summary>The name of the rows that the program carries; null where files are read.</summary>
    public string? BuiltInName => IsBuiltIn ? _builtIn?.Name : null;

    /// <summary>What a label is.</summary>
    public ProblemType ProblemType => Text(ProblemTypeKey) is { } name ? ProblemType.Parse(name) : ProblemType.SingleLabelClassification;

    /// <summary>The selection of files.</summary>
    /// <param name="files">
    /// Which files make which split; a seed of its own is not recorded,
    /// <see cref="Load(long, Stream?, DatasetAccess?)"/> takes it.
    /// </param>
    /// <param name="options">Format, columns, labels; null: found.</param>
    public static DataSelection ForFiles(DatasetFiles files, DataOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var values = ValuesOf(options);
        values[Train] = ListOf(files.Train);
        values[Validation] = ListOf(files.Validation);
        values[Test] = ListOf(files.Test);
        values[Fraction] = files.Validation.Count == 0 ? files.ValidationFraction : null;
        return new DataSelection(values.GetValueOrDefault);
    }

    /// <summary>The selection of a dataset of the Hub, or in a folder.</summary>
    /// <param name="request">Which one, and which of its splits; how the Hub is asked is not recorded.</param>
    /// <param name="options">Format, columns, labels; null: found.</param>
    /// <param name="test">Test files in the place of the dataset's own split; null: none.</param>
    public static DataSelection ForDataset(DatasetRequest request, DataOptions? options = null, IReadOnlyList<string>? test = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var values = ValuesOf(options);
        values[NameKey] = request.Name;
        values[ConfigurationKey] = request.Configuration;
        values[RevisionKey] = request.Revision;
        values[CommitKey] = request.Commit;
        values[SplitsKey] = request.Splits.Count == 0 ? null : ListOf(request.Splits.Select(pair => $"{pair.Key}={pair.Value}"));
        values[Test] = test is null ? null : ListOf(test);
        return new DataSelection(values.GetValueOrDefault);
    }

    private static Dictionary<string, JsonNode?> ValuesOf(DataOptions? options)
    {
        options ??= new DataOptions();
        return new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["data_format"] = options.Format?.Name,
            ["text_column"] = options.TextColumn,
            ["text_pair_column"] = options.TextPairColumn,
            ["label_column"] = options.LabelColumn,
            ["id_column"] = options.IdColumn,
            [LabelColumnsKey] = options.LabelColumns is { } columns ? ListOf(columns) : null,
            [DelimiterKey] = options.Delimiter?.ToString(),
            [QuotingKey] = options.Quoting?.ToWord(),
            [SheetKey] = options.Sheet,
            [SeparatorKey] = options.LabelSeparator is "," ? null : options.LabelSeparator,
            [NamesKey] = options.LabelNames is { } names ? ListOf(names) : null,
            [LabelReadingKey] = options.LabelReading?.ToWord(),
            [ProblemTypeKey] = options.ProblemType?.Name,
        };
    }

    /// <summary>Reads the rows.</summary>
    /// <param name="seed">Draws the validation rows where no file gives them. Default 42.</param>
    /// <param name="standardInput">What <c>-</c> reads; null: the standard input of the process.</param>
    /// <param name="access">How a dataset of the Hub is reached; null: as the environment says.</param>
    /// <exception cref="DataException">A file is missing or broken, columns are not found, or a label is unseen.</exception>
    /// <exception cref="HubException">A dataset is neither a path nor on the Hub, or the Hub cannot be reached.</exception>
    public DatasetDict Load(long seed = 42, Stream? standardInput = null, DatasetAccess? access = null) =>
        Load(new DatasetFiles { Seed = seed }, standardInput, access);

    /// <summary>Reads the rows.</summary>
    /// <param name="split">How validation rows are split off; its files are not looked at.</param>
    /// <param name="standardInput">What <c>-</c> reads; null: the standard input of the process.</param>
    /// <param name="access">How a dataset of the Hub is reached; null: as the environment says.</param>
    internal DatasetDict Load(DatasetFiles split, Stream? standardInput = null, DatasetAccess? access = null)
    {
        var options = new DataOptions
        {
            Format = Text("data_format") is { } format ? RowFormats.Parse(format) : null,
            TextColumn = Text("text_column"),
            TextPairColumn = Text("text_pair_column"),
            LabelColumn = Text("label_column"),
            IdColumn = Text("id_column"),
            LabelColumns = _value(LabelColumnsKey) is JsonArray columns ? [.. columns.Select(name => name!.GetValue<string>())] : null,
            Delimiter = Text(DelimiterKey)?[0],
            Sheet = Text(SheetKey),
            Quoting = Text(QuotingKey) is { } quoting ? TableQuotings.Parse(quoting) : null,
            LabelSeparator = Text(SeparatorKey) ?? ",",
            StandardInput = standardInput,
            ProblemType = ProblemType,
            LabelReading = Text(LabelReadingKey) is { } reading ? LabelReadings.Parse(reading) : null,
            LabelNames = _value(NamesKey) is JsonArray names ? [.. names.Select(name => name!.GetValue<string>())] : null,
        };
        if (IsBuiltIn && _builtIn is { } rows)
            return Dataset.Load(SourceOf(rows, "train.csv"), SourceOf(rows, "validation.csv"), SourceOf(rows, "test.csv"), options);
        split = split with
        {
            Train = FilesOf(Train),
            Validation = FilesOf(Validation),
            Test = FilesOf(Test),
            ValidationFraction = _value(Fraction)?.GetValue<double>() ?? DefaultFraction,
        };
        return Request is { } request ? LoadDataset(request, split, options, access ?? new DatasetAccess()) : Dataset.Load(split, options);
    }

    private DatasetDict LoadDataset(DatasetRequest request, DatasetFiles split, DataOptions options, DatasetAccess access)
    {
        if (split.Train.Count + split.Validation.Count > 0)
        {
            throw new DataException(
                $"a dataset ({request.Name}) and files of rows (DatasetFiles.Train, DatasetFiles.Validation) are both named. "
                + "One of them was expected. Leave one out; DatasetFiles.Test may stand beside a dataset.");
        }

        if (request.IsOnHub) request = request with { Hub = access.Hub() };
        var data = DatasetRepository.Open(request, options, access.Progress, access.Cancellation).LoadForJob(split, _isWithoutTest);
        if (data.ValidationSplit is not null || _value(Fraction)?.GetValue<double>() is not > 0) return data;
        throw new DataException(
            $"{request.Name}: it has validation rows of its own, and DatasetFiles.ValidationFraction was given. One of them was expected. "
            + "Leave DatasetFiles.ValidationFraction out.");
    }

    /// <summary>The dataset, at the commit that was recorded; null where none is named.</summary>
    /// <exception cref="DataException">A word that was told of its splits is none.</exception>
    private DatasetRequest? Request => DatasetName is not { } name ? null : new DatasetRequest(name)
    {
        Configuration = Text(ConfigurationKey),
        Revision = Text(RevisionKey),
        Commit = Text(CommitKey),
        Splits = DatasetRequest.ParseSplits(Words(SplitsKey)),
    };

    /// <summary>The selection without its test files, which are not needed to read the training rows again.</summary>
    internal DataSelection WithoutTest() => new(key => key is Test ? null : _value(key), _builtIn, isWithoutTest: true);

    private DataSelection(Func<string, JsonNode?> value, BuiltInRows? builtIn, bool isWithoutTest)
        : this(value, builtIn) => _isWithoutTest = isWithoutTest;

    /// <summary>
    /// What is recorded: the selection with the defaults that apply and how the labels were read, and the files whose bytes decide the
    /// weights with their hashes.
    /// </summary>
    /// <param name="data">What <see cref="Load(long, Stream?, DatasetAccess?)"/> gave.</param>
    internal Dictionary<string, JsonNode?> Record(DatasetDict data)
    {
        var record = Keys.Where(key => DatasetName is not null || !DatasetKeys.Contains(key, StringComparer.Ordinal))
            .ToDictionary(key => key, key => Recorded(key, data), StringComparer.Ordinal);
        record["dataset"] = BuiltInName;
        record["data_files"] = HashesOf(data);
        return record;
    }

    /// <summary>The files whose bytes decide the weights, with their hashes.</summary>
    internal static JsonArray HashesOf(DatasetDict data) => new([.. data.Files
        .Where(file => file.Split is not "test")
        .Select(file => (JsonNode)new JsonObject { ["split"] = file.Split, ["path"] = file.Path, ["sha256"] = file.Sha256 })]);

    private JsonNode? Recorded(string key, DatasetDict data) => key switch
    {
        LabelReadingKey => data.LabelReading is { } reading ? JsonValue.Create(reading.ToWord()) : _value(key)?.DeepClone(),
        ConfigurationKey => data.Origin?.Configuration,
        RevisionKey => data.Origin?.Revision,
        CommitKey => data.Origin?.Commit,
        Fraction when DatasetName is not null => data.ValidationSplit?.Fraction,
        Fraction when _value(key) is null && !IsBuiltIn && FilesOf(Validation).Length == 0 => DefaultFraction,
        _ => _value(key)?.DeepClone(),
    };

    private static DataSource[] SourceOf(BuiltInRows rows, string file) =>
        [DataSource.FromStream(rows.Open(file), $"{rows.Name}/{file}", RowFormats.Csv)];

    private static JsonArray ListOf(IEnumerable<string> values) => new([.. values.Select(value => JsonValue.Create(value))]);

    private string? Text(string key) => _value(key)?.GetValue<string>();

    private string[] FilesOf(string key) => Words(key);

    private string[] Words(string key) => _value(key) is JsonArray files ? [.. files.Select(file => file!.GetValue<string>())] : [];
}
