using Matiz.Formats.Onnx;
using Matiz.Models.Layers;
using Matiz.Models.Onnx;

namespace Matiz.Models.ModernBert;

/// <summary>ModernBERT as a graph.</summary>
internal sealed class ModernBertOnnx
{
    private readonly OnnxModel _model;
    private readonly ModernBertSettings _settings;
    private readonly (OnnxValue Cosine, OnnxValue Sine) _wholeRow;
    private readonly (OnnxValue Cosine, OnnxValue Sine) _window;
    private readonly OnnxValue _wholeRowBias;       // [batch, 1, 1, length]
    private readonly OnnxValue _windowBias;         // [batch, 1, length, length]

    private ModernBertOnnx(OnnxModel model)
    {
        (_model, _settings) = (model, ModernBertSettings.Read(model.Config));
        _wholeRow = Angles(_settings.WholeRowTheta);
        _window = _settings.WindowTheta == _settings.WholeRowTheta ? _wholeRow : Angles(_settings.WindowTheta);
        _wholeRowBias = model.KeyBias;
        var far = model.Graph.Node("Abs", null, [model.Distances]);
        var isNear = model.Graph.Node("LessOrEqual", null, [far, model.Graph.Whole(_settings.Window)]);
        var isSeen = model.Graph.Node("And", null, [isNear, model.Unsqueeze(model.ToTruth(model.AttentionMask), 1, 2)]);
        _windowBias = model.Graph.Node("Where", null, [isSeen, model.Graph.Constant(0f), model.Graph.Constant(float.MinValue)]);
    }

    /// <summary>The entry of the architecture.</summary>
    public static OnnxArchitecture Graphs { get; } = new(model => new ModernBertOnnx(model).Encode(), Classify);

    private static OnnxValue Classify(OnnxModel model, OnnxValue hidden)
    {
        var pooled = OnnxPooling.Pool(model, hidden, ModernBertForSequenceClassification.ReadPooling(model.Config));
        var activation = ActivationNames.Read(model.Config, "classifier_activation", "gelu");
        var inner = model.Activate(model.LinearOfRows(pooled, "head.dense"), activation);
        return model.LinearOfRows(
            model.Norm(inner, "head.norm", ModernBertSettings.Read(model.Config).Epsilon), ModernBertHead.Classifier);
    }

    private OnnxValue Encode()
    {
        var words = _model.Lookup(_model.InputIds, _model.Encoder("embeddings.tok_embeddings"));
        var x = _model.Norm(words, _model.Encoder("embeddings.norm"), _settings.Epsilon);           // [batch, length, hidden]
        for (int layer = 0; layer < _settings.LayerSeesWholeRow.Count; layer++)
            x = Layer(_model.Encoder($"layers.{layer}."), x, isFirst: layer == 0, _settings.LayerSeesWholeRow[layer]);
        return _model.Norm(x, _model.Encoder("final_norm"), _settings.Epsilon);
    }

    private OnnxValue Layer(string prefix, OnnxValue x, bool isFirst, bool seesWholeRow)
    {
        int hidden = _settings.Hidden.Value, heads = _settings.Heads, columns = _settings.HeadSize;
        var normalized = isFirst ? x : _model.Norm(x, prefix + "attn_norm", _settings.Epsilon);
        var parts = Split(_model.Linear(normalized, prefix + "attn.Wqkv"), hidden, hidden, hidden);
        var angles = seesWholeRow ? _wholeRow : _window;
        var query = Rotate(_model.SplitHeads(parts[0], heads, columns), angles);                    // [batch, heads, length, columns]
        var key = Rotate(_model.SplitHeads(parts[1], heads, columns), angles);
        var value = _model.SplitHeads(parts[2], heads, columns);
        var scores = _model.Add(_model.Scores(query, key, 1 / MathF.Sqrt(columns)), seesWholeRow ? _wholeRowBias : _windowBias);
        var context = _model.MergeHeads(_model.Attend(scores, value), hidden);                      // [batch, length, hidden]
        var sum = _model.Add(x, _model.Linear(context, prefix + "attn.Wo"));
        var halves = Split(
            _model.Linear(_model.Norm(sum, prefix + "mlp_norm", _settings.Epsilon), prefix + "mlp.Wi"),
            _settings.Intermediate.Value, _settings.Intermediate.Value);
        var inner = _model.Multiply(_model.Activate(halves[0], _settings.Activation), halves[1]);
        return _model.Add(sum, _model.Linear(inner, prefix + "mlp.Wo"));
    }

    private OnnxValue[] Split(OnnxValue x, params long[] sizes) =>
        _model.Graph.Nodes("Split", null, [x, _model.Graph.Wholes(sizes)], sizes.Length, ("axis", -1L));

    // x·cos + [−x₂, x₁]·sin, where x₁ and x₂ are the halves of a head.
    private OnnxValue Rotate(OnnxValue x, (OnnxValue Cosine, OnnxValue Sine) angles)
    {
        var halves = Split(x, _settings.HeadSize / 2, _settings.HeadSize / 2);
        var turned = _model.Graph.Node("Concat", null, [_model.Graph.Node("Neg", null, [halves[1]]), halves[0]], ("axis", -1L));
        return _model.Add(_model.Multiply(x, angles.Cosine), _model.Multiply(turned, angles.Sine));
    }

    // Place · θ^(−2j/columns), twice: [length, columns].
    private (OnnxValue Cosine, OnnxValue Sine) Angles(float theta)
    {
        float[] frequencies = new float[_settings.HeadSize / 2];
        for (int j = 0; j < frequencies.Length; j++) frequencies[j] = (float)Math.Pow(theta, -2.0 * j / _settings.HeadSize);
        var places = _model.Unsqueeze(_model.ToFloat(_model.Places), 1);
        var half = _model.Multiply(places, _model.Graph.Constants(frequencies));                    // [length, columns / 2]
        var angles = _model.Graph.Node("Concat", null, [half, half], ("axis", -1L));
        return (_model.Graph.Node("Cos", null, [angles]), _model.Graph.Node("Sin", null, [angles]));
    }
}
