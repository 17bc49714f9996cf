using System.Text.Json.Nodes;
using Matiz.Files;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Tensors;
using Matiz.Tokenizers;
using Matiz.Weights;

namespace Matiz.Models.Loading;

/// <summary>What a model keeps of the files that it was made of, and how it is written as such files again.</summary>
internal sealed class PretrainedOrigin
{
    /// <summary>The files.</summary>
    public required ModelFiles Files { get; init; }

    /// <summary>The family of the model.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>Settings, with the class and the labels of the model that was made.</summary>
    public required ModelConfig Config { get; init; }

    /// <summary>The tokenizer beside the weights.</summary>
    /// <exception cref="InvalidOperationException">The model was opened for its weights alone, and there is none.</exception>
    public required Tokenizer Tokenizer
    {
        get => field ?? throw new InvalidOperationException($"{Files.Path} was opened for its weights alone: it has no tokenizer.");
        init;
    }

    /// <summary>Which weights of the files are 8-bit integers; null: none.</summary>
    public QuantizationScheme? Quantization { get; init; }

    /// <summary>Where the quantization of the files says that texts are cut; null: it says nothing.</summary>
    public int? RecordedMaxLength { get; init; }

    /// <summary>The weights of linear layers, in the order of the module tree.</summary>
    public List<Parameter> Layers { get; } = [];

    /// <summary>The table of words; null: none was asked for.</summary>
    public Parameter? Words { get; set; }

    /// <summary>What loading said.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Those of <see cref="Notes"/> that deserve a warning.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Integer buffers to be written back; empty when the model is of another class than the checkpoint.</summary>
    public required IReadOnlyList<StoredBuffer> Buffers { get; init; }

    /// <summary>
    /// Writes a model folder, each file beside the old one and renamed, the weights last. Weights that have a
    /// quantized form are written as such, and config.json says so.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="parameters">The weights.</param>
    /// <param name="config">Other settings to be written; null: <see cref="Config"/>.</param>
    public void Save(string folder, IReadOnlyList<Parameter> parameters, ModelConfig? config = null)
    {
        AtomicFolder.Make(folder);
        Tokenizer.Save(folder, Architecture.HasTypeIds);
        Parameter[] layers = [.. Layers.Where(parameters.Contains)];
        var scheme = QuantizationScheme.Of(layers, Words);
        var integers = layers.Append(Words).OfType<Parameter>().Where(parameter => parameter.Quantized is not null).ToHashSet();
        InSinglePrecision(config ?? Config).With(QuantizationScheme.Key, scheme?.ToJson()).Save(folder);
        WeightWriter.Save(
            Path.Combine(folder, WeightFiles.SingleFileName),
            parameters.SelectMany(parameter => ToWrite(parameter, integers.Contains(parameter)))
                .Concat(Buffers.Select(buffer => buffer.ToWrite())));
    }

    // Integers of which the scheme says nothing, as those of a table of places, are written as the numbers that they mean.
    private static IEnumerable<TensorToWrite> ToWrite(Parameter parameter, bool asIntegers)
    {
        long[] shape = [.. parameter.Shape.Select(size => (long)size)];
        if (!asIntegers || parameter.Quantized is not { } quantized)
            return [TensorToWrite.From<float>(parameter.Name, shape, values => parameter.Value.CopyTo(values))];
        return
        [
            TensorToWrite.From<sbyte>(parameter.Name, shape, values => quantized.Values.CopyTo(values)),
            TensorToWrite.From<float>(
                parameter.Name + QuantizationScheme.ScaleEnding, [shape[0], 1], scales => quantized.Scales.CopyTo(scales)),
        ];
    }

    // Weights are saved in single precision, whatever they were read from.
    private static ModelConfig InSinglePrecision(ModelConfig config)
    {
        foreach (string key in (string[])["dtype", "torch_dtype"])
        {
            if (config.Contains(key)) config = config.With(key, JsonValue.Create("float32"));
        }

        return config;
    }
}
