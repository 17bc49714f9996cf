using Matiz.Formats.Onnx;
using Matiz.Models.Layers;

namespace Matiz.Models.Onnx;

/// <summary>
/// The graph of a <see cref="PostNormEncoder"/>: embeddings, then layers that normalize after their residuals. The nodes of attention and
/// their order are those that ONNX Runtime fuses into one operator.
/// </summary>
internal static class PostNormOnnx
{
    /// <summary>The last hidden states.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="settings">The encoder's.</param>
    /// <param name="names">What its weights are called.</param>
    /// <param name="distanceBias">What is added to scores by distance, [1, heads, length, length]; null: nothing.</param>
    /// <returns>[batch, length, hidden]</returns>
    public static OnnxValue Encoder(OnnxModel model, PostNormSettings settings, PostNormNames names, OnnxValue? distanceBias = null)
    {
        var x = Embeddings(model, settings);                                                // [batch, length, width]
        if (settings.EmbeddingWidth is not null) x = model.Linear(x, model.Encoder(names.EmbeddingProjection!));
        var bias = distanceBias is { } distances ? model.Add(distances, model.KeyBias) : model.KeyBias;
        for (int block = 0; block < settings.LayerCount * settings.BlocksALayer; block++)
            x = Layer(model, settings, names, model.Encoder(names.Layer(block)), x, bias);
        return x;
    }

    private static OnnxValue Embeddings(OnnxModel model, PostNormSettings settings)
    {
        string prefix = model.Encoder("embeddings.");
        var sum = model.Lookup(model.InputIds, prefix + "word_embeddings");
        if (settings.Types is not null) sum = model.Add(sum, model.Lookup(model.TypeIdsOrZeros, prefix + "token_type_embeddings"));
        var positions = settings.PositionPadding is { } padding ? PositionsAfter(model, padding) : model.Places;
        sum = model.Add(sum, model.Lookup(positions, prefix + "position_embeddings"));
        return model.Norm(sum, prefix + "LayerNorm", settings.Epsilon);
    }

    // Tokens that are not padding count from the padding token's row on, which is that of padding.
    private static OnnxValue PositionsAfter(OnnxModel model, int padding)
    {
        var isPadding = model.Graph.Node("Equal", null, [model.InputIds, model.Graph.Whole(padding)]);
        var isToken = model.ToWhole(model.Graph.Node("Not", null, [isPadding]));
        var count = model.Graph.Node("CumSum", null, [isToken, model.Graph.Whole(1)]);
        return model.Add(model.Multiply(count, isToken), model.Graph.Whole(padding));
    }

    private static OnnxValue Layer(
        OnnxModel model, PostNormSettings settings, PostNormNames names, string prefix, OnnxValue x, OnnxValue bias)
    {
        int hidden = settings.Hidden.Value, heads = settings.Heads, columns = hidden / heads;
        var query = model.SplitHeads(model.Linear(x, prefix + names.Query), heads, columns);        // [batch, heads, length, columns]
        var key = model.SplitTurned(model.Linear(x, prefix + names.Key), heads, columns);           // [batch, heads, columns, length]
        var value = model.SplitHeads(model.Linear(x, prefix + names.Value), heads, columns);
        var scores = model.Add(model.Divide(model.Product(query, key), MathF.Sqrt(columns)), bias); // [batch, heads, length, length]
        var context = model.MergeHeads(model.Attend(scores, value), hidden);                        // [batch, length, hidden]
        var projected = model.Linear(context, prefix + names.AttentionOutput);
        var attended = model.Norm(model.Add(projected, x), prefix + names.AttentionNorm, settings.Epsilon);
        var inner = model.Activate(model.Linear(attended, prefix + names.Intermediate), settings.Activation);
        var outer = model.Linear(inner, prefix + names.Output);
        return model.Norm(model.Add(outer, attended), prefix + names.OutputNorm, settings.Epsilon);
    }
}
