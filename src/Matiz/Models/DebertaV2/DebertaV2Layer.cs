using Matiz.Tensors;

namespace Matiz.Models.DebertaV2;

/// <summary>
/// One encoder layer: attention by content and relative position, then the feed-forward part, each followed by residual and normalization.
/// As in <see cref="Layers.PostNormLayer"/>, the last layer has its queries apart, for heads that look at the first tokens alone.
/// </summary>
internal sealed class DebertaV2Layer(DebertaV2LayerWeights weights, DebertaV2Settings settings, bool isLast)
{
    private readonly RelativeSettings _relative = settings.Relative;

    /// <summary>All weights of the layer, in the order of the reference's module tree.</summary>
    public IReadOnlyList<Parameter> Parameters => weights.Parameters;

    /// <summary>Every token.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[tokens, hidden]</param>
    /// <param name="positions">The relative positions of this pass; null: there are none.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="attentions">Gets the probabilities of each row; null: nobody asks.</param>
    /// <returns>[tokens, hidden]</returns>
    public Tensor Forward(Tape tape, Tensor x, RelativePositions? positions, RaggedLayout layout, List<float[]>? attentions)
    {
        var context = isLast                                                                // [tokens, hidden]
            ? AttendApart(tape, x, x, positions, layout, firstTokensOnly: false, attentions)
            : AttendTogether(tape, x, positions, layout, attentions);
        return Transform(tape, context, x, layout);
    }

    /// <summary>The first token of each row; only the last layer can do this.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="x">[tokens, hidden]</param>
    /// <param name="positions">The relative positions of this pass; null: there are none.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <returns>[rows, hidden]</returns>
    public Tensor ForwardFirstTokens(Tape tape, Tensor x, RelativePositions? positions, RaggedLayout layout)
    {
        var first = tape.Pool(x, layout, Pooling.Cls);                                      // [rows, hidden]
        var context = AttendApart(tape, first, x, positions, layout, firstTokensOnly: true, attentions: null);
        var y = Transform(tape, context, first, RaggedLayout.OneTokenARow(layout.RowCount));
        tape.Release(first);
        return y;
    }

    private Tensor AttendTogether(Tape tape, Tensor x, RelativePositions? positions, RaggedLayout layout, List<float[]>? attentions)
    {
        var projected = Project(tape, positions);
        var queryKeyValue = tape.Linear(x, weights.QueryKeyValue);                          // [tokens, 3 × hidden]
        attentions?.AddRange(DisentangledProbabilities.Compute(
            queryKeyValue, queryKeyValue, x.Columns, projected, _relative.FurtherTerms, layout, settings.Heads));
        var context = tape.DisentangledAttention(
            queryKeyValue, projected, _relative.FurtherTerms, layout, settings.Heads, settings.AttentionDropout);
        tape.Release(queryKeyValue);
        Release(tape, projected);
        return context;
    }

    private Tensor AttendApart(
        Tape tape, Tensor queries, Tensor x, RelativePositions? positions, RaggedLayout layout, bool firstTokensOnly,
        List<float[]>? attentions)
    {
        var projected = Project(tape, positions);
        var query = tape.Linear(queries, weights.Query);                                    // [tokens or rows, hidden]
        var keyValue = tape.Linear(x, weights.KeyValue);                                    // [tokens, 2 × hidden]
        attentions?.AddRange(DisentangledProbabilities.Compute(
            query, keyValue, keyColumn: 0, projected, _relative.FurtherTerms, layout, settings.Heads));
        var context = tape.DisentangledAttention(
            query, keyValue, projected, _relative.FurtherTerms, layout, settings.Heads, settings.AttentionDropout, firstTokensOnly);
        tape.Release(query);
        tape.Release(keyValue);
        Release(tape, projected);
        return context;
    }

    // Keys and queries of the positions, once for all rows of the batch.
    private PositionProjections? Project(Tape tape, RelativePositions? positions)
    {
        if (positions is null || weights.Positions is null) return null;
        var embeddings = tape.DropoutOfTable(positions.Embeddings, settings.Dropout, positions.FirstRow);
        return new PositionProjections
        {
            Projections = tape.Linear(embeddings, weights.Positions),                       // [positions, (1 or 2) × hidden]
            KeyColumn = _relative.HasKeys ? 0 : null,
            QueryColumn = _relative.HasQueries ? (_relative.HasKeys ? settings.Hidden.Value : 0) : null,
            RowOfDistance = positions.RowOfDistance,
        };
    }

    private Tensor Transform(Tape tape, Tensor context, Tensor residual, RaggedLayout layout)
    {
        var projected = tape.Linear(context, weights.AttentionOutput);
        tape.Release(context);
        var attended = tape.AddLayerNorm(projected, residual, weights.AttentionNorm, settings.Dropout, layout);
        tape.Release(projected);
        var outer = tape.FeedForward(attended, weights.Intermediate, settings.Activation, weights.Output);
        var y = tape.AddLayerNorm(outer, attended, weights.OutputNorm, settings.Dropout, layout);
        tape.Release(outer);
        tape.Release(attended);
        return y;
    }

    private static void Release(Tape tape, PositionProjections? projected)
    {
        if (projected is not null) tape.Release(projected.Projections);
    }
}
