using Matiz.Formats.Arrays;

namespace Matiz.Weights;

/// <summary>
/// Weights that a file holds under two names: the decoder of masked language models is the table of words, and some libraries store both.
/// What is tied is written once; whoever reads the file ties it again.
/// </summary>
internal static class TiedWeights
{
    private const int Part = 1 << 20;

    // How the second name ends, and how that of the tensor ends to which it is tied.
    private static readonly (string Second, string First)[] _ties =
    [
        ("cls.predictions.decoder.weight", "embeddings.word_embeddings.weight"),
        ("cls.predictions.decoder.bias", "cls.predictions.bias"),
        ("lm_head.decoder.weight", "embeddings.word_embeddings.weight"),
        ("lm_head.decoder.bias", "lm_head.bias"),
        ("vocab_projector.weight", "embeddings.word_embeddings.weight"),
        ("generator_lm_head.weight", "embeddings.word_embeddings.weight"),
        ("predictions.decoder.weight", "embeddings.word_embeddings.weight"),
        ("predictions.decoder.bias", "predictions.bias"),
        ("decoder.weight", "embeddings.tok_embeddings.weight"),
    ];

    /// <summary>The weights without second names of the same numbers, and the names that were left out.</summary>
    public static (IReadOnlyList<NamedWeight> Kept, IReadOnlyList<string> Dropped) Untie(IReadOnlyList<NamedWeight> weights)
    {
        var kept = new List<NamedWeight>();
        var dropped = new List<string>();
        foreach (var weight in weights)
        {
            var firsts = _ties.Where(tie => string.Equals(weight.Name, tie.Second, StringComparison.Ordinal)).Select(tie => tie.First);
            bool isSecond = firsts.Any(first => weights.Any(
                other => !string.Equals(other.Name, weight.Name, StringComparison.Ordinal)
                    && other.Name.EndsWith(first, StringComparison.Ordinal) && AreEqual(other.Array, weight.Array)));
            if (isSecond) dropped.Add(weight.Name);
            else kept.Add(weight);
        }

        return (kept, dropped);
    }

    private static bool AreEqual(NamedArray a, NamedArray b)
    {
        if (a.DType != b.DType || !a.Shape.AsSpan().SequenceEqual(b.Shape)) return false;
        if (a.Identity is { } one && one == b.Identity) return true;
        byte[] first = new byte[Part], second = new byte[Part];
        for (long start = 0; start < a.ByteLength; start += Part)
        {
            int length = (int)Math.Min(Part, a.ByteLength - start);
            a.CopyBytes(start, first.AsSpan(0, length));
            b.CopyBytes(start, second.AsSpan(0, length));
            if (!first.AsSpan(0, length).SequenceEqual(second.AsSpan(0, length))) return false;
        }

        return true;
    }
}
