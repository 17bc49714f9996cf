namespace Matiz.Formats.Hdf5;

/// <summary>The bytes of an HDF5 file by the addresses that its structures name: every range is checked before it is looked at.</summary>
internal sealed class Hdf5Bytes(string path, MappedBytes bytes) : IDisposable
{
    /// <summary>What stands for an address where nothing is.</summary>
    public const ulong Nowhere = ulong.MaxValue;

    private long _spent;

    /// <summary>The file, or the name that was given for the bytes.</summary>
    public string Path { get; } = path;

    /// <summary>Where address 0 lies in the file, behind a block of the user's own.</summary>
    public long Base { get; set; }

    /// <summary>The bytes themselves.</summary>
    public MappedBytes Mapped => bytes;

    /// <summary>Bytes of the file.</summary>
    public long Length => bytes.Length;

    /// <summary>A range from an address on.</summary>
    /// <param name="address">Counted from <see cref="Base"/>.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="what">What lies there, for messages.</param>
    /// <exception cref="Hdf5Exception">The range leaves the file.</exception>
    public ReadOnlySpan<byte> Span(ulong address, long length, string what)
    {
        Require(address, length, what);
        return length <= int.MaxValue
            ? bytes.Span(Base + (long)address, (int)length)
            : throw Fault($"{what} has {length} bytes, expected at most {int.MaxValue}. Save the model in several files.");
    }

    /// <summary>Requires that a range lies in the file.</summary>
    /// <exception cref="Hdf5Exception">It does not.</exception>
    public void Require(ulong address, long length, string what)
    {
        long room = Length - Base;
        if (length >= 0 && address <= (ulong)room && (ulong)length <= (ulong)room - address) return;
        string at = address == Nowhere ? "nowhere (an undefined address)" : $"at byte {address}";
        throw Fault($"{what} should lie {at} with {length} bytes, but the file has {Length}. {Hdf5Exception.Damaged}");
    }

    /// <summary>
    /// Counts bytes of structures that are read and kept. Whole files have none of them twice; where they do, memory would have no bound.
    /// </summary>
    /// <exception cref="Hdf5Exception">More was read than the file can hold.</exception>
    public void Spend(long length)
    {
        if (Interlocked.Add(ref _spent, length) > (4 * Length) + 4096)
            throw Fault($"its structures lie over each other: more than four times its {Length} bytes were read. {Hdf5Exception.Damaged}");
    }

    /// <summary>Reads a range field by field.</summary>
    public Hdf5Cursor Cursor(ulong address, long length, string what) => new(this, Span(address, length, what), address, what);

    /// <summary>The error of this file.</summary>
    public Hdf5Exception Fault(string reason, Exception? inner = null) => new(Path, reason, inner);

    /// <summary>Unmaps the file.</summary>
    public void Dispose() => bytes.Dispose();
}
