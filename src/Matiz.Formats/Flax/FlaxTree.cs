using System.Globalization;
using Matiz.Formats.Arrays;
using MessagePack;

namespace Matiz.Formats.Flax;

/// <summary>Walks the maps of a file and notes where each array's bytes lie.</summary>
internal sealed class FlaxTree
{
    private const sbyte ArrayCode = 1, ScalarCode = 3;
    private const int MostArrays = 100_000, MostDepth = 64, MostAxes = 64;
    private const string Chunked = "__msgpack_chunked_array__", Wrapper = "params";

    private readonly string _path;
    private readonly MappedBytes _bytes;
    private readonly List<NamedArray> _arrays = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private FlaxTree(string path, MappedBytes bytes) => (_path, _bytes) = (path, bytes);

    /// <summary>Every array, in the order of the file.</summary>
    /// <exception cref="FlaxException">The file breaks the format.</exception>
    public static List<NamedArray> Read(string path, MappedBytes bytes)
    {
        var tree = new FlaxTree(path, bytes);
        var reader = new MessagePackReader(MappedSequence.Over(bytes));
        try
        {
            tree.ReadRoot(ref reader);
        }
        catch (Exception e) when (e is EndOfStreamException or MessagePackSerializationException or OverflowException
            or ArgumentOutOfRangeException)                // of the package, where a text claims 2 GiB or more
        {
            throw tree.Damaged($"the file ends or changes its kind near byte {reader.Consumed}, within a value", e);
        }

        return tree._arrays;
    }

    private void ReadRoot(ref MessagePackReader reader)
    {
        if (_bytes.Length == 0 || reader.NextMessagePackType != MessagePackType.Map)
            throw Damaged($"the file ({_bytes.Length} bytes) does not begin with a map of names");
        ReadMap(ref reader, "", 0);
        if (!reader.End) throw Damaged($"{_bytes.Length - reader.Consumed} bytes follow the last value");
        if (_arrays.Count == 0) throw Damaged("there is no array");
    }

    private void ReadMap(ref MessagePackReader reader, string prefix, int depth)
    {
        if (depth > MostDepth) throw Damaged($"maps lie more than {MostDepth} deep");
        int count = reader.ReadMapHeader();
        for (int i = 0; i < count; i++)
        {
            string key = ReadKey(ref reader);
            if (string.Equals(key, Chunked, StringComparison.Ordinal))
            {
                if (i > 0 || prefix.Length == 0) throw Damaged($"'{prefix}' has the key {Chunked} among others");
                ReadChunked(ref reader, prefix[..^1], count);
                return;
            }

            // Some programs save the variables around the parameters.
            bool isWrapper = depth == 0 && count == 1 && string.Equals(key, Wrapper, StringComparison.Ordinal);
            ReadValue(ref reader, isWrapper ? "" : prefix + key, depth);
        }
    }

    private void ReadValue(ref MessagePackReader reader, string name, int depth)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Map:
                ReadMap(ref reader, name.Length == 0 ? "" : name + "/", depth + 1);
                break;
            case MessagePackType.Extension:
                Add(name, ReadLeaf(ref reader, name));
                break;
            case MessagePackType.Nil:
                reader.ReadNil();
                break;
            case MessagePackType.Boolean:
                reader.ReadBoolean();
                break;
            case MessagePackType.Integer:
                if (reader.NextCode is >= 0xCC and <= 0xCF) reader.ReadUInt64();
                else reader.ReadInt64();
                break;
            case MessagePackType.Float:
                reader.ReadDouble();
                break;
            case var other:
                throw Damaged($"'{name}' holds {other}, expected a map or an array of numbers");
        }
    }

    // A payload of shape, type and bytes; what it says of its own length is checked against what is there.
    private Leaf ReadLeaf(ref MessagePackReader reader, string name)
    {
        var header = reader.ReadExtensionFormatHeader();
        long end = reader.Consumed + header.Length;
        if (header.TypeCode is not (ArrayCode or ScalarCode))
            throw Damaged($"'{name}' is an extension of type {header.TypeCode}, expected an array (1)");
        if (end > _bytes.Length || reader.ReadArrayHeader() != 3) throw Damaged($"'{name}' is not shape, type and bytes");
        int axes = reader.ReadArrayHeader();
        if (axes > MostAxes) throw Damaged($"'{name}' has {axes} axes");
        var shape = new long[axes];
        for (int axis = 0; axis < axes; axis++) shape[axis] = ReadLength(ref reader, name);
        string type = reader.ReadString() ?? "";
        long length = reader.NextMessagePackType == MessagePackType.String
            ? reader.ReadStringSequence()?.Length ?? 0
            : reader.ReadBytes()?.Length ?? 0;
        if (reader.Consumed != end) throw Damaged($"'{name}' ends at byte {reader.Consumed}, its header says {end}");
        if (FlaxDTypes.Find(type) is not { } dtype)
        {
            throw new FlaxException(
                _path,
                $"'{name}' has the type {type}, expected one of NumPy's numbers. Save the model with parameters of float32 or bfloat16.");
        }

        return dtype.TryMeasure(shape, out _, out long expected) && expected == length
            ? new Leaf(dtype, shape, end - length, length)
            : throw Damaged($"'{name}' is {type} of shape [{string.Join(", ", shape)}] with {length} bytes");
    }

    // A large array as {mark: true, "shape": {"0": …}, "chunks": {"0": flat array, …}}.
    private void ReadChunked(ref MessagePackReader reader, string name, int keys)
    {
        if (keys != 3 || !reader.ReadBoolean()) throw Damaged($"'{name}' is not a mark, a shape and chunks");
        var lengths = new SortedDictionary<int, long>();
        var chunks = new SortedDictionary<int, Leaf>();
        for (int i = 1; i < keys; i++)
        {
            string key = ReadKey(ref reader);
            int count = reader.ReadMapHeader();
            for (int at = 0; at < count; at++)
            {
                string text = ReadKey(ref reader);
                bool isIndex = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < count;
                bool isNew = isIndex && key switch
                {
                    "shape" => index < MostAxes && lengths.TryAdd(index, ReadLength(ref reader, name)),
                    "chunks" => chunks.TryAdd(index, ReadLeaf(ref reader, name)),
                    _ => false,
                };
                if (!isNew) throw Damaged($"'{name}' has '{key}' with an index that is none, or twice");
            }
        }

        if (chunks.Count == 0 || chunks.Count > MostArrays) throw Damaged($"'{name}' has {chunks.Count} chunks");
        var dtype = chunks[0].DType;
        long[] shape = [.. lengths.Values];
        long bytes = chunks.Values.Sum(chunk => chunk.Length);
        if (chunks.Values.Any(chunk => chunk.DType != dtype) || !dtype.TryMeasure(shape, out _, out long expected) || expected != bytes)
            throw Damaged($"'{name}' of shape [{string.Join(", ", shape)}] has {bytes} bytes of {dtype} in its chunks");
        var pieces = chunks.Values.Select(chunk => (chunk.Offset, chunk.Length));
        Register(name, new PiecedArray(_path, name, dtype, shape, _bytes, [.. pieces]));
    }

    private void Add(string name, Leaf leaf) =>
        Register(name, new MappedArray(_path, name, leaf.DType, leaf.Shape, _bytes, leaf.Offset));

    private void Register(string name, NamedArray array)
    {
        if (name.Length == 0 || !_names.Add(name)) throw Damaged($"the name '{name}' is empty, or there twice");
        if (_arrays.Count == MostArrays) throw Damaged($"there are more than {MostArrays} arrays");
        _arrays.Add(array);
    }

    private string ReadKey(ref MessagePackReader reader) =>
        reader.NextMessagePackType == MessagePackType.String
            ? reader.ReadString()!
            : throw Damaged($"the key near byte {reader.Consumed} is no text");

    private long ReadLength(ref MessagePackReader reader, string name)
    {
        long length = reader.NextMessagePackType == MessagePackType.Integer ? reader.ReadInt64() : -1;
        return length >= 0 ? length : throw Damaged($"the shape of '{name}' is no list of lengths");
    }

    private FlaxException Damaged(string found, Exception? inner = null) => new(
        _path,
        $"{found}. Flax's maps of names and arrays (msgpack) were expected. The file is damaged or was not copied whole: fetch it again.",
        inner);

    private readonly record struct Leaf(ArrayDType DType, long[] Shape, long Offset, long Length);
}
