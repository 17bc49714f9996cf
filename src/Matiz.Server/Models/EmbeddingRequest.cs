using Matiz.Tokenizers;

namespace Matiz.Server.Models;

/// <summary>What is asked of embeddings. The defaults are what the model's files say.</summary>
internal sealed record EmbeddingRequest
{
    /// <summary>Whether vectors are scaled to length 1; null: as the model has it.</summary>
    public bool? Normalizes { get; init; }

    /// <summary>The prompt before each text, by its name; null: the model's default.</summary>
    public string? PromptName { get; init; }

    /// <summary>How many numbers of each vector are kept, before it is scaled; null: all.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Whether a text that is too long is cut; else it is a fault.</summary>
    public bool Truncates { get; init; } = true;

    /// <summary>The side that is cut off; null: the tokenizer's own.</summary>
    public TruncationSide? TruncationSide { get; init; }

    /// <summary>Whether a vector of each token is wanted instead of one a text; they are not scaled.</summary>
    public bool EachToken { get; init; }
}
