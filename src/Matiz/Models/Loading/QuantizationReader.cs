using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Matiz.Formats.Json;

namespace Matiz.Models.Loading;

/// <summary>
/// Reads <c>quantization_config</c> of config.json and refuses by name whatever would make other numbers than those that are computed
/// here: other widths, strategies, zero points, static activations, and keys that are not known.
/// </summary>
internal sealed partial class QuantizationReader
{
    private const string Method = "quant_method", Known = "compressed-tensors";
    private const string Int = "\"int-quantized\"", Naive = "\"naive-quantized\"", Mixed = "\"mixed-precision\"", Null = "null";

    // By key, as JSON. The second is for what a layer is given.
    private static readonly (string Key, string Value)[] Weights =
        [("num_bits", "8"), ("type", "\"int\""), ("symmetric", "true"), ("strategy", "\"channel\""), ("dynamic", "false")];

    private static readonly (string Key, string Value)[] Inputs =
        [("num_bits", "8"), ("type", "\"int\""), ("symmetric", "true"), ("strategy", "\"token\""), ("dynamic", "true")];

    // What says how the scales were found, or who wrote the file.
    private static readonly string[] Harmless = ["observer", "observer_kwargs", "version", "global_compression_ratio"];

    private readonly ModelConfig _config;

    private QuantizationReader(ModelConfig config) => _config = config;

    /// <summary>The scheme of a folder's config; null where the weights are floating-point numbers.</summary>
    /// <exception cref="ModelException">The weights are quantized in another way than <see cref="QuantizationScheme"/>.</exception>
    public static QuantizationScheme? Read(ModelConfig config)
    {
        if (config.GetObject(QuantizationScheme.Key) is not { } settings || settings[Method]?.ToJsonString() != $"\"{Known}\"")
        {
            QuantizedModels.Refuse(config);
            return null;
        }

        QuantizedModels.RefuseOthers(config);
        return new QuantizationReader(config).Read(settings);
    }

    private QuantizationScheme Read(JsonObject settings)
    {
        const string At = QuantizationScheme.Key;
        RequireKeys(At, settings, [Method, "quantization_status", "format", "config_groups", "ignore"]);
        Require(At + ".quantization_status", settings["quantization_status"], ["\"compressed\""]);
        string format = Require(At + ".format", settings["format"], [Int, Mixed]);
        string[] kept = ReadNames(At + ".ignore", settings["ignore"]);
        string? table = null;
        bool hasLayers = false;
        if (settings["config_groups"] is not JsonObject groups)
            throw Refuse(At + ".config_groups", settings["config_groups"], "one group of 'Linear', perhaps one of the table of words");
        foreach (var (name, group) in groups)
        {
            string at = $"{At}.config_groups.{name}";
            if (group is not JsonObject found) throw Refuse(at, group, "an object");
            RequireKeys(at, found, ["targets", "format", "weights", "input_activations", "output_activations"]);
            bool isLinear = ReadTarget(at, found, out string? target);
            if (isLinear ? hasLayers : table is not null) throw Refuse(at + ".targets", found["targets"], "each target once");
            if (isLinear) hasLayers = true;
            else table = target;
            // A group without a format has that of the whole.
            Require(at + ".format", found["format"], isLinear ? format is Int ? [Int, Null] : [Int] : [Naive]);
            RequireNumbers(at + ".weights", found["weights"], Weights);
            if (isLinear) RequireNumbers(at + ".input_activations", found["input_activations"], Inputs);
            else Require(at + ".input_activations", found["input_activations"], [Null]);
            Require(at + ".output_activations", found["output_activations"], [Null]);
        }

        if (hasLayers) return new QuantizationScheme(kept, table);
        throw Refuse(At + ".config_groups", groups, "a group whose 'targets' are [\"Linear\"]");
    }

    // True for linear layers; false for a table, whose name is found.
    private bool ReadTarget(string at, JsonObject group, out string? table)
    {
        string[] targets = ReadNames(at + ".targets", group["targets"]);
        table = targets is [var only] && Table().Match(only) is { Success: true } match ? match.Groups["name"].Value : null;
        if (table is not null) return false;
        if (targets is ["Linear"]) return true;
        throw Refuse(at + ".targets", group["targets"], "[\"Linear\"] or [\"re:.*word_embeddings\"]");
    }

    private string[] ReadNames(string at, JsonNode? found)
    {
        if (found is null) return [];
        if (found is not JsonArray list || list.Any(name => name is not JsonValue value || !value.TryGetValue(out string? _)))
            throw Refuse(at, found, "a list of names");
        string[] names = [.. list.Select(name => name!.GetValue<string>())];
        bool isTarget = at.EndsWith(".targets", StringComparison.Ordinal);
        return isTarget || !Array.Exists(names, name => name.StartsWith("re:", StringComparison.Ordinal))
            ? names
            : throw Refuse(at, found, "names of layers, each whole");
    }

    private void RequireNumbers(string at, JsonNode? found, (string Key, string Value)[] expected)
    {
        if (found is not JsonObject numbers)
            throw Refuse(at, found, $"{{{string.Join(", ", expected.Select(pair => $"\"{pair.Key}\": {pair.Value}"))}}}");
        RequireKeys(at, numbers, [.. expected.Select(pair => pair.Key)]);
        foreach (var (key, value) in expected) Require($"{at}.{key}", numbers[key], [value]);
    }

    private string Require(string at, JsonNode? found, string[] expected)
    {
        string text = Text(found);
        return expected.Contains(text, StringComparer.Ordinal) ? text : throw Refuse(at, found, string.Join(" or ", expected));
    }

    // A key that is not known may stand there where it says nothing.
    private void RequireKeys(string at, JsonObject found, string[] known)
    {
        foreach (var (key, value) in found)
        {
            bool saysNothing = value is null or JsonObject { Count: 0 } or JsonArray { Count: 0 };
            if (saysNothing || known.Contains(key, StringComparer.Ordinal) || Harmless.Contains(key, StringComparer.Ordinal)) continue;
            throw Refuse($"{at}.{key}", value, "nothing, as this key is not known here");
        }
    }

    private ModelException Refuse(string at, JsonNode? found, string expected)
    {
        const int Most = 80;
        string text = found is null ? "absent" : Text(found);
        if (text.Length > Most) text = string.Concat(text.AsSpan(0, Most), "…");
        return new ModelException(_config.Path, $"'{at}' is {text}, expected {expected}. {QuantizedModels.WhatIsRead}");
    }

    private static string Text(JsonNode? node) => node?.ToJsonString(JsonStyles.Compact) ?? Null;

    [GeneratedRegex(@"^re:\.\*(?<name>[A-Za-z_][A-Za-z0-9_]*)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Table();
}
