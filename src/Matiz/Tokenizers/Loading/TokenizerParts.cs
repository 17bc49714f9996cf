using Matiz.Tokenizers.AddedTokens;
using Matiz.Tokenizers.Decoders;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.PostProcessors;
using Matiz.Tokenizers.PreTokenizers;

namespace Matiz.Tokenizers.Loading;

/// <summary>The parts of a tokenizer, however they were described.</summary>
internal sealed record TokenizerParts(
    Normalizer? Normalizer,
    PreTokenizer? PreTokenizer,
    TokenModel Model,
    PostProcessor PostProcessor,
    Decoder? Decoder,
    AddedVocabulary AddedVocabulary)
{
    /// <summary>Whether a text may be tokenized in parts, cut at <see cref="Pipeline.SpaceBreaks"/>.</summary>
    public bool BreaksAtSpaces =>
        Normalizer is null or { KeepsSpaceBreaks: true } && PreTokenizer is { BreaksAtSpaces: true }
        && AddedVocabulary.Normalized.BreaksAtSpaces;

    /// <summary>The side that the file's own truncation cuts off; null where it says none.</summary>
    public TruncationSide? TruncationSide { get; init; }
}
