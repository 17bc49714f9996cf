namespace Matiz.Server.Models;

/// <summary>The embeddings of the texts of a request.</summary>
/// <param name="Vectors">For each text its vectors: one, or one a token.</param>
/// <param name="TokenCounts">The tokens of each text that the model read, special tokens included.</param>
/// <param name="DroppedTokens">The tokens of each text that were cut off.</param>
internal sealed record EmbeddedTexts(
    IReadOnlyList<IReadOnlyList<float[]>> Vectors, IReadOnlyList<int> TokenCounts, IReadOnlyList<int> DroppedTokens);
