using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Random;

namespace Matiz.Tensors;

/// <summary>
/// Multi-head self-attention whose scores are sums of content and relative position (He et al. 2021, DeBERTa): Q·K, Q·position and
/// position·K, over √(head size × number of terms).
/// </summary>
internal static class DisentangledAttentionOperation
{
    /// <summary>Every token looks at every token of its row.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="queryKeyValue">[tokens, 3 × heads × head size]: queries, keys, values side by side.</param>
    /// <param name="positions">What the layer makes of relative positions; null: scores are of content alone.</param>
    /// <param name="furtherTerms">
    /// Terms besides Q·K, by which scores are scaled; may count more than <paramref name="positions"/> has.
    /// </param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="dropout">The rate at which probabilities are dropped in training.</param>
    /// <returns>[tokens, heads × head size]</returns>
    public static Tensor DisentangledAttention(
        this Tape tape, Tensor queryKeyValue, PositionProjections? positions, int furtherTerms, RaggedLayout layout, int heads,
        float dropout)
    {
        int width = queryKeyValue.Columns / 3;
        return Attend(tape, dropout, positions, new AttentionShape
        {
            Query = queryKeyValue,
            KeyValue = queryKeyValue,
            KeyColumn = width,
            ValueColumn = 2 * width,
            Layout = layout,
            Heads = heads,
            HeadSize = width / heads,
            FirstTokensOnly = false,
            FurtherTerms = furtherTerms,
        });
    }

    /// <summary>
    /// As the other form, with the queries apart: one for each token, or (<paramref name="firstTokensOnly"/>) one for each row.
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="query">[tokens or rows, heads × head size]</param>
    /// <param name="keyValue">[tokens, 2 × heads × head size]: keys, values side by side.</param>
    /// <param name="positions">What the layer makes of relative positions; null: scores are of content alone.</param>
    /// <param name="furtherTerms">Terms besides Q·K.</param>
    /// <param name="layout">How the rows lie in <paramref name="keyValue"/>.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="dropout">The rate at which probabilities are dropped in training.</param>
    /// <param name="firstTokensOnly">True: the queries are the rows' first tokens.</param>
    /// <returns>[tokens or rows, heads × head size]</returns>
    public static Tensor DisentangledAttention(
        this Tape tape, Tensor query, Tensor keyValue, PositionProjections? positions, int furtherTerms, RaggedLayout layout, int heads,
        float dropout, bool firstTokensOnly)
    {
        int width = keyValue.Columns / 2;
        return Attend(tape, dropout, positions, new AttentionShape
        {
            Query = query,
            KeyValue = keyValue,
            KeyColumn = 0,
            ValueColumn = width,
            Layout = layout,
            Heads = heads,
            HeadSize = width / heads,
            FirstTokensOnly = firstTokensOnly,
            FurtherTerms = furtherTerms,
        });
    }

    private static Tensor Attend(Tape tape, float rate, PositionProjections? positions, AttentionShape shape)
    {
        Check(shape, positions);
        bool needsPositions = tape.IsTraining && positions is { Projections.RequiresGradient: true };
        bool needsGradient = tape.IsTraining && (shape.Query.RequiresGradient || shape.KeyValue.RequiresGradient || needsPositions);
        var dropout = tape.NextDropout(rate);
        var context = tape.NewTensor(shape.Query.Rows, shape.Width);
        var statistics = needsGradient ? tape.NewTensor(shape.Query.Rows, 2 * shape.Heads) : null;
        QuantizedContexts.Want(tape, context, shape.Layout);
        tape.Kernels.DisentangledAttention.Forward(shape, positions, dropout, context, statistics);
        if (needsGradient) Record(tape, shape, positions, dropout, context, statistics!);
        return context;
    }

    // A method of its own: what it captures would be allocated in inference too.
    private static void Record(
        Tape tape, AttentionShape shape, PositionProjections? positions, DropoutKey dropout, Tensor context, Tensor statistics) =>
        tape.Record(context, requiresGradient: true, dContext =>
        {
            var dQuery = AttentionOperation.FreshGradient(tape, shape.Query);
            var dKeyValue = shape.Query == shape.KeyValue ? dQuery : AttentionOperation.FreshGradient(tape, shape.KeyValue);
            var dPositions = positions is { Projections: { RequiresGradient: true } projections }
                ? AttentionOperation.FreshGradient(tape, projections)
                : null;
            tape.Kernels.DisentangledAttention.Backward(
                shape, positions, dropout, statistics, dContext, dQuery, dKeyValue, dPositions);
        });

    private static void Check(in AttentionShape shape, PositionProjections? positions)
    {
        int queries = shape.FirstTokensOnly ? shape.Layout.RowCount : shape.Layout.TokenCount;
        bool fits = shape.KeyValue.Rows == shape.Layout.TokenCount && shape.Query.Rows == queries;
        if (!fits || shape.Width != shape.ValueColumn - shape.KeyColumn)
            throw new ArgumentException(
                $"the projections are {shape.Query.Rows} and {shape.KeyValue.Rows} × {shape.KeyValue.Columns}, the layout has "
                + $"{shape.Layout.TokenCount} tokens in {shape.Layout.RowCount} rows, and there are {shape.Heads} heads.", nameof(shape));
        if (positions is null) return;
        int parts = (positions.KeyColumn is null ? 0 : 1) + (positions.QueryColumn is null ? 0 : 1);
        if (parts == 0 || positions.Projections.Columns != parts * shape.Width)
            throw new ArgumentException(
                $"the positions have {positions.Projections.Columns} columns; {parts} × {shape.Width} are expected.", nameof(positions));
        if (positions.Longest < shape.Layout.MaxLength)
            throw new ArgumentException(
                $"a row has {shape.Layout.MaxLength} tokens, but there are distances for {positions.Longest}.", nameof(positions));
        foreach (int row in positions.RowOfDistance)
        {
            if ((uint)row >= (uint)positions.Projections.Rows)
                throw new ArgumentException($"there is no position {row}, only {positions.Projections.Rows}.", nameof(positions));
        }
    }
}
