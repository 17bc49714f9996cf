using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Matiz.Files;
using Matiz.Formats.Json;

namespace Matiz.Weights;

/// <summary>
/// What a folder is that is no whole model: an adapter, an export that is not read, a variant or a part of the weights, a folder around
/// the model. Each is named in words that say what to do.
/// </summary>
internal static partial class FolderKind
{
    private const string AdapterFile = "adapter_config.json";
    private const string Merging = "Merge the two in Python with peft (merge_and_unload, "
        + "then save_pretrained into a new folder) and name the new folder.";
    private const int MostNames = 3;

    // Files of formats that are not read, and whose they are.
    private static readonly (string Pattern, string Kind)[] Unread =
    [
        ("*.ckpt.index", "a checkpoint of TensorFlow 1"),
        ("saved_model.pb", "TensorFlow's SavedModel"),
        ("*.keras", "Keras's"),
        ("openvino_model.*", "OpenVINO's"),
        ("*.gguf", "llama.cpp's"),
        ("*.tflite", "TensorFlow Lite's"),
        ("*.mlmodel", "Core ML's"),
        ("rust_model.ot", "rust-bert's"),
    ];

    // What Python's trainer leaves beside the weights of a checkpoint.
    private static readonly string[] TrainingFiles = ["optimizer.", "scheduler.", "scaler.", "rng_state", "training_args.", "adapter_"];

    /// <summary>The reason why an adapter (PEFT: LoRA and its like) is no model; null where the folder is none.</summary>
    public static string? Adapter(ModelFiles files)
    {
        if (!files.Exists(AdapterFile)) return null;
        var (kind, model) = ("", "the base model");
        try
        {
            byte[] bytes = files.Read(AdapterFile, "one JSON object", (_, reason) => new FormatException(reason))!;
            if (PythonJson.ParseNode(bytes) is JsonObject keys)
            {
                kind = keys["peft_type"] is JsonValue type ? $" ({type})" : "";
                if (keys["base_model_name_or_path"] is JsonValue name) model = $"'{name}'";
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            // Its name says what it is; what it changes stays unsaid.
        }

        return $"this is an adapter{kind}, {AdapterFile} says: a change to the weights of {model}, and no model by itself. "
            + "A whole model was expected. "
            + Merging;
    }

    /// <summary>
    /// What shows that a checkpoint without an expected tensor is an adapter, or has one that was not merged; null: nothing.
    /// </summary>
    public static string? AdapterTrace(IEnumerable<string> tensors) =>
        tensors.FirstOrDefault(
            name => name.Contains("lora_A", StringComparison.Ordinal) || name.Contains(".base_layer.", StringComparison.Ordinal)
            || name.StartsWith("base_model.model.", StringComparison.Ordinal)) is { } part
            ? $"There is '{part}', as adapters (PEFT: LoRA and its like) name their parts. A whole model was expected. {Merging}"
            : null;

    /// <summary>Whether a folder is SetFit's: an encoder whose head is a pickle of scikit-learn.</summary>
    public static bool IsSetFit(ModelFiles files) => files.Exists("model_head.pkl") || files.Exists("config_setfit.json");

    /// <summary>The file in which a quantizer left its settings beside the weights; null where there is none.</summary>
    public static string? QuantizerFile(ModelFiles files) =>
        Array.Find((string[])["quantize_config.json", "quant_config.json", "quantization_config.json"], name => files.Exists(name));

    /// <summary>What else a folder without <c>config.json</c> may be, with what to do; null where nothing is known.</summary>
    public static string? Hint(ModelFiles files)
    {
        if (Adapter(files) is { } adapter) return char.ToUpperInvariant(adapter[0]) + adapter[1..];
        string[] models = [.. Subfolders(files).Where(sub => File.Exists(Path.Combine(sub, "config.json"))).Take(MostNames)];
        if (models.Length > 0) return $"There is one in {string.Join(", ", models)}: name that folder.";
        if (WeightFormats.Found(files) is [var weights, ..])
            return $"There are weights ({weights.FileName}) without their settings. Fetch config.json of the same model as well.";
        return FoundUnread(files) is [var first, ..]
            ? $"There is {Path.GetFileName(first.Name)} ({first.Kind}), which this version does not read. "
                + "Take the folder that Python's save_pretrained writes."
            : null;
    }

    /// <summary>The error of files among which are no weights of the expected names.</summary>
    public static CheckpointException NoWeights(ModelFiles files)
    {
        string? instead = OtherSafetensors(files) ?? PartsWithoutIndex(files) ?? OtherFormat(files);
        if (files.LocalPath is null && instead is null)
            return new CheckpointException(files.Path, $"there is no {WeightFiles.SingleFileName}. Give it as well.");
        string looked = $"there are no weights: none of {string.Join(", ", WeightFormats.All.Select(format => format.FileNames[0]))}, "
            + "and no index of their parts.";
        return new CheckpointException(files.Path, $"{looked} {instead ?? "Is this the folder of a model, and was it copied whole?"}");
    }

    /// <summary>
    /// The weights of a folder under a name of their own, such as <c>best.pt</c>: the only file of the format; null where there is none.
    /// </summary>
    /// <exception cref="CheckpointException">There are several.</exception>
    public static FoundWeights? OwnName(ModelFiles files)
    {
        if (OtherSafetensors(files) is not null || PartsWithoutIndex(files) is not null) return null;
        foreach (var format in WeightFormats.All.Where(format => format.MayHaveAnyName))
        {
            string[] names = [.. format.Extensions.SelectMany(end => Names(files, "*" + end)).Where(name => !IsOfTraining(name))];
            if (names.Length == 1) return new FoundWeights(format, names[0]);
            if (names.Length == 0) continue;
            throw new CheckpointException(
                files.Path,
                $"there are {string.Join(", ", names.Take(MostNames))}{(names.Length > MostNames ? ", …" : "")}, "
                + $"and none has the name of a model's weights. One was expected. Copy the one that is meant to {format.FileNames[0]}.");
        }

        return null;
    }

    private static string? OtherSafetensors(ModelFiles files)
    {
        string[] all = [.. Names(files, "*.safetensors")];
        string[] names = [.. all.Where(name => !name.StartsWith("adapter_", StringComparison.Ordinal))];
        if (all.Length == 0) return null;
        if (names.Length == 0) return $"There is {all[0]}, an adapter (PEFT: LoRA and its like), which is no model by itself. {Merging}";
        if (Array.Exists(names, name => Shard().IsMatch(name))) return null;
        var variant = names.Select(name => (Name: name, Match: Variant().Match(name))).FirstOrDefault(found => found.Match.Success);
        return variant.Match is not null
            ? $"There is {variant.Name}, the variant '{variant.Match.Groups["name"].Value}' of the weights. "
                + $"Copy it to {WeightFiles.SingleFileName}: its numbers are read as they are."
            : $"There is {string.Join(", ", names.Take(MostNames))}. Where that is the model, copy it to {WeightFiles.SingleFileName}.";
    }

    private static string? PartsWithoutIndex(ModelFiles files)
    {
        foreach (var format in WeightFormats.All)
        {
            if (format.Extensions.SelectMany(end => Names(files, "*" + end)).FirstOrDefault(name => Shard().IsMatch(name)) is not { } shard)
                continue;
            return $"There are parts of weights ({shard}), but not the index that says what lies where. "
                + $"Fetch {format.IndexFileName} as well.";
        }

        return null;
    }

    private static string? OtherFormat(ModelFiles files)
    {
        var found = FoundUnread(files);
        if (found.Count == 0) return null;
        var shown = found.DistinctBy(file => file.Name, StringComparer.Ordinal).Take(MostNames);
        return $"There is {string.Join(", ", shown.Select(file => $"{file.Name} ({file.Kind})"))}, "
            + "which this version does not read. Take the folder of the model that it was made of, saved by Python's save_pretrained.";
    }

    private static List<(string Name, string Kind)> FoundUnread(ModelFiles files) =>
    [
        .. from format in Unread
           from folder in (string[])["", "onnx"]
           from name in Names(files.In(folder), format.Pattern)
           select (Path.Combine(folder, name), format.Kind),
    ];

    private static bool IsOfTraining(string name) =>
        Array.Exists(TrainingFiles, start => name.StartsWith(start, StringComparison.Ordinal));

    private static IEnumerable<string> Names(ModelFiles files, string pattern) =>
        files.List().Where(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    // A training's checkpoints, the first module of old sentence-transformers folders, and the snapshots of the Hub's cache.
    private static IEnumerable<string> Subfolders(ModelFiles files)
    {
        if (files.LocalPath is not { } folder) return [];
        try
        {
            var inner = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).ToList();
            var snapshots = Path.Combine(folder, "snapshots");
            return Directory.Exists(snapshots)
                ? [.. inner, .. Directory.EnumerateDirectories(snapshots).Order(StringComparer.Ordinal)]
                : inner;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"-\d+-of-\d+\.[a-z0-9]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Shard();

    [GeneratedRegex(@"^model\.(?<name>[^.]+)\.safetensors$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Variant();
}
