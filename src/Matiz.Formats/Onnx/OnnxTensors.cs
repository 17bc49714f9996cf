using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf.Collections;

namespace Matiz.Formats.Onnx;

/// <summary>Where the numbers of a tensor lie, little-endian and row-major: in the file, in typed fields, or in a file beside it.</summary>
/// <param name="path">The model's file, for messages; files beside it are looked for in its folder.</param>
internal sealed class OnnxTensors(string path) : IDisposable
{
    private const int External = 1;

    private readonly Dictionary<string, MappedBytes> _files = new(StringComparer.Ordinal);
    private readonly List<MappedBytes> _buffers = [];

    /// <summary>Type and shape of a tensor; null where its elements are of a type that is not read here.</summary>
    /// <exception cref="OnnxException">The shape cannot be.</exception>
    public (ArrayDType Type, long[] Shape, long Bytes)? Measure(TensorProto tensor)
    {
        if (OnnxTypes.Find(tensor.DataType) is not { } type) return null;
        long[] shape = [.. tensor.Dims];
        return Array.TrueForAll(shape, length => length >= 0) && type.TryMeasure(shape, out _, out long bytes)
            ? (type, shape, bytes)
            : throw Fault(tensor, $"has the shape [{string.Join(", ", shape)}], expected one whose bytes can be counted");
    }

    /// <summary>The bytes of a tensor, and where in them it begins.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="type">Its type.</param>
    /// <param name="bytes">How many bytes it must have.</param>
    /// <exception cref="OnnxException">There are more or fewer, or the file beside is missing.</exception>
    public (MappedBytes Bytes, long Offset) Open(TensorProto tensor, ArrayDType type, long bytes)
    {
        if (tensor.DataLocation == External) return OpenExternal(tensor, bytes);
        var found = tensor.RawData.Length > 0 ? tensor.RawData.Memory : Typed(tensor, type);
        if (found.Length != bytes) throw Fault(tensor, $"has {found.Length} bytes, but its shape needs {bytes}");
        var mapped = MappedBytes.Over(found);
        _buffers.Add(mapped);
        return (mapped, 0);
    }

    /// <summary>Closes everything.</summary>
    public void Dispose()
    {
        foreach (var file in _files.Values) file.Dispose();
        foreach (var buffer in _buffers) buffer.Dispose();
    }

    private static ReadOnlyMemory<byte> Typed(TensorProto tensor, ArrayDType type) => type switch
    {
        ArrayDType.Float32 => Copy(tensor.FloatData, value => value),
        ArrayDType.Float64 => Copy(tensor.DoubleData, value => value),
        ArrayDType.Int64 => Copy(tensor.Int64Data, value => value),
        ArrayDType.UInt64 => Copy(tensor.Uint64Data, value => value),
        ArrayDType.UInt32 => Copy(tensor.Uint64Data, value => (uint)value),
        ArrayDType.Int32 => Copy(tensor.Int32Data, value => value),
        ArrayDType.Float16 or ArrayDType.BFloat16 or ArrayDType.UInt16 or ArrayDType.Int16 =>
            Copy(tensor.Int32Data, value => (ushort)value),
        _ => Copy(tensor.Int32Data, value => (byte)value),
    };

    private static ReadOnlyMemory<byte> Copy<TStored, T>(RepeatedField<TStored> values, Func<TStored, T> convert) where T : unmanaged
    {
        var result = new T[values.Count];
        for (int i = 0; i < result.Length; i++) result[i] = convert(values[i]);
        return MemoryMarshal.AsBytes(result.AsSpan()).ToArray();
    }

    // A path below the model's folder, with plain names only.
    private (MappedBytes Bytes, long Offset) OpenExternal(TensorProto tensor, long bytes)
    {
        string location = Value(tensor, "location") ?? throw Fault(tensor, "lies in a file that is not named");
        string[] parts = location.Replace('\\', '/').Split('/');
        if (Array.Exists(parts, part => part.Length == 0 || part is "." or ".." || part.AsSpan().IndexOfAny(":\0") >= 0))
        {
            throw new OnnxException(
                path, $"tensor '{tensor.Name}' lies in '{location}', expected a file in the folder of the model. "
                + "Do not trust these files: fetch them from another source.");
        }

        string file = Path.Combine([Path.GetDirectoryName(Path.GetFullPath(path))!, .. parts]);
        if (!_files.TryGetValue(file, out var mapped)) _files.Add(file, mapped = Map(tensor, location, file));
        long offset = Number(tensor, "offset") ?? 0, length = Number(tensor, "length") ?? mapped.Length - offset;
        if (length != bytes || offset < 0 || offset > mapped.Length - length)
        {
            throw Fault(
                tensor,
                $"lies in '{location}' from byte {offset} with {length} bytes, but needs {bytes}, and the file has {mapped.Length}");
        }

        return (mapped, offset);
    }

    private MappedBytes Map(TensorProto tensor, string location, string file)
    {
        try
        {
            return MappedBytes.Open(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OnnxException(
                path, $"tensor '{tensor.Name}' lies in '{location}', which cannot be read beside the model "
                + $"({exception.GetType().Name}). Fetch that file as well.", exception);
        }
    }

    private static string? Value(TensorProto tensor, string key) =>
        tensor.ExternalData.FirstOrDefault(entry => string.Equals(entry.Key, key, StringComparison.Ordinal))?.Value;

    private long? Number(TensorProto tensor, string key)
    {
        if (Value(tensor, key) is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Fault(tensor, $"has the {key} '{text}', expected a number");
    }

    private OnnxException Fault(TensorProto tensor, string reason) =>
        new(path, $"tensor '{tensor.Name}' {reason}. {OnnxException.Damaged}");
}
