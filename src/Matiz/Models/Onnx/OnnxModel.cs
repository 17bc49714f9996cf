using Matiz.Formats.Onnx;
using Matiz.Tensors;

namespace Matiz.Models.Onnx;

/// <summary>
/// The graph of a model in the making: its inputs, and its weights by the names that they have below the encoder's prefix or in the head.
/// Shapes are those of padded batches: [batch, length, …].
/// </summary>
internal sealed partial class OnnxModel
{
    private readonly Dictionary<string, Parameter> _parameters;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly string _prefix;
    private readonly bool _isQuantized;

    /// <summary>A graph with the inputs of an encoder.</summary>
    /// <param name="config">Its settings.</param>
    /// <param name="parameters">Every weight of the model.</param>
    /// <param name="prefix">What the encoder's weights begin with.</param>
    /// <param name="hasTypeIds">Whether token types are an input.</param>
    /// <param name="isQuantized">Whether linear layers and the table of words are in 8-bit integers.</param>
    public OnnxModel(ModelConfig config, IReadOnlyList<Parameter> parameters, string prefix, bool hasTypeIds, bool isQuantized)
    {
        (Config, _prefix, _isQuantized) = (config, prefix, isQuantized);
        _parameters = parameters.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        InputIds = Graph.Input("input_ids", "batch", "length");
        AttentionMask = Graph.Input("attention_mask", "batch", "length");
        if (hasTypeIds) TypeIds = Graph.Input("token_type_ids", "batch", "length");
    }

    /// <summary>The nodes.</summary>
    public OnnxGraph Graph { get; } = new();

    /// <summary>The settings.</summary>
    public ModelConfig Config { get; }

    /// <summary>Token ids, [batch, length].</summary>
    public OnnxValue InputIds { get; }

    /// <summary>1 for tokens, 0 for padding, [batch, length].</summary>
    public OnnxValue AttentionMask { get; }

    /// <summary>Segment numbers, [batch, length]; null where the encoder reads none.</summary>
    public OnnxValue? TypeIds { get; }

    /// <summary>Segment numbers, all 0 where they are no input, [batch, length].</summary>
    public OnnxValue TypeIdsOrZeros => TypeIds ?? Graph.Node("Mul", null, [InputIds, Graph.Whole(0)]);

    /// <summary>The attention mask as singles, [batch, length].</summary>
    public OnnxValue FloatMask => field.Name is null ? field = ToFloat(AttentionMask) : field;

    /// <summary>
    /// 0 for tokens, the least number for padding: what is added to scores, [batch, 1, 1, length]; made as ONNX Runtime expects it where it
    /// fuses attention.
    /// </summary>
    public OnnxValue KeyBias => field.Name is null
        ? field = Multiply(
            Subtract(Graph.Constant(1f), ToFloat(Unsqueeze(Unsqueeze(AttentionMask, 1), 2))), Graph.Constant(float.MinValue))
        : field;

    /// <summary>The places 0, 1, … of a row, [length].</summary>
    public OnnxValue Places => field.Name is null ? field = MakePlaces() : field;

    /// <summary>query − key for each pair of places, [length, length].</summary>
    public OnnxValue Distances => field.Name is null ? field = Subtract(Unsqueeze(Places, 1), Unsqueeze(Places, 0)) : field;

    /// <summary>Weights of the model that no node reads, such as a pooler below an encoder.</summary>
    public IReadOnlyList<string> Unused => [.. _parameters.Keys.Where(name => !_used.Contains(name))];

    /// <summary>The name of a weight of the encoder.</summary>
    public string Encoder(string name) => _prefix + name;

    /// <summary>Whether there is a weight.</summary>
    public bool Has(string name) => _parameters.ContainsKey(name);

    /// <summary>A weight as it is.</summary>
    public OnnxValue Weight(string name)
    {
        var parameter = Use(name);
        return Graph.Weight(name, [.. parameter.Shape.Select(length => (long)length)], parameter.Value.CopyTo);
    }

    /// <summary>
    /// y = x·Wᵀ + b on the last axis of [batch, length, inputs]; as exporters do it, by a matrix [inputs, outputs] without a name.
    /// </summary>
    /// <param name="x">The input.</param>
    /// <param name="layer">The layer's name; its bias is left out where there is none.</param>
    public OnnxValue Linear(OnnxValue x, string layer)
    {
        bool isQuantized = _isQuantized && !_parameters[layer + ".weight"].KeepsFloat;
        var product = isQuantized ? QuantizedProduct(x, layer) : Graph.Node("MatMul", layer, [x, Turned(layer + ".weight")]);
        return Has(layer + ".bias") ? Graph.Node("Add", layer, [product, Weight(layer + ".bias")]) : product;
    }

    /// <summary>y = x·Wᵀ + b on [rows, inputs], always in singles: heads are small.</summary>
    public OnnxValue LinearOfRows(OnnxValue x, string layer)
    {
        ReadOnlySpan<OnnxValue> inputs = Has(layer + ".bias")
            ? [x, Weight(layer + ".weight"), Weight(layer + ".bias")]
            : [x, Weight(layer + ".weight")];
        return Graph.Node("Gemm", layer, inputs, ("transB", 1L));
    }

    /// <summary>A normalization of the last axis.</summary>
    public OnnxValue Norm(OnnxValue x, string layer, float epsilon)
    {
        ReadOnlySpan<OnnxValue> inputs = Has(layer + ".bias")
            ? [x, Weight(layer + ".weight"), Weight(layer + ".bias")]
            : [x, Weight(layer + ".weight")];
        return Graph.Node("LayerNormalization", layer, inputs, ("axis", -1L), ("epsilon", epsilon));
    }

    /// <summary>Rows of a table by their numbers.</summary>
    public OnnxValue Lookup(OnnxValue numbers, string layer) =>
        _isQuantized && numbers == InputIds && !_parameters[layer + ".weight"].KeepsFloat
        ? QuantizedLookup(numbers, layer)
        : Graph.Node("Gather", layer, [Weight(layer + ".weight"), numbers]);

    /// <summary>The first token of each row: [batch, columns] of [batch, length, columns].</summary>
    public OnnxValue FirstTokens(OnnxValue x) => Graph.Node("Gather", null, [x, Graph.Whole(0)], ("axis", 1L));

    private Parameter Use(string name)
    {
        _used.Add(name);
        return _parameters[name];
    }

    private OnnxValue Turned(string name)
    {
        var parameter = Use(name);
        int outputs = parameter.Shape[0], inputs = parameter.Shape[1];
        return Graph.Weight("onnx::MatMul_" + name, [inputs, outputs], destination =>
        {
            float[] values = new float[(long)outputs * inputs];
            parameter.Value.CopyTo(values);
            for (int input = 0; input < inputs; input++)
            {
                for (int output = 0; output < outputs; output++)
                    destination[(input * outputs) + output] = values[((long)output * inputs) + input];
            }
        });
    }

    private OnnxValue MakePlaces()
    {
        var length = Graph.Node("Squeeze", null, [Length(InputIds, 1)]);
        return Graph.Node("Range", null, [Graph.Whole(0), length, Graph.Whole(1)]);
    }
}
