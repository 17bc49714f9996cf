using Matiz.Formats.Arrays;

namespace Matiz.Weights.Keras;

/// <summary>
/// The decoders of masked language models: PyTorch's files may hold their weights twice, under the decoder's name and that of the table
/// of words; TensorFlow's classes have one place for both.
/// </summary>
internal static class KerasTies
{
    // The decoder's weight and bias, what they are tied to, and whether TensorFlow's class has the decoder's bias as well.
    private static readonly (string Decoder, string Bias, bool HasDecoderBias)[] Decoders =
    [
        ("cls.predictions.decoder", "cls.predictions.bias", false),
        ("predictions.decoder", "predictions.bias", true),
        ("lm_head.decoder", "lm_head.bias", false),
        ("generator_lm_head", "generator_lm_head.bias", false),
        ("vocab_projector", "vocab_projector.bias", false),
    ];

    /// <summary>The weights without those that are tied to others, and with a bias that stands twice in TensorFlow.</summary>
    /// <exception cref="CheckpointException">A decoder has a weight of its own, for which TensorFlow's class has no place.</exception>
    public static IReadOnlyList<NamedWeight> Apply(string path, IReadOnlyList<NamedWeight> weights)
    {
        var result = weights.ToList();
        var words = weights.FirstOrDefault(weight => weight.Name.EndsWith("embeddings.word_embeddings.weight", StringComparison.Ordinal));
        foreach (var (decoder, bias, hasDecoderBias) in Decoders)
        {
            int shared = result.FindIndex(weight => string.Equals(weight.Name, bias, StringComparison.Ordinal));
            RemoveTied(path, result, decoder + ".weight", words);
            string second = decoder + ".bias";
            if (shared < 0 || string.Equals(second, bias, StringComparison.Ordinal)) continue;
            if (!hasDecoderBias) RemoveTied(path, result, second, weights.First(weight => weight.Name == bias));
            else if (!result.Exists(weight => weight.Name == second)) result.Add(new NamedWeight(second, result[shared].Array));
        }

        return result;
    }

    private static void RemoveTied(string path, List<NamedWeight> weights, string name, NamedWeight other)
    {
        int at = weights.FindIndex(weight => string.Equals(weight.Name, name, StringComparison.Ordinal));
        if (at < 0) return;
        if (other.Array is null || !AreEqual(weights[at].Array, other.Array))
        {
            throw new CheckpointException(
                path, $"tensor '{name}' has numbers of its own, expected those of '{other.Name}', to which Keras's class ties it. "
                + "Convert the model to safetensors or pytorch.");
        }

        weights.RemoveAt(at);
    }

    private static bool AreEqual(NamedArray a, NamedArray b)
    {
        const int Part = 1 << 20;
        if (a.DType != b.DType || !a.Shape.AsSpan().SequenceEqual(b.Shape)) return false;
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
