using System.Text.Json;
using Matiz.Files;
using Matiz.Formats.Json;

namespace Matiz.Models.SentenceTransformers;

/// <summary>
/// What a sentence-transformers model wants before a text, by names such as <c>query</c>: <c>prompts</c> and <c>default_prompt_name</c> of
/// <c>config_sentence_transformers.json</c>.
/// </summary>
internal sealed class SentencePrompts
{
    private const string FileName = "config_sentence_transformers.json";
    private const string PromptsKey = "prompts", DefaultKey = "default_prompt_name", KindKey = "model_type";
    private const string Kind = "SentenceTransformer";

    private readonly string _path;
    private readonly Dictionary<string, string> _prompts;

    private SentencePrompts(string path, Dictionary<string, string> prompts, string? defaultName) =>
        (_path, _prompts, DefaultName) = (path, prompts, defaultName);

    /// <summary>No prompts.</summary>
    public static SentencePrompts None { get; } = new(FileName, [], null);

    /// <summary>The prompt of texts for which no other is named; null: none.</summary>
    public string? DefaultName { get; }

    /// <summary>The names.</summary>
    public IEnumerable<string> Names => _prompts.Keys.Order(StringComparer.Ordinal);

    /// <summary>The prompts of a model; none where the folder has no such file.</summary>
    /// <exception cref="ModelException">The file is damaged, or of a model that is no encoder of sentences.</exception>
    public static SentencePrompts Read(ModelFiles files)
    {
        string path = files.PathOf(FileName);
        var prompts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (files.Read(FileName, "a file of a model", (place, reason) => new ModelException(place, reason)) is not { } bytes)
            return new SentencePrompts(path, prompts, null);
        try
        {
            using var document = PythonJson.ParseDocument(bytes);
            var root = document.RootElement;
            if (Text(root, KindKey) is { } kind and not Kind)
                throw new ModelException(
                    path, $"'{KindKey}' is {kind}, expected {Kind}, whose one vector a text this is about. Take another model.");
            if (root.TryGetProperty(PromptsKey, out var entries) && entries.ValueKind != JsonValueKind.Null)
            {
                foreach (var entry in entries.EnumerateObject()) prompts[entry.Name] = entry.Value.GetString() ?? "";
            }

            string? name = Text(root, DefaultKey);
            if (name is null || prompts.ContainsKey(name)) return new SentencePrompts(path, prompts, name);
            throw new ModelException(
                path, $"'{DefaultKey}' is '{name}', but '{PromptsKey}' has {Listed(prompts.Keys)}. A prompt of that name was expected. "
                + "Fetch the file again.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new ModelException(
                path, $"this is no object with '{PromptsKey}' (texts by name) and '{DefaultKey}' (a name or null), as was expected. "
                + "Fetch the file again, or remove it.", exception);
        }
    }

    /// <summary>The prompt of a name.</summary>
    /// <param name="name">The name; null: the default's.</param>
    /// <returns>What stands before each text; empty where there is none.</returns>
    /// <exception cref="ModelException">There is none of that name.</exception>
    public string Of(string? name)
    {
        name ??= DefaultName;
        if (name is null) return "";
        return _prompts.TryGetValue(name, out string? prompt) ? prompt : throw new ModelException(
            _path, $"the prompt '{name}' was asked for, but '{PromptsKey}' has {Listed(_prompts.Keys)}. One of these was expected. "
            + "Correct the name, or put the prompt before the texts.");
    }

    /// <summary>Checks that no prompt stands before texts, for those who know none.</summary>
    /// <exception cref="ModelException">One does.</exception>
    public void RequireNoDefault()
    {
        if (DefaultName is null) return;
        throw new ModelException(
            _path, $"'{DefaultKey}' is '{DefaultName}', expected null: "
            + "a prompt before each text is not known here. Set it to null if the texts hold the prompt, or take another model.");
    }

    private static string? Text(JsonElement root, string key) =>
        root.TryGetProperty(key, out var value) ? value.GetString() : null;

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal).Select(name => $"'{name}'")) is { Length: > 0 } list ? list : "none";
}
