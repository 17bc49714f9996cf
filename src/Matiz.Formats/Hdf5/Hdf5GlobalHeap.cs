namespace Matiz.Formats.Hdf5;

/// <summary>The global heaps of a file, where texts of any length lie. Each is looked through once.</summary>
internal sealed class Hdf5GlobalHeap(Hdf5Bytes file)
{
    private const string What = "a global heap";
    private const int HeaderBytes = 16;

    private readonly Dictionary<ulong, Dictionary<int, (ulong Address, long Length)>> _collections = [];

    /// <summary>The bytes of an object.</summary>
    /// <param name="collection">The address of the heap.</param>
    /// <param name="index">The object's number in it.</param>
    /// <param name="length">Bytes that are asked for, from the object's first on.</param>
    /// <exception cref="Hdf5Exception">There is no such object, or it is shorter.</exception>
    public ReadOnlySpan<byte> Find(ulong collection, uint index, uint length)
    {
        if (!_collections.TryGetValue(collection, out var objects)) _collections.Add(collection, objects = Read(collection));
        return objects.TryGetValue((int)Math.Min(index, int.MaxValue), out var found) && found.Length >= length
            ? file.Span(found.Address, length, "a text")
            : throw file.Fault(
                $"the global heap at byte {collection} has no object {index} of {length} bytes, but a text should lie there. "
                + Hdf5Exception.Damaged);
    }

    private Dictionary<int, (ulong Address, long Length)> Read(ulong collection)
    {
        var start = file.Cursor(collection, HeaderBytes, What);
        start.Require("GCOL"u8);
        start.RequireVersion(1);
        start.Skip(3);
        long size = start.Length();
        file.Spend(size);
        if (size < HeaderBytes) throw start.Fault($"claims {size} bytes, expected at least {HeaderBytes}");
        var cursor = file.Cursor(collection, size, What);
        cursor.Skip(HeaderBytes);
        var objects = new Dictionary<int, (ulong, long)>();
        while (cursor.Left >= HeaderBytes)
        {
            int index = cursor.UInt16();
            cursor.Skip(6);
            long length = cursor.Length();
            if (index == 0) break;                                  // the free space at the end
            if (length > cursor.Left) throw cursor.Fault($"has an object of {length} bytes where {cursor.Left} are left");
            if (!objects.TryAdd(index, (cursor.Address, length))) throw cursor.Fault($"has two objects of number {index}");
            cursor.Skip((int)Math.Min(cursor.Left, (length + 7) / 8 * 8));
        }

        return objects;
    }
}
