using System.Text.Json.Nodes;
using Matiz.Tensors;

namespace Matiz.Models.Loading;

/// <summary>
/// Which weights of a folder are 8-bit integers: the key <c>quantization_config</c> of config.json, in the layout of compressed-tensors.
/// A linear layer has one scale for each output and its input is quantized by token while it computes; the table of words has one for
/// each row. Scales are symmetric: there is no zero point.
/// </summary>
/// <param name="Kept">Linear layers in floating point, by their names in the weight file (key <c>ignore</c>).</param>
/// <param name="Table">The end of the name of the table that is quantized too; null: none is.</param>
internal sealed record QuantizationScheme(IReadOnlyList<string> Kept, string? Table)
{
    /// <summary>The key in config.json.</summary>
    public const string Key = "quantization_config";

    /// <summary>What a layer's name ends in where its weight is meant.</summary>
    public const string WeightEnding = ".weight";

    /// <summary>What stands behind a weight's name in that of its scales, [rows, 1].</summary>
    public const string ScaleEnding = "_scale";

    private const string Int = "int-quantized", Naive = "naive-quantized", Mixed = "mixed-precision";

    /// <summary>Whether a linear layer's weight is quantized.</summary>
    /// <param name="layer">Its name in the weight file, without <see cref="WeightEnding"/>.</param>
    public bool CoversLayer(string layer) => !Kept.Contains(layer, StringComparer.Ordinal);

    /// <summary>Whether a table's weight is quantized.</summary>
    /// <param name="table">Its name in the weight file, without <see cref="WeightEnding"/>.</param>
    public bool CoversTable(string table) => Table is not null && table.EndsWith(Table, StringComparison.Ordinal);

    /// <summary>The scheme of parameters as they are; null where none is quantized.</summary>
    /// <param name="layers">The weights of linear layers, in the order of the file.</param>
    /// <param name="words">The table of words; null: there is none.</param>
    public static QuantizationScheme? Of(IEnumerable<Parameter> layers, Parameter? words)
    {
        var all = layers.ToList();
        string? table = words?.Quantized is null ? null : NameOf(words)[(NameOf(words).LastIndexOf('.') + 1)..];
        return table is null && all.TrueForAll(layer => layer.Quantized is null)
            ? null
            : new QuantizationScheme([.. all.Where(layer => layer.Quantized is null).Select(NameOf)], table);
    }

    /// <summary>The name of a layer, which is that of its weight without the end.</summary>
    public static string NameOf(Parameter weight) => NameOf(weight.Name);

    /// <summary>The name of a layer of whose weight this is the name.</summary>
    public static string NameOf(string weight) =>
        weight.EndsWith(WeightEnding, StringComparison.Ordinal) ? weight[..^WeightEnding.Length] : weight;

    /// <summary>The object of <see cref="Key"/>.</summary>
    public JsonObject ToJson()
    {
        var groups = new JsonObject
        {
            ["group_0"] = Group("Linear", Int, new JsonObject
            {
                ["num_bits"] = 8,
                ["type"] = "int",
                ["symmetric"] = true,
                ["strategy"] = "token",
                ["dynamic"] = true,
            }),
        };
        if (Table is not null) groups["group_1"] = Group("re:.*" + Table, Naive, inputs: null);
        return new JsonObject
        {
            ["quant_method"] = "compressed-tensors",
            ["quantization_status"] = "compressed",
            ["format"] = Table is null ? Int : Mixed,
            ["config_groups"] = groups,
            ["ignore"] = new JsonArray([.. Kept.Select(name => (JsonNode)name)]),
        };
    }

    private static JsonObject Group(string target, string format, JsonObject? inputs) => new()
    {
        ["targets"] = new JsonArray(target),
        ["format"] = format,
        ["weights"] = new JsonObject
        {
            ["num_bits"] = 8,
            ["type"] = "int",
            ["symmetric"] = true,
            ["strategy"] = "channel",
            ["dynamic"] = false,
        },
        ["input_activations"] = inputs,
    };
}
