using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Matiz.Formats.Safetensors;

/// <summary>
/// The header of a file, parsed and checked: u64 length, that many bytes of JSON, then the data. The rules are those of the reference
/// reader, and stricter in one point: a name may not occur twice. Nothing is allocated for what the header claims, only for the
/// JSON that is really there.
/// </summary>
internal sealed class SafetensorsHeader
{
    internal const long MaxLength = 100_000_000;
    internal const string MetadataKey = "__metadata__";
    private const int LengthBytes = 8;

    private SafetensorsHeader(
        SafetensorsTensor[] tensors, Dictionary<string, SafetensorsTensor> byName, Dictionary<string, string> metadata) =>
        (Tensors, ByName, Metadata) = (tensors, byName, metadata);

    /// <summary>In the order of their data.</summary>
    internal SafetensorsTensor[] Tensors { get; }

    internal Dictionary<string, SafetensorsTensor> ByName { get; }

    internal Dictionary<string, string> Metadata { get; }

    internal static SafetensorsHeader Read(string path, MappedBytes file)
    {
        int length = ReadLength(path, file);
        var json = file.Span(LengthBytes, length);
        if (!Utf8.IsValid(json))
            SafetensorsException.ThrowFile(path, "the header is not UTF-8. " + SafetensorsException.Damaged, LengthBytes);

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 64 });
        var parser = new Parser(path, file, LengthBytes + length);
        try
        {
            parser.ReadRoot(ref reader);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)   // the latter: a lone surrogate as \u escape
        {
            long offset = LengthBytes + reader.TokenStartIndex;
            throw new SafetensorsException(
                path, $"the header is no valid JSON near byte {offset}: {e.Message} {SafetensorsException.Damaged}", null, offset, e);
        }

        var tensors = parser.ByName.Values.ToArray();
        Array.Sort(tensors, (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.ByteLength.CompareTo(b.ByteLength));
        CheckLayout(path, tensors, LengthBytes + length, file.Length);
        return new SafetensorsHeader(tensors, parser.ByName, parser.Metadata);
    }

    private static int ReadLength(string path, MappedBytes file)
    {
        SafetensorsLookalikes.Check(path, file);
        if (file.Length < LengthBytes)
        {
            SafetensorsException.ThrowFile(
                path, $"the file has {file.Length} bytes, a safetensors file at least {LengthBytes}. {SafetensorsException.Damaged}", 0);
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span(0, LengthBytes));
        if (length > MaxLength)
        {
            SafetensorsException.ThrowFile(path,
                $"bytes 0-7 announce a header of {length} bytes, the format allows {MaxLength}. Is this a safetensors file?", 0);
        }

        if ((long)length > file.Length - LengthBytes)
        {
            SafetensorsException.ThrowFile(path, $"bytes 0-7 announce a header of {length} bytes, " +
                $"but only {file.Length - LengthBytes} follow. {SafetensorsException.Damaged}", 0);
        }

        return (int)length;
    }

    // Sorted by offset the tensors must follow each other without gap and overlap, from the end of the header to the end of the file.
    private static void CheckLayout(string path, SafetensorsTensor[] tensors, long dataStart, long fileLength)
    {
        long expected = dataStart;
        foreach (var tensor in tensors)
        {
            if (tensor.Offset != expected)
            {
                string fault = tensor.Offset > expected ? "leaves a hole" : "overlaps the tensor before it";
                SafetensorsException.ThrowTensor(path, tensor.Name,
                    $"{fault}: its data begin at byte {tensor.Offset}, expected {expected}. {SafetensorsException.Damaged}", tensor.Offset);
            }

            expected = tensor.Offset + tensor.ByteLength;
            if (expected > fileLength)
            {
                SafetensorsException.ThrowTensor(path, tensor.Name,
                    $"ends at byte {expected}, the file at {fileLength}. {SafetensorsException.Damaged}", tensor.Offset);
            }
        }

        if (expected != fileLength)
        {
            SafetensorsException.ThrowFile(path,
                $"{fileLength - expected} bytes follow the last tensor, expected none. {SafetensorsException.Damaged}", expected);
        }
    }

    /// <summary>Reads the JSON token by token, so that a name given twice is seen.</summary>
    private sealed class Parser(string path, MappedBytes file, long dataStart)
    {
        internal Dictionary<string, SafetensorsTensor> ByName { get; } = new(StringComparer.Ordinal);

        internal Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

        internal void ReadRoot(ref Utf8JsonReader reader)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                Fail(ref reader, $"the header is {Describe(ref reader)}, expected a JSON object");
            bool hasMetadata = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (string.Equals(name, MetadataKey, StringComparison.Ordinal))
                {
                    if (hasMetadata) Fail(ref reader, $"{MetadataKey} occurs twice, expected once");
                    hasMetadata = true;
                    ReadMetadata(ref reader);
                }
                else if (!ByName.TryAdd(name, ReadTensor(ref reader, name)))
                {
                    Fail(ref reader, "occurs twice, expected once", name);
                }
            }

            reader.Read();   // anything but blanks after the object throws here
        }

        private void ReadMetadata(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) return;
            if (reader.TokenType != JsonTokenType.StartObject)
                Fail(ref reader, $"{MetadataKey} is {Describe(ref reader)}, expected an object of strings");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                    Fail(ref reader, $"{MetadataKey} has {Describe(ref reader)} under '{key}', expected a string");
                if (!Metadata.TryAdd(key, reader.GetString()!)) Fail(ref reader, $"{MetadataKey} has the key '{key}' twice, expected once");
            }
        }

        private SafetensorsTensor ReadTensor(ref Utf8JsonReader reader, string name)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                Fail(ref reader, $"is {Describe(ref reader)}, expected an object with dtype, shape and data_offsets", name);
            ArrayDType? dtype = null;
            long[]? shape = null, offsets = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("dtype"u8))
                    dtype = dtype is null ? ReadDType(ref reader, name) : Twice<ArrayDType>(ref reader, name);
                else if (reader.ValueTextEquals("shape"u8))
                    shape = shape is null ? ReadNumbers(ref reader, name) : Twice<long[]>(ref reader, name);
                else if (reader.ValueTextEquals("data_offsets"u8))
                    offsets = offsets is null ? ReadNumbers(ref reader, name) : Twice<long[]>(ref reader, name);
                else reader.Skip();   // the reference reader ignores further keys
            }

            if (dtype is null || shape is null || offsets is null)
            {
                string missing = dtype is null ? "dtype" : shape is null ? "shape" : "data_offsets";
                Fail(ref reader, $"has no {missing}, expected dtype, shape and data_offsets", name);
            }

            return Measure(ref reader, name, dtype.Value, shape, offsets);
        }

        private SafetensorsTensor Measure(ref Utf8JsonReader reader, string name, ArrayDType dtype, long[] shape, long[] offsets)
        {
            if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > long.MaxValue - dataStart)
            {
                Fail(ref reader, $"has data_offsets [{Preview(offsets)}], expected begin and end", name);
            }

            if (!dtype.TryMeasure(shape, out _, out long bytes))
                Fail(ref reader, $"is {Describe(dtype, shape)}, whose size in bytes is no 63-bit whole number", name);
            if (bytes != offsets[1] - offsets[0])
            {
                Fail(ref reader, $"is {Describe(dtype, shape)} with {offsets[1] - offsets[0]} bytes " +
                    $"(data_offsets [{Preview(offsets)}]), expected {bytes}", name);
            }

            return new SafetensorsTensor(path, name, dtype, shape, file, dataStart + offsets[0]);
        }

        private ArrayDType ReadDType(ref Utf8JsonReader reader, string name)
        {
            reader.Read();
            string found = reader.TokenType == JsonTokenType.String ? reader.GetString()! : Describe(ref reader);
            if (reader.TokenType == JsonTokenType.String && SafetensorsDTypes.TryParse(found, out var dtype)) return dtype;
            Fail(ref reader, $"has the dtype {Cut(found)}, expected one of {SafetensorsDTypes.All}", name);
            return default;
        }

        private long[] ReadNumbers(ref Utf8JsonReader reader, string name)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
                Fail(ref reader, $"has {Describe(ref reader)} for its shape or data_offsets, expected an array of whole numbers", name);
            var numbers = new List<long>(4);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || reader.ValueSpan[0] == '-')
                {
                    Fail(
                        ref reader, $"has {Describe(ref reader)} in its shape or data_offsets, expected a whole number from 0 to 2^63-1",
                        name);
                    return [];
                }

                numbers.Add(number);
            }

            return [.. numbers];
        }

        private T Twice<T>(ref Utf8JsonReader reader, string name)
        {
            Fail(ref reader, $"has the key {Describe(ref reader)} twice, expected once", name);
            return default!;
        }

        [System.Diagnostics.CodeAnalysis.DoesNotReturn]
        private void Fail(ref Utf8JsonReader reader, string reason, string? tensor = null)
        {
            long offset = LengthBytes + reader.TokenStartIndex;
            string where = $"{reason} (header, byte {offset}). {SafetensorsException.Damaged}";
            if (tensor is null) SafetensorsException.ThrowFile(path, where, offset);
            else SafetensorsException.ThrowTensor(path, tensor, where, offset);
        }

        private static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.None => "empty",
            _ => Cut(Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, 64)])),
        };

        private static string Describe(ArrayDType dtype, long[] shape) => $"{SafetensorsDTypes.NameOf(dtype)} of shape [{Preview(shape)}]";

        private static string Cut(string text) => text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "...");

        private static string Preview(long[] numbers) =>
            numbers.Length <= 8 ? string.Join(", ", numbers) : string.Join(", ", numbers.Take(8)) + $", ... {numbers.Length} in all";
    }
}
