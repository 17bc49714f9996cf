using Matiz.Models.Bert;
using Matiz.Models.Layers;
using Matiz.Models.Loading;

namespace Matiz.Models.Roberta;

/// <summary>
/// The keys of <c>config.json</c> that RoBERTa reads: BERT's, with the defaults of the reference's RobertaConfig, and positions that begin
/// after the row of the padding token.
/// </summary>
internal static class RobertaSettings
{
    /// <summary>The reference's, of RoBERTa.</summary>
    public const int DefaultVocabularySize = 50265;

    private const int DefaultPaddingId = 1;

    /// <summary>Reads them.</summary>
    /// <param name="config">The settings.</param>
    /// <param name="defaultVocabularySize">For a file without <c>vocab_size</c>, in which relatives differ.</param>
    /// <exception cref="ModelException">A key holds something that this encoder cannot do.</exception>
    public static PostNormSettings Read(ModelConfig config, int defaultVocabularySize)
    {
        var settings = BertSettings.Read(config, defaultVocabularySize, DefaultPaddingId);
        return settings with { PositionPadding = PaddingId(config, settings.VocabularySize) };
    }

    /// <summary>Which rows the encoder reads: the first token of a text has the position after the padding token's.</summary>
    /// <exception cref="ModelException">A key holds something that is no size.</exception>
    public static EncoderLimits Limits(ModelConfig config, int defaultVocabularySize)
    {
        var vocabulary = ConfigSize.Read(config, "vocab_size", defaultVocabularySize);
        int firstPosition = PaddingId(config, vocabulary) + 1;
        return EncoderLimits.Read(config, hasTypeIds: true, firstPosition) with { VocabularySize = vocabulary.Value };
    }

    private static int PaddingId(ModelConfig config, ConfigSize vocabulary) =>
        EncoderSettings.PaddingId(config, vocabulary, DefaultPaddingId) ?? throw new ModelException(
            config.Path,
            "'pad_token_id' is null, expected the id of the padding token, after whose row positions begin. "
                + "Correct the file, or fetch it again.");
}
