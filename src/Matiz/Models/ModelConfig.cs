using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Json;
using Matiz.Weights;

namespace Matiz.Models;

/// <summary>
/// The settings of a model: the object of <c>config.json</c>. Every key is kept, known or not, in its order and with its number
/// as it was spelled, and written back by <see cref="Save"/>. It never changes; the <c>With…</c> methods give another one.
/// </summary>
[DebuggerDisplay("{ModelType,nq}, {NumLabels} labels: {Path,nq}")]
public sealed partial class ModelConfig
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "config.json";

    private const string Expected = "one JSON object";

    private readonly JsonObject _keys;

    private ModelConfig(string path, JsonObject keys) => (Path, _keys) = (path, keys);

    /// <summary>The file it was read from, as messages name it.</summary>
    public string Path { get; }

    /// <summary>Which architecture this is, for instance <c>bert</c> (key <c>model_type</c>); null when the file does not say.</summary>
    public string? ModelType => GetString("model_type", null);

    /// <summary>
    /// The reference's classes that the weights were saved from (key <c>architectures</c>), for instance <c>BertModel</c>; may be empty.
    /// </summary>
    public IReadOnlyList<string> Architectures =>
        _keys["architectures"] switch
        {
            null => [],
            JsonArray names when names.All(name => name?.GetValueKind() == JsonValueKind.String) =>
                [.. names.Select(name => name!.GetValue<string>())],
            var other => throw Wrong("architectures", other, "a list of class names"),
        };

    /// <summary>Reads the config of a model folder.</summary>
    /// <param name="folder">The folder that holds <c>config.json</c>.</param>
    /// <exception cref="ModelException">The folder or the file is missing, or the file is no JSON object.</exception>
    public static ModelConfig Load(string folder) => Load(ModelFiles.InFolder(folder));

    /// <summary>Reads the config among a model's files.</summary>
    /// <exception cref="ModelException">It is missing, or no JSON object.</exception>
    public static ModelConfig Load(ModelFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Read(FileName, Expected, (path, reason) => new ModelException(path, reason)) is { } bytes)
            return Parse(bytes, files.PathOf(FileName));
        if (!files.IsThere)
        {
            throw new ModelException(
                files.Path, $"there is no such folder, expected a model folder with {FileName} and model.safetensors. Check the path.");
        }

        var (what, remedy) = files.LocalPath is null
            ? ("a model", "Give it as well.")
            : ("a model folder", FolderKind.Hint(files) ?? "Is this the folder of a model, and was it copied whole?");
        throw new ModelException(files.Path, $"there is no {FileName}, but {what} needs one beside its weights. {remedy}");
    }

    /// <summary>Reads a config from memory, as Python's parser takes it: see <see cref="PythonJson"/>.</summary>
    /// <param name="json">The bytes of the file, UTF-8.</param>
    /// <param name="path">Stands for the path in messages.</param>
    /// <exception cref="ModelException">The bytes are no JSON object.</exception>
    public static ModelConfig Parse(ReadOnlySpan<byte> json, string path)
    {
        if (Lookalikes.Reason(json, Expected) is { } reason) throw new ModelException(path, reason);
        JsonNode? root;
        try
        {
            root = PythonJson.ParseNode(json.ToArray());
        }
        catch (JsonException e)
        {
            string place = e.LineNumber is { } line ? $"line {line + 1}, byte {e.BytePositionInLine + 1}" : e.Message.TrimEnd('.');
            throw new ModelException(path, $"the file is no valid JSON ({place}), expected one JSON object. Fetch it again.", e);
        }
        catch (FormatException e)
        {
            throw new ModelException(path, $"{e.Message}. Expected JSON in UTF-8. Save the file as UTF-8, or fetch it again.", e);
        }

        return root is JsonObject keys
            ? new ModelConfig(path, keys)
            : throw new ModelException(
                path, "the file is valid JSON but no object, expected one with the settings of a model. Is it a config.json?");
    }

    /// <summary>
    /// The same settings under another class name (key <c>architectures</c>), for instance <c>BertForSequenceClassification</c>.
    /// </summary>
    public ModelConfig WithArchitecture(string className) =>
        Architectures is [var only] && string.Equals(only, className, StringComparison.Ordinal)
            ? this
            : With("architectures", new JsonArray(JsonValue.Create(className)));

    /// <summary>The same settings with one more or another one; null removes the key.</summary>
    /// <param name="key">The key in the file.</param>
    /// <param name="value">What it holds; null removes it.</param>
    public ModelConfig With(string key, JsonNode? value)
    {
        var keys = Copy();
        Set(keys, key, value);
        return new ModelConfig(Path, keys);
    }

    /// <summary>The text of the file.</summary>
    public string ToJson() => PythonJson.Restore(_keys.ToJsonString(JsonStyles.Indented)) + "\n";

    /// <summary>Writes <c>config.json</c> into a folder; the file is written beside the old one and renamed.</summary>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; the old file is as it was.</exception>
    public void Save(string folder) => AtomicFile.WriteAllText(System.IO.Path.Combine(folder, FileName), ToJson());

    private JsonObject Copy() => (JsonObject)_keys.DeepClone();

    // The reference writes its keys sorted: a new key takes its place among them, or comes last where they are not.
    private static void Set(JsonObject keys, string key, JsonNode? value)
    {
        if (value is null)
        {
            keys.Remove(key);
            return;
        }

        if (keys.ContainsKey(key))
        {
            keys[key] = value;
            return;
        }

        string[] names = [.. keys.Select(pair => pair.Key)];
        bool isSorted = names.Zip(names.Skip(1)).All(pair => string.CompareOrdinal(pair.First, pair.Second) < 0);
        int place = isSorted ? Array.FindIndex(names, name => string.CompareOrdinal(name, key) > 0) : -1;
        keys.Insert(place < 0 ? names.Length : place, key, value);
    }
}
