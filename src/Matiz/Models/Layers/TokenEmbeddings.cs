using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Layers;

/// <summary>
/// Word, token type (where there are any) and position, summed, normalized, dropped, and brought to the width of hidden states where they
/// have another (factorized embeddings, Lan et al. 2020).
/// </summary>
internal sealed class TokenEmbeddings
{
    private readonly PostNormSettings _settings;
    private readonly Parameter _words;
    private readonly Parameter _positions;
    private readonly Parameter? _types;
    private readonly NormWeights _norm;
    private readonly LinearWeights? _projection;

    /// <summary>Asks for the weights, in the order of the reference's module tree.</summary>
    /// <param name="settings">Their sizes.</param>
    /// <param name="names">What the projection is called.</param>
    /// <param name="encoder">The encoder's weights.</param>
    public TokenEmbeddings(PostNormSettings settings, PostNormNames names, WeightScope encoder)
    {
        _settings = settings;
        var weights = encoder.In("embeddings.");
        var width = settings.EmbeddingWidth ?? settings.Hidden;
        _words = weights.Table("word_embeddings", settings.VocabularySize, width);
        _positions = weights.Table("position_embeddings", settings.Positions, width);
        _positions.Trainable = !settings.HasFixedPositions;
        if (settings.Types is { } types) _types = weights.Table("token_type_embeddings", types, width);
        _norm = weights.Norm("LayerNorm", width, settings.Epsilon);
        if (settings.EmbeddingWidth is not null && names.EmbeddingProjection is { } projection)
            _projection = encoder.Linear(projection, settings.Hidden, width).ToWeights();
    }

    /// <summary>The embeddings of a batch.</summary>
    /// <returns>[tokens, hidden]</returns>
    public Tensor Forward(Tape tape, TokenBatch batch)
    {
        var lookups = new List<EmbeddingLookup>(3) { new(_words, batch.Ids, _settings.PaddingId) };
        if (_types is not null) lookups.Add(new EmbeddingLookup(_types, batch.TypeIdsOrZeros));
        lookups.Add(_settings.PositionPadding is { } padding
            ? new EmbeddingLookup(_positions, batch.PositionsAfter(padding), padding)
            : new EmbeddingLookup(_positions, batch.Positions));
        var dropped = tape.Dropout(tape.Embedding(lookups, _norm), _settings.EmbeddingDropout, batch.Layout);   // [tokens, width]
        if (_projection is null) return dropped;
        var hidden = tape.Linear(dropped, _projection);                                     // [tokens, hidden]
        tape.Release(dropped);
        return hidden;
    }
}
