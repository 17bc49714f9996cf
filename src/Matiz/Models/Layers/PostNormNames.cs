namespace Matiz.Models.Layers;

/// <summary>What a checkpoint calls the weights of a <see cref="PostNormEncoder"/>, below the architecture's prefix.</summary>
internal sealed record PostNormNames
{
    /// <summary>
    /// The linear layer between embeddings and layers, where <see cref="PostNormSettings.EmbeddingWidth"/> says that there is one.
    /// </summary>
    public string? EmbeddingProjection { get; init; }

    /// <summary>
    /// The prefix of the weights of a layer (of a block, where a layer has several) by its number from 0. Layers of one prefix share their
    /// weights, which are read and saved once.
    /// </summary>
    public required Func<int, string> Layer { get; init; }

    /// <summary>The queries' product, below the layer's prefix, as all that follow.</summary>
    public required string Query { get; init; }

    /// <summary>The keys'.</summary>
    public required string Key { get; init; }

    /// <summary>The values'.</summary>
    public required string Value { get; init; }

    /// <summary>The product after the attention.</summary>
    public required string AttentionOutput { get; init; }

    /// <summary>The normalization after the first residual.</summary>
    public required string AttentionNorm { get; init; }

    /// <summary>The first layer of the feed-forward part.</summary>
    public required string Intermediate { get; init; }

    /// <summary>The second.</summary>
    public required string Output { get; init; }

    /// <summary>The normalization after the second residual.</summary>
    public required string OutputNorm { get; init; }

    /// <summary>Whether linear layers have biases. Default true.</summary>
    public bool HasBiases { get; init; } = true;
}
