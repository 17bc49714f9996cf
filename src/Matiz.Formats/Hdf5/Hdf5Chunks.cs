namespace Matiz.Formats.Hdf5;

/// <summary>Reads the elements of a dataset that lies in chunks: none may lack, and none may stand twice.</summary>
internal static class Hdf5Chunks
{
    private const int DeepestTree = 32, TreeHeaderBytes = 24;
    private const string Tree = "the tree of chunks";

    /// <summary>All elements, row-major.</summary>
    /// <exception cref="Hdf5Exception">Chunks lack, overlap, or break the format.</exception>
    public static byte[] Read(Hdf5Bytes file, Hdf5Layout layout, Hdf5Filters filters, long[] shape, int elementSize, string owner)
    {
        long[] chunk = layout.Chunk;
        if (chunk.Length != shape.Length || chunk.Length == 0)
            throw file.Fault($"{owner} has {shape.Length} axes, but its chunks {chunk.Length}. {Hdf5Exception.Damaged}");
        var found = new List<StoredChunk>();
        ReadNode(file, layout.Address, chunk.Length, found, [], depth: 0);
        long chunkBytes = Measure(file, chunk, elementSize, owner), bytes = Measure(file, shape, elementSize, owner);
        Check(file, found, filters, shape, chunk, chunkBytes, owner);
        byte[]? result = null;
        foreach (var stored in found)
        {
            byte[] content = filters.Undo(file.Span(stored.Address, stored.Bytes, "a chunk"), stored.Mask, (int)chunkBytes);
            result ??= new byte[bytes];                             // a whole chunk shows that its size is no mere claim
            Place(content, chunk, stored.Start, result, shape, elementSize);
        }

        return result!;
    }

    private static void ReadNode(Hdf5Bytes file, ulong address, int rank, List<StoredChunk> found, HashSet<ulong> seen, int depth)
    {
        if (!seen.Add(address) || depth > DeepestTree)
            throw file.Fault($"{Tree} comes to byte {address} twice, or is deeper than {DeepestTree}. {Hdf5Exception.Damaged}");
        var header = file.Cursor(address, TreeHeaderBytes, Tree);
        header.Require("TREE"u8);
        if (header.Byte() != 1) throw header.Fault("is not that of a dataset");
        int level = header.Byte(), entries = header.UInt16();
        int keyBytes = 8 + (8 * (rank + 1));
        file.Spend(TreeHeaderBytes + ((long)entries * (keyBytes + 8)));
        var cursor = file.Cursor(address + TreeHeaderBytes, ((long)entries * (keyBytes + 8)) + keyBytes, Tree);
        for (int entry = 0; entry < entries; entry++)
        {
            uint bytes = cursor.UInt32(), mask = cursor.UInt32();
            long[] start = new long[rank];
            for (int axis = 0; axis < rank; axis++) start[axis] = cursor.Length();
            cursor.Skip(8);
            ulong child = cursor.UInt64();
            if (level > 0) ReadNode(file, child, rank, found, seen, depth + 1);
            else found.Add(new StoredChunk(start, child, bytes, mask));
        }
    }

    private static long Measure(Hdf5Bytes file, long[] lengths, int elementSize, string owner)
    {
        long bytes = elementSize;
        foreach (long length in lengths)
        {
            bytes = Math.BigMul(bytes, length, out long low) == 0 && low is >= 0 and <= int.MaxValue
                ? low
                : throw file.Fault(
                    $"{owner} has chunks, and {string.Join(" × ", lengths)} elements of {elementSize} bytes, expected at most 2 GiB. "
                    + "Save the file again without chunks.");
        }

        return bytes;
    }

    // What is allocated next is bounded by this: as many chunks as the shape needs, each as large as its stored bytes can become.
    private static void Check(
        Hdf5Bytes file, List<StoredChunk> found, Hdf5Filters filters, long[] shape, long[] chunk, long chunkBytes, string owner)
    {
        long expected = 1, stored = 0;
        for (int axis = 0; axis < shape.Length; axis++) expected *= ((shape[axis] - 1) / chunk[axis]) + 1;
        if (found.Count != expected)
        {
            throw file.Fault(
                $"{owner} has {found.Count} chunks, expected {expected}: a part of it was never written. Save the model again.");
        }

        var starts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in found)
        {
            stored += part.Bytes;
            bool isInside = true;
            for (int axis = 0; axis < shape.Length; axis++)
                isInside &= part.Start[axis] < shape[axis] && part.Start[axis] % chunk[axis] == 0;
            string start = string.Join(", ", part.Start);
            if (isInside && starts.Add(start) && filters.Allows(chunkBytes, part.Bytes) && stored <= file.Length) continue;
            throw file.Fault($"{owner} has a chunk at [{start}] of {part.Bytes} bytes that cannot be its own. {Hdf5Exception.Damaged}");
        }
    }

    // Whole runs along the last axis; what hangs over the edge is cut.
    private static void Place(byte[] content, long[] chunk, long[] start, byte[] result, long[] shape, int elementSize)
    {
        int last = shape.Length - 1;
        int run = (int)Math.Min(chunk[last], shape[last] - start[last]) * elementSize;
        long[] at = new long[last];
        while (true)
        {
            long from = 0, to = 0;
            for (int axis = 0; axis < last; axis++)
            {
                from = (from * chunk[axis]) + at[axis];
                to = (to * shape[axis]) + start[axis] + at[axis];
            }

            from *= chunk[last];
            to = (to * shape[last]) + start[last];
            content.AsSpan((int)(from * elementSize), run).CopyTo(result.AsSpan((int)(to * elementSize)));
            int moved = last - 1;
            while (moved >= 0 && (++at[moved] == chunk[moved] || start[moved] + at[moved] == shape[moved])) at[moved--] = 0;
            if (moved < 0) return;
        }
    }

    private readonly record struct StoredChunk(long[] Start, ulong Address, uint Bytes, uint Mask);
}
