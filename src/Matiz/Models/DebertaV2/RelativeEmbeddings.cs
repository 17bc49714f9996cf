using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DebertaV2;

/// <summary>The embeddings of relative positions, which all layers share.</summary>
internal sealed class RelativeEmbeddings
{
    private readonly RelativeSettings _settings;
    private readonly Parameter _table;
    private readonly NormWeights? _norm;

    /// <summary>Asks for the weights, in the order of the reference's module tree.</summary>
    public RelativeEmbeddings(WeightScope encoder, DebertaV2Settings settings)
    {
        _settings = settings.Relative;
        _table = encoder.Table("rel_embeddings", _settings.Rows, settings.Hidden);
        if (_settings.IsNormalized) _norm = encoder.Norm("LayerNorm", settings.Hidden, settings.Epsilon);
    }

    /// <summary>The embeddings of the distances that rows of some length have, and no others: once a pass.</summary>
    /// <param name="tape">The tape of this pass.</param>
    /// <param name="longest">Tokens of the longest row.</param>
    public RelativePositions Forward(Tape tape, int longest)
    {
        int[] rows = new int[(2 * longest) - 1];
        for (int i = 0; i < rows.Length; i++) rows[i] = _settings.RowOf(i - (longest - 1));
        int first = rows[0], count = rows[^1] - first + 1;                                  // rows rise with the distance
        for (int i = 0; i < rows.Length; i++) rows[i] -= first;
        var embeddings = tape.Embedding([new EmbeddingLookup(_table, [.. Enumerable.Range(first, count)])], _norm);
        return new RelativePositions(embeddings, first, rows);
    }
}

/// <summary>The relative positions of a pass.</summary>
/// <param name="Embeddings">[positions, hidden]</param>
/// <param name="FirstRow">The table's row of the first.</param>
/// <param name="RowOfDistance">The row of <paramref name="Embeddings"/> for each distance query − key, from −(n − 1) to n − 1.</param>
internal sealed record RelativePositions(Tensor Embeddings, int FirstRow, int[] RowOfDistance);
