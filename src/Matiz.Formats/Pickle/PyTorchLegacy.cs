using System.Numerics;

namespace Matiz.Formats.Pickle;

/// <summary>
/// The form of PyTorch before 1.6: pickles one after another, then the storages; and any other pickle, for what it names.
/// </summary>
internal static class PyTorchLegacy
{
    private const long Protocol = 1001;
    private static readonly BigInteger Magic = ((BigInteger)0x1950 << 64) + 0xA86A20F9469CFC6CUL;

    public static PyTorchContainer Read(string path, MappedBytes bytes)
    {
        var start = bytes.Span(0, (int)Math.Min(bytes.Length, 512));
        if (start.Length > 262 && start[257..].StartsWith("ustar"u8))
        {
            throw new PickleException(
                path, "this is a tar archive, as PyTorch wrote before 0.1.10. A newer file was expected. Save it again with torch.save.");
        }

        if (start.Length < 2 || start[0] != 0x80)
        {
            throw new PickleException(
                path,
                $"this is neither a zip archive nor a pickle ({bytes.Length} bytes). A file of torch.save was expected. "
                + "The file is damaged or of another kind: fetch it again.");
        }

        var reader = new PickleReader(path, bytes, 0, bytes.Length);
        object? first = Unpickler.Load(reader);
        if (first is not BigInteger magic || magic != Magic) return new PyTorchContainer(first, IsBigEndian: false, _ => null);
        if (Unpickler.Load(reader) is not Protocol) throw reader.Damaged("the file's protocol is not 1001");
        if (Unpickler.Load(reader) is not PickleDictionary machine || machine["little_endian"] is not bool isLittle)
            throw reader.Damaged("the file does not say in which order its bytes are");
        object? value = Unpickler.Load(reader);
        if (Unpickler.Load(reader) is not List<object?> keys) throw reader.Damaged("the file does not list its storages");
        var places = Locate(reader, keys, SizesOf(value));
        return new PyTorchContainer(
            value, !isLittle, storage => places.TryGetValue(storage.Key, out var place) ? place : null);
    }

    // The bytes follow each other with nothing between but a count of elements, whose size only the tensors know.
    private static Dictionary<string, (long Offset, long Length)> Locate(
        PickleReader reader, List<object?> keys, Dictionary<string, int> sizes)
    {
        var places = new Dictionary<string, (long Offset, long Length)>(StringComparer.Ordinal);
        foreach (object? item in keys)
        {
            if (item is not string key || !sizes.TryGetValue(key, out int size))
                throw reader.Damaged($"the file lists a storage ({item}) that no tensor lies in");
            long count = reader.ReadInt64();
            if (count < 0 || count > long.MaxValue / size) throw reader.Damaged($"storage '{key}' has {count} elements");
            places[key] = (reader.Position, count * size);
            reader.Skip(count * size);
        }

        return places;
    }

    private static Dictionary<string, int> SizesOf(object? value)
    {
        var sizes = new Dictionary<string, int>(StringComparer.Ordinal);
        var open = new Stack<object?>([value]);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out object? item))
        {
            if (item is null or string || !seen.Add(item)) continue;
            switch (item)
            {
                case PickleTensor tensor: sizes[tensor.Storage.Key] = tensor.DType.Bits() / 8; break;
                case PickleStorage { DType: { } dtype } storage: sizes[storage.Key] = dtype.Bits() / 8; break;
                case PickleDictionary dictionary:
                    foreach (var pair in dictionary.Pairs) open.Push(pair.Value);
                    break;
                case IEnumerable<object?> items:
                    foreach (object? inner in items) open.Push(inner);
                    break;
                default: break;
            }
        }

        return sizes;
    }
}
