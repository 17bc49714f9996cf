using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Formats;
using Matiz.Formats.Json;
using Matiz.Hub;
using Matiz.Tensors;

namespace Matiz.Training;

/// <summary>A setting that two runs have differently.</summary>
/// <param name="Key">Its key in <c>training_args.json</c>.</param>
/// <param name="Recorded">What the earlier run has, as JSON; <c>null</c> where it has none.</param>
/// <param name="Given">What the other has, as JSON.</param>
public sealed record SettingDifference(string Key, string Recorded, string Given)
{
    /// <summary><c>learning_rate: 0.0001 recorded, 0.0002 given</c>.</summary>
    public override string ToString() => $"{Key}: {Recorded} recorded, {Given} given";
}

/// <summary>
/// What <c>training_args.json</c> holds: every setting, flat, under the reference's names, and what else decides the bits of the
/// result (kernel variant, data) or explains it (processor, versions). Immutable.
/// </summary>
public sealed class RunSettings
{
    /// <summary>The file's name in a run folder.</summary>
    public const string FileName = "training_args.json";

    private const string PrecisionKey = "precision";
    private const string ComputedKey = "computed";

    private readonly SortedDictionary<string, JsonNode?> _values;

    private RunSettings(SortedDictionary<string, JsonNode?> values) => _values = values;

    /// <summary>The processor's name, as the system gives it; recorded as <c>processor</c>.</summary>
    public static string Processor => Machine.Processor;

    /// <summary>The version of this library; recorded as <c>matiz_version</c>.</summary>
    public static string LibraryVersion => Machine.Version;

    /// <summary>
    /// Keys that may differ between a run and its resumption: what is printed, logged and saved, and where. The count of threads and
    /// the saving never change the weights.
    /// </summary>
    public static IReadOnlySet<string> FreeKeys { get; } = new HashSet<string>(
        [
            .. ArgumentTable.All.Where(entry => entry.IsFree).Select(entry => entry.Key),
            "threads", "no_report", "quiet", "verbose", "json", "output_dir",
            "processor", "matiz_version", "dotnet_version", "operating_system", .. BaseModelKeys.All,
        ],
        StringComparer.Ordinal);

    /// <summary>Every key in ordinal order.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>A setting as JSON; null where there is none.</summary>
    public JsonNode? this[string key] => _values.TryGetValue(key, out var value) ? value?.DeepClone() : null;

    /// <summary>
    /// The training arguments that are recorded; what is absent has its default. Folder, overwrite and resume are not recorded.
    /// </summary>
    /// <exception cref="TrainingException">A recorded value is out of its range or of another type.</exception>
    public TrainingArguments ToArguments()
    {
        var arguments = new TrainingArguments();
        foreach (var entry in ArgumentTable.All)
        {
            if (!_values.TryGetValue(entry.Key, out var value)) continue;
            try
            {
                arguments = entry.Write(arguments, value);
            }
            catch (Exception exception) when (
                exception is InvalidOperationException or FormatException or ArgumentException or OverflowException)
            {
                throw new TrainingException(
                    $"{FileName}: '{entry.Key}' is {Text(value)}, which this setting does not allow. "
                        + $"Restore the file, or start the run again. ({exception.Message})",
                    exception);
            }
        }

        return arguments;
    }

    /// <summary>No settings yet.</summary>
    public static RunSettings Empty { get; } = new(new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal));

    /// <summary>The settings of training arguments alone.</summary>
    public static RunSettings From(TrainingArguments arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var values = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var entry in ArgumentTable.All) values[entry.Key] = entry.Read(arguments);
        return new RunSettings(values);
    }

    /// <summary>The same settings with one more, or another one.</summary>
    /// <param name="key">In snake case.</param>
    /// <param name="value">Any JSON; null is recorded as null.</param>
    public RunSettings With(string key, JsonNode? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new RunSettings(new SortedDictionary<string, JsonNode?>(_values, StringComparer.Ordinal) { [key] = value?.DeepClone() });
    }

    /// <summary>
    /// The same settings with the weights of the classes, in the spelling of <see cref="TrainingArguments.ClassWeights"/>.
    /// </summary>
    internal RunSettings WithClassWeights(ClassWeights? weights) => With("class_weights", weights?.ToJson());

    /// <summary>
    /// The same settings with where the base model came from: its id and commit on the Hub, where its files lie in the Hub's cache, and
    /// the licence that its card names.
    /// </summary>
    /// <param name="folder">The folder of the model, which need not exist.</param>
    internal RunSettings WithBaseModel(string folder)
    {
        var settings = BaseModelLicense.Read(folder) is { } license ? With(BaseModelKeys.License, license) : this;
        return SnapshotOrigin.OfModel(folder) is { } origin
            ? settings.With(BaseModelKeys.HubId, origin.Repository.Id).With(BaseModelKeys.Commit, origin.Commit)
            : settings;
    }

    /// <summary>
    /// The same settings with what they were computed on and by: device, precision asked for and computed in, kernels, threads,
    /// processor, system, versions.
    /// </summary>
    internal RunSettings WithMachine(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return With("device", device.Name)
            .With(PrecisionKey, device.Precision.Name)
            .With(ComputedKey, device.Computed.Name)
            .With("kernel_variant", device.KernelName)
            .With("threads", device.Threads)
            .With("processor", Machine.Processor)
            .With("operating_system", System.Runtime.InteropServices.RuntimeInformation.OSDescription)
            .With("matiz_version", Machine.Version)
            .With("dotnet_version", Environment.Version.ToString());
    }

    /// <summary>The same settings with those of another over them.</summary>
    public RunSettings With(RunSettings others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var values = new SortedDictionary<string, JsonNode?>(_values, StringComparer.Ordinal);
        foreach (var (key, value) in others._values) values[key] = value;
        return new RunSettings(values);
    }

    /// <summary>What keeps a run with <paramref name="given"/> settings from going on where this one stopped: none when it may.</summary>
    /// <param name="given">The settings of the run that wants to go on.</param>
    /// <param name="keys">
    /// The keys to compare, such as those that a user gave; null: all of both. <see cref="FreeKeys"/> never count.
    /// </param>
    public IReadOnlyList<SettingDifference> DifferencesTo(RunSettings given, IEnumerable<string>? keys = null)
    {
        ArgumentNullException.ThrowIfNull(given);
        return
        [
            .. (keys ?? Keys.Union(given.Keys, StringComparer.Ordinal))
                .Where(key => !FreeKeys.Contains(key))
                .Order(StringComparer.Ordinal)
                .Where(key => !string.Equals(TextOf(key), given.TextOf(key), StringComparison.Ordinal))
                .Select(key => new SettingDifference(key, TextOf(key), given.TextOf(key))),
        ];
    }

    /// <summary>The text of the file: indented, sorted keys.</summary>
    public string ToJson() =>
        new JsonObject(_values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString(JsonStyles.Indented)
            + "\n";

    /// <summary>Writes the file into a folder, atomically.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder) => AtomicFile.WriteAllText(Path.Combine(folder, FileName), ToJson());

    /// <summary>Reads the file of a run folder.</summary>
    /// <exception cref="TrainingException">The file is missing or no JSON object.</exception>
    public static RunSettings Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        byte[] bytes = CheckedFile.Read(path, "the settings of a run (JSON)", reason => new TrainingException($"{path}: {reason}"))
            ?? throw new TrainingException(
                $"{folder}: there is no {FileName}, which every run folder has. Is this the output folder of a training?");
        try
        {
            if (PythonJson.ParseNode(bytes) is JsonObject values)
            {
                return new RunSettings(new SortedDictionary<string, JsonNode?>(
                    values.ToDictionary(pair => pair.Key, pair => pair.Value?.DeepClone(), StringComparer.Ordinal),
                    StringComparer.Ordinal));
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw Damaged(path, exception);
        }

        throw Damaged(path, exception: null);
    }

    private static TrainingException Damaged(string path, Exception? exception) =>
        new(
            $"{path}: this is no JSON object of settings. The file that training wrote was expected. Restore it, or start the run again.",
            exception);

    // A file that was written before the precision could be chosen means fp32, and one that does not say what was computed in what was
    // asked for.
    private string TextOf(string key) => key switch
    {
        ComputedKey when !_values.ContainsKey(key) => TextOf(PrecisionKey),
        PrecisionKey when !_values.ContainsKey(key) => Text(JsonValue.Create(Precision.Float32.Name)),
        _ => Text(this[key]),
    };

    // Numbers compare by their shortest spelling, so that 1 and 1.0 are one.
    private static string Text(JsonNode? value) =>
        value is JsonValue number && number.GetValueKind() == JsonValueKind.Number && double.TryParse(
            number.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture, out double parsed) && Math.Abs(parsed) < 1e15
            ? parsed.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
            : value?.ToJsonString(JsonStyles.Compact) ?? "null";
}
