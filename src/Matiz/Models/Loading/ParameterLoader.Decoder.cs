using Matiz.Tensors;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <content>The decoder of a masked language model, whose weight is that of the words.</content>
public sealed partial class ParameterLoader
{
    private readonly List<(string Name, string Other, string Why)> _copies = [];

    /// <summary>
    /// The last layer of a masked language model: its weight is the table of words, which was asked for before, or a matrix of its own
    /// where <c>tie_word_embeddings</c> is false. A copy of the table in the checkpoint is passed over when it is one.
    /// </summary>
    /// <param name="name">The decoder, for instance <c>lm_head.decoder</c>.</param>
    /// <param name="bias">
    /// Its bias, for instance <c>lm_head.bias</c>; a checkpoint may have it as <c>lm_head.decoder.bias</c> instead, or both. Null: none.
    /// </param>
    /// <param name="isAlwaysTied">True: <c>tie_word_embeddings</c> says nothing. Default false.</param>
    /// <returns>The layer, whose inputs are the columns of the table of words.</returns>
    /// <exception cref="InvalidOperationException">No table was asked for before.</exception>
    /// <exception cref="CheckpointException">A weight is missing and must be there, or has another shape.</exception>
    public LinearWeights Decoder(string name, string? bias, bool isAlwaysTied = false) =>
        Decoder(name, bias, matrix: null, isAlwaysTied);

    /// <summary>The same layer, whose matrix begins with draws of a distribution of its own where it is its own and missing.</summary>
    internal LinearWeights Decoder(string name, string? bias, TruncatedNormal? matrix, bool isAlwaysTied = false)
    {
        if (_words.Parameter is not { } words)
            throw new InvalidOperationException("Make the encoder before its decoder, which uses the table of words.");
        string weightName = name + ".weight";
        var biasParameter = bias is null ? null : DecoderBias(bias, name + ".bias");
        if (!isAlwaysTied && !Config.GetBoolean("tie_word_embeddings", defaultValue: true))
        {
            ConfigSize[] shape = [VocabularySize, new ConfigSize(words.Value.Columns, "tie_word_embeddings")];
            var own = Load(weightName, weightName, shape, Filling.Normal, isLookupTable: false, matrix, isLinear: true);
            return new LinearWeights(own, biasParameter);
        }

        NoteCopy(weightName, _words.FileName, "the table of words, which 'tie_word_embeddings' makes the decoder's weight");
        return new LinearWeights(words, biasParameter);
    }

    private Parameter DecoderBias(string bias, string decoderBias)
    {
        ConfigSize[] shape = [VocabularySize];
        string file = Contains(bias) || !Contains(decoderBias) ? bias : decoderBias;
        var parameter = Load(file, bias, shape, Filling.Zero, isLookupTable: false);
        if (file != decoderBias) NoteCopy(decoderBias, file, "the bias");
        return parameter;
    }

    private void NoteCopy(string name, string other, string why)
    {
        if (!Contains(name) || !Contains(other)) return;
        _used.Add(name);
        _copies.Add((name, other, why));
    }

    // Which of two values a model is meant to have cannot be told: versions of the reference differ.
    private void CheckCopies()
    {
        foreach (var (name, other, why) in _copies)
        {
            if (ReadAll(name).AsSpan().SequenceEqual(ReadAll(other))) continue;
            throw new CheckpointException(_weights.Path,
                $"tensor '{name}' differs from '{other}', {why}. The same values were expected. "
                + "Correct 'tie_word_embeddings' in config.json where they are meant to differ, or fetch the file again.");
        }
    }

    private float[] ReadAll(string name)
    {
        _weights.TryGet(name, out var entry);
        QuantizedModels.Refuse(_weights.Path, entry!);
        float[] values = new float[entry!.Shape.Aggregate(1L, (product, size) => checked(product * size))];
        _weights.ReadFloats(name, values);
        return values;
    }
}
