namespace Matiz.Tensors;

/// <summary>Token embeddings.</summary>
public static class EmbeddingOperation
{
    /// <summary>
    /// The sum of one row from each table (word, position, token type), normalized: what the first encoder layer reads, before
    /// its dropout.
    /// </summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="lookups">At least one table, all of the same width, each with an index for every token.</param>
    /// <param name="norm">Normalization of the sum; null: none.</param>
    /// <returns>[tokens, hidden]</returns>
    /// <exception cref="ArgumentException">Tables or indices do not fit each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside its table.</exception>
    public static Tensor Embedding(this Tape tape, IReadOnlyList<EmbeddingLookup> lookups, NormWeights? norm)
    {
        if (lookups.Count == 0) throw new ArgumentException("an embedding needs a table.", nameof(lookups));
        int tokens = lookups[0].Indices.Length, width = lookups[0].Table.Value.Columns;
        foreach (var lookup in lookups) Check(lookup, tokens, width);
        var y = tape.NewTensor(tokens, width);
        tape.Kernels.Embedding.Forward(lookups, y);
        if (tape.IsTraining && lookups.Any(lookup => lookup.Table.Trainable)) Record(tape, lookups, y);
        return norm is null ? y : tape.LayerNorm(y, norm);
    }

    // A method of its own: what it captures would be allocated in inference too.
    private static void Record(Tape tape, IReadOnlyList<EmbeddingLookup> lookups, Tensor y) =>
        tape.Record(y, requiresGradient: true, dY =>
        {
            foreach (var lookup in lookups.Where(lookup => lookup.Table.Trainable)) Backward(tape, dY, lookup);
        });

    private static void Backward(Tape tape, Tensor dY, EmbeddingLookup lookup)
    {
        lookup.Table.MarkGradient();
        if (lookup.Table.IsLookupTable)
        {
            foreach (int index in lookup.Indices)
            {
                if (index != lookup.PaddingIndex) lookup.Table.Touch(index);
            }
        }

        tape.Kernels.Embedding.Backward(dY, lookup);
    }

    private static void Check(EmbeddingLookup lookup, int tokens, int width)
    {
        if (lookup.Indices.Length != tokens || lookup.Table.Value.Columns != width)
            throw new ArgumentException(
                $"'{lookup.Table.Name}' gives {lookup.Indices.Length} × {lookup.Table.Value.Columns}; {tokens} × {width} are expected.",
                nameof(lookup));
        foreach (int index in lookup.Indices)
        {
            if ((uint)index >= (uint)lookup.Table.Value.Rows)
                throw new ArgumentOutOfRangeException(
                    nameof(lookup), index, $"'{lookup.Table.Name}' has {lookup.Table.Value.Rows} rows; there is no row {index}.");
        }
    }
}
