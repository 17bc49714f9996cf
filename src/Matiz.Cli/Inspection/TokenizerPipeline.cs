using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Formats.Json;
using Matiz.Tokenizers;

namespace Matiz.Cli.Inspection;

/// <summary>The components of a tokenizer in the order in which a text goes through them.</summary>
internal static class TokenizerPipeline
{
    private const string FileName = "tokenizer.json";

    // The stages, and under which key a sequence of them lists its own.
    private static readonly (string Stage, string Inner)[] _stages =
        [("normalizer", "normalizers"), ("pre_tokenizer", "pretokenizers"), ("post_processor", "processors"), ("decoder", "decoders")];

    /// <summary>Stage and components; empty for a tokenizer of older files, whose class says what it does.</summary>
    public static IEnumerable<(string Stage, string Components)> Read(Tokenizer tokenizer)
    {
        if (!tokenizer.Files.TryGetValue(FileName, out byte[]? bytes) || Parse(bytes) is not { } root) yield break;
        foreach (var (stage, inner) in _stages)
        {
            if (root[stage] is JsonObject component) yield return (stage, string.Join(", ", Names(component, inner)));
        }
    }

    private static IEnumerable<string> Names(JsonObject component, string inner) =>
        component[inner] is JsonArray parts
            ? parts.OfType<JsonObject>().SelectMany(part => Names(part, inner))
            : [component["type"] is JsonValue type ? type.ToString() : "?"];

    private static JsonObject? Parse(byte[] bytes)
    {
        try
        {
            return PythonJson.ParseNode(bytes) as JsonObject;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;            // the tokenizer itself was read of another file
        }
    }
}
