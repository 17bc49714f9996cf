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

    /// <summary>What loading said.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Those of <see cref="Notes"/> that deserve a warning.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Integer buffers to be written back; empty when the model is of another class than the checkpoint.</summary>
    public required IReadOnlyList<StoredBuffer> Buffers { get; init; }

    /// <summary>Writes a model folder, each file beside the old one and renamed, the weights last.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="parameters">The weights.</param>
    /// <param name="config">Other settings to be written; null: <see cref="Config"/>.</param>
    public void Save(string folder, IReadOnlyList<Parameter> parameters, ModelConfig? config = null)
    {
        AtomicFolder.Make(folder);
        Tokenizer.Save(folder, Architecture.HasTypeIds);
        InSinglePrecision(config ?? Config).Save(folder);
        WeightWriter.Save(
            Path.Combine(folder, WeightFiles.SingleFileName),
            parameters.Select(ToWrite).Concat(Buffers.Select(buffer => buffer.ToWrite())));
    }

    private static TensorToWrite ToWrite(Parameter parameter) => TensorToWrite.From<float>(
        parameter.Name, [.. parameter.Shape.Select(size => (long)size)], values => parameter.Value.CopyTo(values));

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
