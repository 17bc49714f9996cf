using Matiz.Models.Layers;

namespace Matiz.Models;

/// <summary>Which rows an encoder can read, as its config says without its weights.</summary>
/// <param name="VocabularySize">Rows of the table of words: ids of tokens are below.</param>
/// <param name="MaxTokens">The longest row in tokens that its positions allow.</param>
/// <param name="TokenTypes">The number of token types that it tells apart; null where it reads none.</param>
public sealed record EncoderLimits(int VocabularySize, int MaxTokens, int? TokenTypes)
{
    /// <summary>Those of the keys that most architectures have, with the reference's defaults of BERT (30,522, 512 and 2).</summary>
    /// <param name="config">The settings.</param>
    /// <param name="hasTypeIds">Whether tokens have segments.</param>
    /// <param name="firstPosition">The row of the position table that a row's first token has. Default 0.</param>
    /// <exception cref="ModelException">A key holds something that is no size.</exception>
    public static EncoderLimits Read(ModelConfig config, bool hasTypeIds, int firstPosition = 0) => new(
        EncoderSettings.VocabularySize(config),
        EncoderSettings.Positions(config).Value - firstPosition,
        hasTypeIds ? config.GetInt32("type_vocab_size", 2, min: 1) : null);
}
