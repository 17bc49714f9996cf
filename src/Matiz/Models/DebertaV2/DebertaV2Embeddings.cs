using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.DebertaV2;

/// <summary>
/// Word, position and token type (where there are any), summed, brought to the width of hidden states, normalized, dropped.
/// </summary>
internal sealed class DebertaV2Embeddings
{
    private readonly DebertaV2Settings _settings;
    private readonly Parameter _words;
    private readonly Parameter? _positions;
    private readonly Parameter? _types;
    private readonly LinearWeights? _projection;
    private readonly NormWeights _norm;

    /// <summary>Asks for the weights, in the order of the reference's module tree.</summary>
    public DebertaV2Embeddings(WeightScope weights, DebertaV2Settings settings)
    {
        _settings = settings;
        _words = weights.Table("word_embeddings", settings.VocabularySize, settings.EmbeddingSize);
        if (settings.Positions is { } positions) _positions = weights.Table("position_embeddings", positions, settings.EmbeddingSize);
        if (settings.Types is { } types) _types = weights.Table("token_type_embeddings", types, settings.EmbeddingSize);
        if (settings.EmbeddingSize.Value != settings.Hidden.Value)
            _projection = weights.Linear("embed_proj", settings.Hidden, settings.EmbeddingSize, hasBias: false).ToWeights();
        _norm = weights.Norm("LayerNorm", settings.Hidden, settings.Epsilon);
    }

    /// <summary>The embeddings of a batch.</summary>
    /// <returns>[tokens, hidden]</returns>
    public Tensor Forward(Tape tape, TokenBatch batch)
    {
        var lookups = new List<EmbeddingLookup>(3) { new(_words, batch.Ids, _settings.PaddingId) };
        if (_positions is not null) lookups.Add(new EmbeddingLookup(_positions, batch.Positions));
        if (_types is not null) lookups.Add(new EmbeddingLookup(_types, batch.TypeIdsOrZeros));
        var x = _projection is null
            ? tape.Embedding(lookups, _norm)                                                // [tokens, hidden]
            : tape.LayerNorm(tape.Linear(tape.Embedding(lookups, norm: null), _projection), _norm);
        return tape.Dropout(x, _settings.Dropout, batch.Layout);
    }
}
