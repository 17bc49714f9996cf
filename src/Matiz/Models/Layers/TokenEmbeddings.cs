using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Layers;

/// <summary>Word, token type (where there are any) and position, summed, normalized, dropped.</summary>
internal sealed class TokenEmbeddings
{
    private readonly PostNormSettings _settings;
    private readonly Parameter _words;
    private readonly Parameter _positions;
    private readonly Parameter? _types;
    private readonly NormWeights _norm;

    /// <summary>Asks for the weights, in the order of the reference's module tree.</summary>
    public TokenEmbeddings(PostNormSettings settings, WeightScope weights)
    {
        _settings = settings;
        _words = weights.Table("word_embeddings", settings.VocabularySize, settings.Hidden);
        _positions = weights.Table("position_embeddings", settings.Positions, settings.Hidden);
        _positions.Trainable = !settings.HasFixedPositions;
        if (settings.Types is { } types) _types = weights.Table("token_type_embeddings", types, settings.Hidden);
        _norm = weights.Norm("LayerNorm", settings.Hidden, settings.Epsilon);
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
        return tape.Dropout(tape.Embedding(lookups, _norm), _settings.EmbeddingDropout, batch.Layout);
    }
}
