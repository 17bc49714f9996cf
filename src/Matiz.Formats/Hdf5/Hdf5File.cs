namespace Matiz.Formats.Hdf5;

/// <summary>
/// An HDF5 file, open for reading: as much of the format as weights of Keras need. Every address and length is checked against the
/// file before it is used; what the format has beyond that is refused by its name. Format: the HDF Group's "HDF5 File Format
/// Specification", version 3.
/// </summary>
/// <remarks>
/// Read: superblocks 0 to 3; groups with a symbol table or with links in their header; attributes that hold texts; numbers in one
/// piece, in the header, or in chunks with deflate, shuffle and fletcher32. Not read: dense storage, links to other places, chunks of the
/// newest layout, shared messages, big-endian numbers. One thread may read at a time.
/// </remarks>
internal sealed class Hdf5File : IDisposable
{
    private readonly Dictionary<ulong, IReadOnlyList<Hdf5Message>> _headers = [];
    private readonly Dictionary<string, Hdf5Group> _groups = new(StringComparer.Ordinal);

    private Hdf5File(Hdf5Bytes bytes)
    {
        (Bytes, Heap) = (bytes, new Hdf5GlobalHeap(bytes));
        try
        {
            CheckLookalikes();
            Root = new Hdf5Group(this, HeaderAt(Hdf5Superblock.Read(bytes)), path: "");
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>The file, or the name that was given for the bytes.</summary>
    public string Path => Bytes.Path;

    /// <summary>The group in which all others lie.</summary>
    public Hdf5Group Root { get; }

    internal Hdf5Bytes Bytes { get; }

    internal Hdf5GlobalHeap Heap { get; }

    /// <summary>Maps a file and reads its first structures.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="Hdf5Exception">The file breaks the format.</exception>
    public static Hdf5File Open(string path) => Open(path, MappedBytes.Open(path));

    /// <summary>Reads from a buffer, which is pinned and not copied; it must not change meanwhile.</summary>
    /// <param name="name">Stands for the path in messages.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="Hdf5Exception">The bytes break the format.</exception>
    public static Hdf5File Open(string name, ReadOnlyMemory<byte> bytes) => Open(name, MappedBytes.Over(bytes));

    /// <summary>Reads from bytes, which are closed with the file, or at once where they break the format.</summary>
    public static Hdf5File Open(string path, MappedBytes bytes) => new(new Hdf5Bytes(path, bytes));

    /// <summary>Unmaps the file.</summary>
    public void Dispose() => Bytes.Dispose();

    /// <summary>The messages of an object, read once.</summary>
    internal IReadOnlyList<Hdf5Message> HeaderAt(ulong address)
    {
        if (_headers.TryGetValue(address, out var found)) return found;
        var messages = Hdf5Header.Read(Bytes, address);
        _headers.Add(address, messages);
        return messages;
    }

    /// <summary>The group of a path, made once, so that its members are read once.</summary>
    internal Hdf5Group GroupAt(string path, IReadOnlyList<Hdf5Message> messages)
    {
        if (_groups.TryGetValue(path, out var found)) return found;
        var group = new Hdf5Group(this, messages, path);
        _groups.Add(path, group);
        return group;
    }

    private void CheckLookalikes()
    {
        const int MostBytes = 1024;
        var start = Bytes.Span(0, Math.Min(Bytes.Length, MostBytes), "the beginning");
        if (Lookalikes.Reason(start, "weights of Keras in HDF5") is { } reason) throw Bytes.Fault(reason);
    }
}
