using Matiz.Models.Layers;
using Matiz.Models.Loading;

namespace Matiz.Models.DebertaV2;

/// <summary>What attention makes of relative positions.</summary>
internal sealed record RelativeSettings
{
    private const string TypeKey = "pos_att_type", NormKey = "norm_rel_ebd", BucketsKey = "position_buckets";

    /// <summary>Whether there are relative positions at all.</summary>
    public required bool IsOn { get; init; }

    /// <summary>Whether queries look at positions (content to position, <c>c2p</c>).</summary>
    public required bool HasKeys { get; init; }

    /// <summary>Whether keys answer positions (position to content, <c>p2c</c>).</summary>
    public required bool HasQueries { get; init; }

    /// <summary>Whether positions go through the projections of the tokens' queries and keys.</summary>
    public required bool SharesProjections { get; init; }

    /// <summary>Whether the embeddings of positions are normalized.</summary>
    public required bool IsNormalized { get; init; }

    /// <summary>Buckets of a side, nearer ones exact, farther ones by their logarithm; 0: each distance by itself.</summary>
    public required int Buckets { get; init; }

    /// <summary>The farthest distance.</summary>
    public required ConfigSize MaxDistance { get; init; }

    /// <summary>Terms of a score besides query · key, by which scores are scaled, relative positions or not.</summary>
    public int FurtherTerms => (HasKeys ? 1 : 0) + (HasQueries ? 1 : 0);

    /// <summary>Rows of a side of the table.</summary>
    public int Span => Buckets > 0 ? Buckets : MaxDistance.Value;

    /// <summary>Rows of the table, and the key that says them.</summary>
    public ConfigSize Rows => new(checked(2 * Span), Buckets > 0 ? BucketsKey : MaxDistance.Key);

    /// <summary>Reads them.</summary>
    /// <exception cref="ModelException">A key holds something that this attention cannot do.</exception>
    public static RelativeSettings Read(ModelConfig config)
    {
        var types = Words(config, TypeKey, ["c2p", "p2c", "none", ""]);
        var norms = Words(config, NormKey, ["layer_norm", "none", ""]);
        const string DistanceKey = "max_relative_positions";
        int distance = config.GetInt32(DistanceKey, -1, min: int.MinValue);
        var settings = new RelativeSettings
        {
            IsOn = config.GetBoolean("relative_attention", defaultValue: false),
            HasKeys = types.Contains("c2p"),
            HasQueries = types.Contains("p2c"),
            SharesProjections = config.GetBoolean("share_att_key", defaultValue: false),
            IsNormalized = norms.Contains("layer_norm"),
            Buckets = Math.Max(0, config.GetInt32(BucketsKey, -1, min: int.MinValue)),
            MaxDistance = distance < 1 ? EncoderSettings.Positions(config) : new ConfigSize(distance, DistanceKey),
        };
        if (settings.IsOn) settings.Check(config);
        return settings;
    }

    /// <summary>The row of the table for a distance.</summary>
    /// <param name="distance">query − key.</param>
    public int RowOf(int distance) => (int)Math.Clamp(Bucket(distance) + (long)Span, 0, (2L * Span) - 1);

    // b(x) = x up to half of the buckets, then ⌈ln(|x| / mid) / ln((max − 1) / mid) · (mid − 1)⌉ + mid with the sign of x; in single
    // precision as the reference has it.
    private long Bucket(int distance)
    {
        int middle = Buckets / 2, far = Math.Abs(distance);
        if (Buckets == 0 || far <= middle) return distance;
        float share = Log((float)far / middle) / Log((float)((MaxDistance.Value - 1) / (double)middle));
        long bucket = (long)MathF.Ceiling(share * (middle - 1)) + middle;
        return distance < 0 ? -bucket : bucket;
    }

    private static float Log(float x) => (float)Math.Log(x);

    // Other buckets divide by nothing, or run backwards.
    private void Check(ModelConfig config)
    {
        if (Buckets == 0 || (Buckets > 1 && MaxDistance.Value - 1 > Buckets / 2)) return;
        throw new ModelException(
            config.Path,
            $"'{BucketsKey}' is {Buckets} and '{MaxDistance.Key}' {MaxDistance.Value}, expected at least 2 buckets and more than "
            + $"{(Buckets / 2) + 1} positions. Correct the file, or fetch it again.");
    }

    // A text of words divided by '|', or a list of them.
    private static HashSet<string> Words(ModelConfig config, string key, string[] known)
    {
        var words = config.GetTexts(key) ?? [];
        if (words is [var line] && config.IsText(key)) words = line.ToLowerInvariant().Split('|', StringSplitOptions.TrimEntries);
        foreach (string word in words)
        {
            if (known.Contains(word, StringComparer.Ordinal)) continue;
            throw new ModelException(
                config.Path,
                $"'{key}' has '{word}', expected {string.Join(", ", known.Where(name => name.Length > 0))}, divided by '|' or in a list. "
                + "This version has no other; take another model.");
        }

        return [.. words];
    }
}
