using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Matiz.Tensors;

namespace Matiz.Inference;

/// <summary>
/// The hash of what decides features bit for bit, so that two extractors of the same hash give the same numbers for the same text. The
/// build is part of it: another build may add in another order.
/// </summary>
internal static class ExtractorFingerprint
{
    public static string Compute(FeatureExtractor extractor)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var encoder = extractor.Encoder;
        Append(hash, string.Create(CultureInfo.InvariantCulture, $"{extractor.Features.Pooling} {extractor.Layer} {extractor.MaxLength}"));
        Append(
            hash,
            $"{encoder.Device.Name} {encoder.Device.KernelName} {encoder.Device.Computed} {Build(typeof(Tape))} "
            + $"{Build(typeof(FeatureExtractor))}");
        Append(hash, encoder.Config.ToJson());
        foreach (var (name, bytes) in extractor.Tokenizer.Files)
        {
            Append(hash, name);
            Append(hash, bytes);
        }

        var buffer = Array.Empty<float>();
        foreach (var parameter in encoder.Parameters)
        {
            Append(hash, $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]");
            if (buffer.Length < parameter.Length) buffer = new float[parameter.Length];
            parameter.Value.CopyTo(buffer);
            hash.AppendData(MemoryMarshal.AsBytes(buffer.AsSpan(0, (int)parameter.Length)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Adds a text with its length, so that two texts cannot pass for one.</summary>
    internal static void Append(IncrementalHash hash, string text) => Append(hash, Encoding.UTF8.GetBytes(text));

    private static void Append(IncrementalHash hash, byte[] bytes)
    {
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }

    private static Guid Build(Type type) => type.Module.ModuleVersionId;
}
