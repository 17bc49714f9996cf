using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Models.Layers;

/// <summary>The sizes and rates of a <see cref="PostNormEncoder"/>: each architecture reads them from its own keys.</summary>
internal sealed record PostNormSettings
{
    /// <summary>Rows of the table of words.</summary>
    public required ConfigSize VocabularySize { get; init; }

    /// <summary>Columns of a hidden state.</summary>
    public required ConfigSize Hidden { get; init; }

    /// <summary>
    /// Columns of the embeddings, where a linear layer (<see cref="PostNormNames.EmbeddingProjection"/>) makes hidden states of them;
    /// null (the default): those of a hidden state, without such a layer.
    /// </summary>
    public ConfigSize? EmbeddingWidth { get; init; }

    /// <summary>Layers, as hidden states count them.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Attention and feed-forward parts one after another in a layer. Default 1.</summary>
    public int BlocksALayer { get; init; } = 1;

    /// <summary>Attention heads of a layer.</summary>
    public required int Heads { get; init; }

    /// <summary>Columns inside the feed-forward part.</summary>
    public required ConfigSize Intermediate { get; init; }

    /// <summary>Between the two layers of the feed-forward part.</summary>
    public required Activation Activation { get; init; }

    /// <summary>Of every normalization.</summary>
    public required float Epsilon { get; init; }

    /// <summary>The rate at which embeddings are dropped in training.</summary>
    public required float EmbeddingDropout { get; init; }

    /// <summary>The rate at which attention probabilities are dropped in training.</summary>
    public required float AttentionDropout { get; init; }

    /// <summary>The rate at which the output of the attention is dropped in training.</summary>
    public required float AttentionOutputDropout { get; init; }

    /// <summary>The rate at which the output of the feed-forward part is dropped in training.</summary>
    public required float OutputDropout { get; init; }

    /// <summary>Rows of the position table.</summary>
    public required ConfigSize Positions { get; init; }

    /// <summary>Whether the position table stays as it is in training.</summary>
    public bool HasFixedPositions { get; init; }

    /// <summary>
    /// The id that has no position of its own, where positions begin after its row (RoBERTa and its kin); null (the default): they begin
    /// at 0, and every token has one.
    /// </summary>
    public int? PositionPadding { get; init; }

    /// <summary>Rows of the table of token types; null (the default): there is none.</summary>
    public ConfigSize? Types { get; init; }

    /// <summary>The word whose embedding gets no gradient; null: none.</summary>
    public required int? PaddingId { get; init; }
}
