using Matiz.Tensors;

namespace Matiz.Models.Layers;

/// <summary>
/// One encoder layer with its normalizations after the residuals (Vaswani et al. 2017; Devlin et al. 2019):
/// a = LN(x + drop(O·attention(x))), y = LN(a + drop(W₂·f(W₁·a))).
/// </summary>
/// <remarks>
/// In all layers but the last, queries, keys and values are one product. In the last one the queries stand apart, because a head that
/// looks at the first token of each row needs no others: queries, O and the second half are then computed for those alone, with the
/// bits of the full computation.
/// </remarks>
internal sealed class PostNormLayer
{
    private readonly PostNormWeights _weights;
    private readonly PostNormSettings _settings;
    private readonly LinearWeights? _queryKeyValue;
    private readonly LinearWeights? _query;
    private readonly LinearWeights? _keyValue;

    /// <summary>A layer that computes queries, keys and values as one, or (the last one) queries apart.</summary>
    public PostNormLayer(PostNormWeights weights, PostNormSettings settings, bool isLast)
    {
        _weights = weights;
        _settings = settings;
        if (isLast)
        {
            _query = weights.Query;
            _keyValue = weights.KeyValue;
        }
        else
        {
            _queryKeyValue = weights.QueryKeyValue;
        }
    }

    /// <summary>All weights of the layer, in the order of the reference's module tree.</summary>
    public IReadOnlyList<Parameter> Parameters => _weights.Parameters;

    /// <summary>Every token.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[tokens, hidden]</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="distances">What the distance of two tokens does; null: nothing.</param>
    /// <param name="attentions">Gets the probabilities of each row; null: nobody asks.</param>
    /// <returns>[tokens, hidden]</returns>
    public Tensor Forward(Tape tape, Tensor x, RaggedLayout layout, AttentionDistances? distances, List<float[]>? attentions)
    {
        var context = _queryKeyValue is null                                                // [tokens, hidden]
            ? AttendApart(tape, x, x, layout, firstTokensOnly: false, distances, attentions)
            : AttendTogether(tape, x, layout, distances, attentions);
        return Transform(tape, context, x, layout);
    }

    /// <summary>The first token of each row; only the last layer can do this.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[tokens, hidden]</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="distances">What the distance of two tokens does; null: nothing.</param>
    /// <returns>[rows, hidden]</returns>
    public Tensor ForwardFirstTokens(Tape tape, Tensor x, RaggedLayout layout, AttentionDistances? distances)
    {
        var first = tape.Pool(x, layout, Pooling.Cls);                                      // [rows, hidden]
        var context = AttendApart(tape, first, x, layout, firstTokensOnly: true, distances, attentions: null);
        var y = Transform(tape, context, first, RaggedLayout.OneTokenARow(layout.RowCount));
        tape.Release(first);
        return y;
    }

    private Tensor AttendTogether(
        Tape tape, Tensor x, RaggedLayout layout, AttentionDistances? distances, List<float[]>? attentions)
    {
        var queryKeyValue = tape.Linear(x, _queryKeyValue!);                                // [tokens, 3 × hidden]
        attentions?.AddRange(AttentionProbabilities.Compute(queryKeyValue, queryKeyValue, x.Columns, layout, _settings.Heads, distances));
        var context = tape.SelfAttention(queryKeyValue, layout, _settings.Heads, _settings.AttentionDropout, distances);
        tape.Release(queryKeyValue);
        return context;
    }

    private Tensor AttendApart(
        Tape tape, Tensor queries, Tensor x, RaggedLayout layout, bool firstTokensOnly, AttentionDistances? distances,
        List<float[]>? attentions)
    {
        var query = tape.Linear(queries, _query!);                                          // [tokens or rows, hidden]
        var keyValue = tape.Linear(x, _keyValue!);                                          // [tokens, 2 × hidden]
        attentions?.AddRange(AttentionProbabilities.Compute(query, keyValue, keyColumn: 0, layout, _settings.Heads, distances));
        var context = tape.SelfAttention(
            query, keyValue, layout, _settings.Heads, _settings.AttentionDropout, firstTokensOnly, distances);
        tape.Release(query);
        tape.Release(keyValue);
        return context;
    }

    private Tensor Transform(Tape tape, Tensor context, Tensor residual, RaggedLayout layout)
    {
        var projected = tape.Linear(context, _weights.AttentionOutput);
        tape.Release(context);
        var attended = tape.AddLayerNorm(projected, residual, _weights.AttentionNorm, _settings.AttentionOutputDropout, layout);
        tape.Release(projected);
        var outer = tape.FeedForward(attended, _weights.Intermediate, _settings.Activation, _weights.Output);
        var y = tape.AddLayerNorm(outer, attended, _weights.OutputNorm, _settings.OutputDropout, layout);
        tape.Release(outer);
        tape.Release(attended);
        return y;
    }
}
