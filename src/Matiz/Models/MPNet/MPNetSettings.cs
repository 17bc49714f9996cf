using System.Numerics;
using Matiz.Models.Bert;
using Matiz.Models.Layers;
using Matiz.Models.Loading;

namespace Matiz.Models.MPNet;

/// <summary>
/// The keys of <c>config.json</c> that MPNet reads: BERT's, with the defaults of the reference's MPNetConfig. The padding token of its
/// positions is 1 whatever <c>pad_token_id</c> says.
/// </summary>
internal static class MPNetSettings
{
    private const int DefaultVocabularySize = 30527, PaddingId = 1;

    // Fixed in the reference's code, whatever the size of the table.
    private const int Buckets = 32;

    /// <summary>Reads them.</summary>
    /// <exception cref="ModelException">A key holds something that this encoder cannot do.</exception>
    public static PostNormSettings Read(ModelConfig config) => BertSettings.Read(config, DefaultVocabularySize, PaddingId) with
    {
        PaddingId = PaddingId,
        PositionPadding = PaddingId,
        Types = null,
    };

    /// <summary>Which rows the encoder reads: the first token of a text has the position after the padding token's.</summary>
    /// <exception cref="ModelException">A key holds something that is no size.</exception>
    public static EncoderLimits Limits(ModelConfig config) =>
        EncoderLimits.Read(config, hasTypeIds: false, PaddingId + 1) with
        {
            VocabularySize = ConfigSize.Read(config, "vocab_size", DefaultVocabularySize).Value,
        };

    /// <summary>Rows of the table of distances.</summary>
    /// <exception cref="ModelException">They are too few.</exception>
    public static ConfigSize DistanceBuckets(ModelConfig config)
    {
        const string Key = "relative_attention_num_buckets";
        var rows = ConfigSize.Read(config, Key, Buckets);
        return rows.Value >= Buckets
            ? rows
            : throw new ModelException(
                config.Path,
                $"'{Key}' is {rows.Value}, expected at least {Buckets}, which distances are sorted into. "
                + "Correct the file, or fetch it again.");
    }

    /// <summary>
    /// The row of the table for a distance, query − key: half of the rows for each direction, one a distance up to 7, then wider and
    /// wider ones up to 128, and the last for all beyond (Raffel et al. 2020).
    /// </summary>
    // 8 + ⌊8·ln(n/8) / ln(128/8)⌋ = 8 + ⌊log₂(n²/64)⌋, in whole numbers: a logarithm that is rounded down may miss 16, 32 and 64.
    public static int BucketOf(int distance)
    {
        const int Half = Buckets / 2, Exact = Half / 2;
        int direction = distance < 0 ? Half : 0;
        long size = Math.Abs((long)distance);
        if (size < Exact) return direction + (int)size;
        return direction + Math.Min(Half - 1, Exact + BitOperations.Log2((ulong)(size * size) / (Exact * Exact)));
    }
}
