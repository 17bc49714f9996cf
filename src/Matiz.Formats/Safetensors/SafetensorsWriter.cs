using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Matiz.Formats.Arrays;
using Matiz.Formats.Json;

namespace Matiz.Formats.Safetensors;

/// <summary>
/// Writes safetensors files. The same tensors and metadata always give the same bytes, those of the reference writer: tensors by type
/// (widest first), then by ordinal name; JSON without blanks, padded so that the data begin at a multiple of 8.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>The metadata that loaders expect of weights: <c>format</c> = <c>pt</c>.</summary>
    public static IReadOnlyDictionary<string, string> PyTorchFormat { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" }.AsReadOnly();

    /// <summary>Writes a file atomically: the old one stays until the new one is whole and on the disk.</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="tensors">In any order; none twice.</param>
    /// <param name="metadata">Free texts, or null for none; see <see cref="PyTorchFormat"/>.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or the header would pass the format's limit of 100 MB.</exception>
    /// <exception cref="IOException">The disk is full or the folder cannot be written; the old file is as it was.</exception>
    public static void Write(string path, IEnumerable<TensorToWrite> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = Order(tensors);
        AtomicFile.Write(path, stream => WriteOrdered(stream, ordered, metadata));
    }

    /// <summary>Writes to a stream, from its position on.</summary>
    /// <exception cref="ArgumentException">A name occurs twice, or the header would pass the format's limit of 100 MB.</exception>
    public static void Write(Stream stream, IEnumerable<TensorToWrite> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        WriteOrdered(stream, Order(tensors), metadata);

    private static TensorToWrite[] Order(IEnumerable<TensorToWrite> tensors)
    {
        var ordered = tensors.ToArray();
        Array.Sort(ordered, (a, b) => a.DType != b.DType ? b.DType.CompareTo(a.DType) : string.CompareOrdinal(a.Name, b.Name));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in ordered)
        {
            if (string.Equals(tensor.Name, SafetensorsHeader.MetadataKey, StringComparison.Ordinal))
                throw new ArgumentException($"'{tensor.Name}' is the format's own key: give the tensor another name.", nameof(tensors));
            if (!names.Add(tensor.Name))
                throw new ArgumentException(
                    $"the tensor '{tensor.Name}' is given twice, expected once: name shared tensors once.", nameof(tensors));
        }

        return ordered;
    }

    private static void WriteOrdered(Stream stream, TensorToWrite[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = Header(tensors, metadata);
        int padded = (json.WrittenCount + 7) / 8 * 8;
        if (padded > SafetensorsHeader.MaxLength)
        {
            throw new ArgumentException($"the header of {tensors.Length} tensors has {padded} bytes, the format allows " +
                $"{SafetensorsHeader.MaxLength}: spread the tensors over several files.", nameof(tensors));
        }

        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(json.WrittenSpan);
        stream.Write("       "u8[..(padded - json.WrittenCount)]);
        using var buffer = new TensorToWrite.WriteBuffer();
        foreach (var tensor in tensors) tensor.WriteTo(stream, buffer);
    }

    private static ArrayBufferWriter<byte> Header(TensorToWrite[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, JsonStyles.Line);
        json.WriteStartObject();
        if (metadata is not null)
        {
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
            json.WriteEndObject();
        }

        long offset = 0;
        foreach (var tensor in tensors)
        {
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype"u8, SafetensorsDTypes.NameOf(tensor.DType));
            json.WriteStartArray("shape"u8);
            foreach (long axis in tensor.Shape) json.WriteNumberValue(axis);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets"u8);
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset = checked(offset + tensor.ByteLength));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer;
    }
}
