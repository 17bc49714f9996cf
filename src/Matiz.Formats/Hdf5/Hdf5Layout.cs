namespace Matiz.Formats.Hdf5;

/// <summary>Where the elements of a dataset lie.</summary>
/// <param name="Kind">In one piece, or in chunks.</param>
/// <param name="Address">Where the piece, or the tree of chunks, begins.</param>
/// <param name="Size">Bytes of the piece.</param>
/// <param name="Chunk">The lengths of a chunk; empty for one piece.</param>
internal sealed record Hdf5Layout(Hdf5LayoutKind Kind, ulong Address, long Size, long[] Chunk)
{
    private const int MostAxes = 32;

    /// <summary>Reads the layout.</summary>
    /// <exception cref="Hdf5Exception">It breaks the format, or is one that is not read here.</exception>
    public static Hdf5Layout Read(Hdf5Bytes file, Hdf5Message message, int elementSize, string owner)
    {
        var cursor = message.Open(file, "a layout");
        int version = cursor.Byte();
        return version switch
        {
            1 or 2 => ReadOld(ref cursor, elementSize),
            3 or 4 => ReadNew(file, ref cursor, version, elementSize, owner),
            _ => throw cursor.Fault($"has version {version}, expected 1 to 4"),
        };
    }

    // Rank, class, place, then a length an axis; of chunks one axis more, that of the element's bytes.
    private static Hdf5Layout ReadOld(ref Hdf5Cursor cursor, int elementSize)
    {
        int rank = cursor.Byte(), kind = cursor.Byte();
        cursor.Skip(5);
        if (rank > MostAxes + 1) throw cursor.Fault($"has {rank} axes, expected at most {MostAxes}");
        ulong address = kind == (int)Hdf5LayoutKind.Compact ? 0 : cursor.UInt64();
        long[] lengths = new long[rank];
        for (int axis = 0; axis < rank; axis++) lengths[axis] = cursor.UInt32();
        switch (kind)
        {
            case (int)Hdf5LayoutKind.Chunked: return Chunked(ref cursor, address, lengths, cursor.UInt32(), elementSize);
            case (int)Hdf5LayoutKind.Contiguous: return new Hdf5Layout(Hdf5LayoutKind.Contiguous, address, -1, []);
            case (int)Hdf5LayoutKind.Compact:
                uint size = cursor.UInt32();
                return new Hdf5Layout(Hdf5LayoutKind.Compact, cursor.Address, Checked(ref cursor, size), []);
            default: throw cursor.Fault($"has class {kind}, expected 0 to 2");
        }
    }

    private static Hdf5Layout ReadNew(Hdf5Bytes file, ref Hdf5Cursor cursor, int version, int elementSize, string owner)
    {
        int kind = cursor.Byte();
        switch (kind)
        {
            case (int)Hdf5LayoutKind.Compact:
                int size = cursor.UInt16();
                return new Hdf5Layout(Hdf5LayoutKind.Compact, cursor.Address, Checked(ref cursor, size), []);
            case (int)Hdf5LayoutKind.Contiguous:
                ulong address = cursor.UInt64();
                return new Hdf5Layout(Hdf5LayoutKind.Contiguous, address, cursor.Length(), []);
            case (int)Hdf5LayoutKind.Chunked when version == 3:
                int rank = cursor.Byte();
                ulong tree = cursor.UInt64();
                if (rank is < 1 or > MostAxes + 1) throw cursor.Fault($"has {rank} axes, expected 1 to {MostAxes + 1}");
                long[] lengths = new long[rank - 1];
                for (int axis = 0; axis < lengths.Length; axis++) lengths[axis] = cursor.UInt32();
                return Chunked(ref cursor, tree, lengths, cursor.UInt32(), elementSize);
            default:
                throw file.Fault(
                    $"{owner} has the layout {version}.{kind}, expected one piece, or chunks of version 3. "
                    + "Save the file again with libver='earliest' (h5py).");
        }
    }

    private static Hdf5Layout Chunked(ref Hdf5Cursor cursor, ulong tree, long[] lengths, uint size, int elementSize)
    {
        if (size != elementSize) throw cursor.Fault($"has elements of {size} bytes, but the type has {elementSize}");
        foreach (long length in lengths)
        {
            if (length == 0) throw cursor.Fault("has chunks of no length");
        }

        return new Hdf5Layout(Hdf5LayoutKind.Chunked, tree, -1, lengths);
    }

    private static long Checked(ref Hdf5Cursor cursor, long size) =>
        size <= cursor.Left ? size : throw cursor.Fault($"claims {size} bytes where {cursor.Left} are left");
}

/// <summary>How the elements of a dataset lie; the values are the format's own.</summary>
internal enum Hdf5LayoutKind
{
    /// <summary>In the object's header.</summary>
    Compact,

    /// <summary>In one piece.</summary>
    Contiguous,

    /// <summary>In chunks, perhaps compressed.</summary>
    Chunked,
}
