namespace Matiz.Formats.Hdf5;

/// <summary>The first structure of a file: where everything begins.</summary>
internal static class Hdf5Superblock
{
    private const int Longest = 112, FirstSearched = 512;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Whether bytes begin as most of these files do.</summary>
    public static bool IsAtStart(ReadOnlySpan<byte> start) => start.StartsWith(Signature);

    /// <summary>Finds the superblock and sets where addresses count from.</summary>
    /// <returns>The address of the root group's object header.</returns>
    /// <exception cref="Hdf5Exception">There is none, or one of a kind that is not known.</exception>
    public static ulong Read(Hdf5Bytes file)
    {
        long at = Find(file);
        var cursor = file.Cursor((ulong)at, Math.Min(Longest, file.Length - at), "the superblock");
        cursor.Skip(Signature.Length);
        int version = cursor.Byte();
        if (version > 3)
        {
            throw file.Fault(
                $"the superblock has version {version}, expected 0 to 3. Save the file again with libver='earliest' (h5py).");
        }

        bool isOld = version < 2;
        if (isOld) cursor.Skip(4);                                  // versions of free space, root entry, reserved, shared headers
        int offsetSize = cursor.Byte(), lengthSize = cursor.Byte();
        if (offsetSize != 8 || lengthSize != 8)
            throw file.Fault($"addresses have {offsetSize} and lengths {lengthSize} bytes, expected 8. Save the file again with h5py.");
        cursor.Skip(1);                                             // reserved, or flags
        if (isOld) cursor.Skip(version == 0 ? 8 : 12);              // sizes of tree nodes, flags
        ulong baseAddress = cursor.UInt64();
        cursor.UInt64();                                            // free space, or extension
        ulong end = cursor.UInt64();
        if (baseAddress > (ulong)at) throw cursor.Fault($"counts addresses from byte {baseAddress}, behind its own beginning");
        file.Base = (long)baseAddress;
        if (end != Hdf5Bytes.Nowhere && end > (ulong)file.Length)
        {
            throw file.Fault(
                $"the superblock says that the file ends at byte {end}, but it has {file.Length}. {Hdf5Exception.Damaged}");
        }

        if (isOld) cursor.Skip(16);                                 // driver block, name of the root
        return cursor.UInt64();
    }

    private static long Find(Hdf5Bytes file)
    {
        for (long at = 0; at <= file.Length - Signature.Length; at = at == 0 ? FirstSearched : at * 2)
        {
            if (file.Span((ulong)at, Signature.Length, "the signature").SequenceEqual(Signature)) return at;
        }

        throw file.Fault(
            "the file has no signature of HDF5 (0x89 HDF). Weights of Keras (.h5) were expected. Is this the right file?");
    }
}
