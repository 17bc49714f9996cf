using Matiz.Formats.Onnx;
using Matiz.Models.Layers;
using Matiz.Models.Onnx;

namespace Matiz.Models.DebertaV2;

/// <summary>DeBERTa-v2 and v3 as a graph.</summary>
internal sealed class DebertaV2Onnx
{
    private readonly OnnxModel _model;
    private readonly DebertaV2Settings _settings;
    private readonly OnnxValue? _positions;         // [positions, hidden]
    private readonly OnnxValue? _rows;              // [batch, heads, length, length]: the position of query − key

    private DebertaV2Onnx(OnnxModel model)
    {
        (_model, _settings) = (model, DebertaV2Settings.Read(model.Config));
        if (!_settings.Relative.IsOn) return;
        var table = model.Weight(model.Encoder("encoder.rel_embeddings.weight"));
        _positions = _settings.Relative.IsNormalized ? model.Norm(table, model.Encoder("encoder.LayerNorm"), _settings.Epsilon) : table;
        var rows = DistanceTable.Rows(model, _settings.Relative.MaxDistance.Value + 1, _settings.Relative.RowOf);
        var batch = model.Length(model.InputIds, 0);
        var length = model.Length(model.InputIds, 1);
        var shape = model.Graph.Node("Concat", null, [batch, model.Graph.Wholes(_settings.Heads), length, length], ("axis", 0L));
        _rows = model.Graph.Node("Expand", null, [rows, shape]);
    }

    /// <summary>The entry of the architecture.</summary>
    public static OnnxArchitecture Graphs { get; } = new(model => new DebertaV2Onnx(model).Encode(), Classify);

    private static OnnxValue Classify(OnnxModel model, OnnxValue hidden) => OnnxHeads.FirstToken(
        model, hidden, "pooler.dense", ActivationNames.Read(model.Config, "pooler_hidden_act", "gelu"), "classifier");

    private OnnxValue Encode()
    {
        var mask = _model.Unsqueeze(_model.FloatMask, 2);                                   // [batch, length, 1]
        var embeddings = Embeddings(mask);                                                  // [batch, length, hidden]
        var x = embeddings;
        for (int layer = 0; layer < _settings.LayerCount; layer++)
        {
            x = Layer(_model.Encoder($"encoder.layer.{layer}."), x);
            if (layer == 0 && _settings.Convolution is { } convolution) x = Convolve(convolution, embeddings, x, mask);
        }

        return x;
    }

    private OnnxValue Embeddings(OnnxValue mask)
    {
        string prefix = _model.Encoder("embeddings.");
        var sum = _model.Lookup(_model.InputIds, prefix + "word_embeddings");
        if (_settings.Positions is not null) sum = _model.Add(sum, _model.Lookup(_model.Places, prefix + "position_embeddings"));
        if (_settings.Types is not null) sum = _model.Add(sum, _model.Lookup(_model.TypeIdsOrZeros, prefix + "token_type_embeddings"));
        if (_settings.EmbeddingSize.Value != _settings.Hidden.Value) sum = _model.Linear(sum, prefix + "embed_proj");
        return _model.Multiply(_model.Norm(sum, prefix + "LayerNorm", _settings.Epsilon), mask);
    }

    private OnnxValue Layer(string prefix, OnnxValue x)
    {
        string self = prefix + "attention.self.";
        int hidden = _settings.Hidden.Value, heads = _settings.Heads, columns = hidden / heads;
        var query = _model.SplitHeads(_model.Linear(x, self + "query_proj"), heads, columns);       // [batch, heads, length, columns]
        var key = _model.SplitHeads(_model.Linear(x, self + "key_proj"), heads, columns);
        var value = _model.SplitHeads(_model.Linear(x, self + "value_proj"), heads, columns);
        var scores = _model.Product(query, _model.Turn(key, 0, 1, 3, 2));                           // [batch, heads, length, length]
        var relative = _settings.Relative;
        if (relative is { IsOn: true, HasKeys: true })
        {
            var keys = OfPositions(self + (relative.SharesProjections ? "key_proj" : "pos_key_proj"));
            scores = _model.Add(scores, OfDistances(_model.Product(query, keys)));
        }

        if (relative is { IsOn: true, HasQueries: true })
        {
            var queries = OfPositions(self + (relative.SharesProjections ? "query_proj" : "pos_query_proj"));
            scores = _model.Add(scores, OfTurnedDistances(_model.Product(key, queries)));
        }

        float factor = 1 / MathF.Sqrt(columns * (1f + relative.FurtherTerms));
        var biased = _model.Add(_model.Multiply(scores, _model.Graph.Constant(factor)), _model.KeyBias);
        var context = _model.MergeHeads(_model.Attend(biased, value), hidden);                      // [batch, length, hidden]
        var projected = _model.Linear(context, prefix + "attention.output.dense");
        var attended = _model.Norm(_model.Add(projected, x), prefix + "attention.output.LayerNorm", _settings.Epsilon);
        var inner = _model.Activate(_model.Linear(attended, prefix + "intermediate.dense"), _settings.Activation);
        var outer = _model.Linear(inner, prefix + "output.dense");
        return _model.Norm(_model.Add(outer, attended), prefix + "output.LayerNorm", _settings.Epsilon);
    }

    // [heads, columns, positions]
    private OnnxValue OfPositions(string layer)
    {
        var projected = _model.Linear(_positions!.Value, layer);                                    // [positions, hidden]
        int columns = _settings.Hidden.Value / _settings.Heads;
        return _model.Turn(_model.Reshape(projected, -1, _settings.Heads, columns), 1, 2, 0);
    }

    // What a query has for every position, for the distance to each key.
    private OnnxValue OfDistances(OnnxValue ofPositions) =>
        _model.Graph.Node("GatherElements", null, [ofPositions, _rows!.Value], ("axis", -1L));

    // What a key has for every position, for the distance from each query: gathered by key, then turned to queries.
    private OnnxValue OfTurnedDistances(OnnxValue ofPositions)
    {
        var byKey = _model.Graph.Node(
            "GatherElements", null, [ofPositions, _model.Turn(_rows!.Value, 0, 1, 3, 2)], ("axis", -1L));
        return _model.Turn(byKey, 0, 1, 3, 2);
    }

    // LN(y + f(convolution(x))), with nothing where padding is.
    private OnnxValue Convolve(ConvolutionSettings settings, OnnxValue embeddings, OnnxValue y, OnnxValue mask)
    {
        string prefix = _model.Encoder("encoder.conv.");
        long margin = (settings.Size.Value - 1) / 2;
        var convolved = _model.Graph.Node(
            "Conv",
            prefix + "conv",
            [_model.Turn(embeddings, 0, 2, 1), _model.Weight(prefix + "conv.weight"), _model.Weight(prefix + "conv.bias")],
            ("pads", (long[])[margin, margin]),
            ("group", (long)settings.Groups));
        var x = _model.Multiply(_model.Turn(convolved, 0, 2, 1), mask);
        var sum = _model.Add(y, _model.Activate(x, settings.Activation));
        return _model.Multiply(_model.Norm(sum, prefix + "LayerNorm", _settings.Epsilon), mask);
    }
}
