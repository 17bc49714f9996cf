using System.Runtime.InteropServices;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.MakeDefaults;

/// <summary>
/// The encoder's folder: weights in half precision, everything else byte for byte. Running it again gives the same bytes.
/// </summary>
internal static class EncoderStep
{
    internal const string Weights = "model.safetensors";

    /// <summary>
    /// What is copied as it is: the model's settings, its tokenizer, and its pooling as sentence-transformers describes it.
    /// </summary>
    internal static readonly string[] Copied =
    [
        "config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt",
        "modules.json", "sentence_bert_config.json", "config_sentence_transformers.json", "1_Pooling/config.json",
    ];

    internal static void Run(string source, string destination)
    {
        foreach (string name in Copied)
        {
            string target = Path.Combine(destination, name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            AtomicFile.WriteAllBytes(target, File.ReadAllBytes(Path.Combine(source, name)));
        }

        using var weights = SafetensorsFile.Open(Path.Combine(source, Weights));
        SafetensorsWriter.Write(
            Path.Combine(destination, Weights), weights.Tensors.Select(tensor => Halve(weights, tensor)), weights.Metadata);
    }

    // Integers (the position ids) stay what they are.
    private static TensorToWrite Halve(SafetensorsFile file, SafetensorsTensor tensor) => tensor.DType != ArrayDType.Float32
        ? TensorToWrite.From(tensor)
        : TensorToWrite.From<Half>(tensor.Name, tensor.Shape, destination =>
        {
            FloatConversion.ToHalves(MemoryMarshal.Cast<byte, float>(file.Bytes(tensor.Name)), destination);
            if (destination.ContainsAnyInRange(Half.PositiveInfinity, Half.PositiveInfinity) ||
                destination.ContainsAnyInRange(Half.NegativeInfinity, Half.NegativeInfinity))
            {
                throw new SafetensorsException(
                    file.Path, $"tensor '{tensor.Name}' has values beyond 65504, which half precision cannot hold. "
                        + "Keep this model in single precision.", tensor.Name);
            }
        });
}
