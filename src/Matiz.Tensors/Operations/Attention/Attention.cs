using Matiz.Tensors.Operations.Attention;
using Matiz.Tensors.Random;

namespace Matiz.Tensors;

/// <summary>Multi-head self-attention within each row of a ragged batch (Vaswani et al. 2017, scaled dot products).</summary>
public static class AttentionOperation
{
    /// <summary>The most tokens of a row: the draws of dropout tell no more keys apart.</summary>
    public const int MaxRowTokens = 1 << 16;

    /// <summary>Every token looks at every token of its row, or at those near it.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="queryKeyValue">[tokens, 3 × heads × head size]: queries, keys, values side by side.</param>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="dropout">The rate at which probabilities are dropped in training.</param>
    /// <param name="distances">What the distance of two tokens does; null: nothing.</param>
    /// <returns>[tokens, heads × head size]</returns>
    /// <exception cref="ArgumentException">The sizes do not fit, or a row has more than <see cref="MaxRowTokens"/> tokens.</exception>
    public static Tensor SelfAttention(
        this Tape tape, Tensor queryKeyValue, RaggedLayout layout, int heads, float dropout, AttentionDistances? distances = null)
    {
        int width = CheckedWidth(queryKeyValue, 3, layout, heads);
        return Attend(tape, dropout, distances, new AttentionShape
        {
            Query = queryKeyValue,
            KeyValue = queryKeyValue,
            KeyColumn = width,
            ValueColumn = 2 * width,
            Layout = layout,
            Heads = heads,
            HeadSize = width / heads,
            FirstTokensOnly = false,
        });
    }

    /// <summary>
    /// As the other form, with the queries apart: one for each token, or (<paramref name="firstTokensOnly"/>) one for each row,
    /// which is all that a head reads that looks at the first token.
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="query">[tokens or rows, heads × head size]</param>
    /// <param name="keyValue">[tokens, 2 × heads × head size]: keys, values side by side.</param>
    /// <param name="layout">How the rows lie in <paramref name="keyValue"/>.</param>
    /// <param name="heads">The number of heads.</param>
    /// <param name="dropout">The rate at which probabilities are dropped in training.</param>
    /// <param name="firstTokensOnly">True: the queries are the rows' first tokens.</param>
    /// <param name="distances">What the distance of two tokens does; null: nothing.</param>
    /// <returns>[tokens or rows, heads × head size]</returns>
    /// <exception cref="ArgumentException">The sizes do not fit, or a row has more than <see cref="MaxRowTokens"/> tokens.</exception>
    public static Tensor SelfAttention(
        this Tape tape, Tensor query, Tensor keyValue, RaggedLayout layout, int heads, float dropout, bool firstTokensOnly,
        AttentionDistances? distances = null)
    {
        int width = CheckedWidth(keyValue, 2, layout, heads);
        int queries = firstTokensOnly ? layout.RowCount : layout.TokenCount;
        if (query.Rows != queries || query.Columns != width)
            throw new ArgumentException(
                $"the queries are {query.Rows} × {query.Columns}; {queries} × {width} are expected.", nameof(query));
        return Attend(tape, dropout, distances, new AttentionShape
        {
            Query = query,
            KeyValue = keyValue,
            KeyColumn = 0,
            ValueColumn = width,
            Layout = layout,
            Heads = heads,
            HeadSize = width / heads,
            FirstTokensOnly = firstTokensOnly,
        });
    }

    private static Tensor Attend(Tape tape, float rate, AttentionDistances? distances, AttentionShape shape)
    {
        if (distances is not null) shape = shape with { Window = distances.Window, Bias = distances.Bias };
        if (shape.Bias is { } bias && bias.Table.Value.Columns != shape.Heads)
            throw new ArgumentException(
                $"'{bias.Table.Name}' has {bias.Table.Value.Columns} columns, but there are {shape.Heads} heads.", nameof(distances));
        bool trainsBias = shape.Bias is { Table.Trainable: true };
        bool needsGradient = tape.IsTraining && (shape.Query.RequiresGradient || shape.KeyValue.RequiresGradient || trainsBias);
        var dropout = tape.NextDropout(rate);
        var context = tape.NewTensor(shape.Query.Rows, shape.Width);
        var statistics = needsGradient ? tape.NewTensor(shape.Query.Rows, 2 * shape.Heads) : null;
        QuantizedContexts.Want(tape, context, shape.Layout);
        tape.Kernels.Attention.Forward(shape, dropout, context, statistics);
        if (needsGradient) Record(tape, shape, dropout, context, statistics!);
        return context;
    }

    // A method of its own: what it captures would be allocated in inference too.
    private static void Record(Tape tape, AttentionShape shape, DropoutKey dropout, Tensor context, Tensor statistics) =>
        tape.Record(context, requiresGradient: true, dContext =>
        {
            if (shape.Bias is { Table.Trainable: true } trained) trained.Table.MarkGradient();
            var dQuery = FreshGradient(tape, shape.Query);
            var dKeyValue = shape.Query == shape.KeyValue ? dQuery : FreshGradient(tape, shape.KeyValue);
            tape.Kernels.Attention.Backward(shape, dropout, context, statistics, dContext, dQuery, dKeyValue);
        });

    /// <summary>
    /// Where the kernel writes the gradient of a projection: it overwrites the whole, so one that something else reads as well is refused.
    /// </summary>
    internal static Tensor FreshGradient(Tape tape, Tensor tensor)
    {
        var gradient = tape.GradientFor(tensor, out bool accumulate);
        return accumulate
            ? throw new InvalidOperationException("The projections given to attention are read by another operation too; copy them first.")
            : gradient;
    }

    private static int CheckedWidth(Tensor projections, int parts, RaggedLayout layout, int heads)
    {
        if (projections.Rows != layout.TokenCount)
            throw new ArgumentException(
                $"the projections have {projections.Rows} rows, but the layout {layout.TokenCount} tokens.", nameof(projections));
        if (layout.MaxLength > MaxRowTokens)
            throw new ArgumentException($"a row has {layout.MaxLength} tokens; {MaxRowTokens} are the most.", nameof(layout));
        if (heads < 1 || projections.Columns % (parts * heads) != 0)
            throw new ArgumentException($"{projections.Columns} columns are no {parts} projections of {heads} heads.", nameof(projections));
        return projections.Columns / parts;
    }
}
