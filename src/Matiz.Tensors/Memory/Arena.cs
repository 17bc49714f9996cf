namespace Matiz.Tensors.Memory;

/// <summary>
/// The memory of a tape's intermediates: buffers are handed out one after another and all taken back at once by
/// <see cref="Reset"/>, so that step after step the same memory is used and nothing is left to the garbage collector. A pass that needs
/// more than ever gets further blocks; after it they become one, since buffers of the next pass have other sizes, and what is left of a
/// block that they do not fit into would lie idle.
/// </summary>
internal sealed unsafe class Arena(Device device)
{
    private const long BlockBytes = 16L << 20;

    // A block is so much larger than what was needed: memory costs nothing before it is touched, and passes that grow little by little
    // do not ask for a block each.
    private const int SpareShare = 4;

    private readonly List<DeviceMemory> _blocks = [];
    private readonly List<(long Bytes, nint Memory)> _recycled = [];   // a few: what a layer no longer needs
    private long _used;       // of the last block
    private long _needed;     // of all blocks, in this pass
    private long _wanted = BlockBytes;

    /// <summary>Raised by <see cref="Reset"/>; a tensor of an earlier generation is stale.</summary>
    public int Generation { get; private set; }

    /// <summary>Bytes of all blocks.</summary>
    public long Bytes => _blocks.Sum(block => block.Bytes);

    /// <summary>Memory of at least <paramref name="bytes"/> bytes, aligned to 64, with unspecified content.</summary>
    public byte* Allocate(long bytes)
    {
        bytes = RoundUp(bytes);
        for (int i = _recycled.Count - 1; i >= 0; i--)
        {
            if (_recycled[i].Bytes != bytes) continue;
            nint recycled = _recycled[i].Memory;
            _recycled.RemoveAt(i);
            return (byte*)recycled;
        }

        if (_blocks.Count == 0 || _used + bytes > _blocks[^1].Bytes)
        {
            _blocks.Add(device.Allocate(Math.Max(bytes, _blocks.Count == 0 ? _wanted : BlockBytes), hasLargePages: true));
            _used = 0;
        }

        byte* memory = _blocks[^1].Pointer + _used;
        _used += bytes;
        _needed += bytes;
        return memory;
    }

    /// <summary>Hands one buffer back before the reset, for the next request of the same size.</summary>
    public void Recycle(byte* memory, long bytes) => _recycled.Add((RoundUp(bytes), (nint)memory));

    /// <summary>Takes everything back. Tensors made before are stale from here on.</summary>
    public void Reset()
    {
        Generation++;
        _recycled.Clear();
        if (_blocks.Count > 1)
        {
            foreach (var block in _blocks) block.Dispose();
            _blocks.Clear();
            _wanted = _needed + (_needed / SpareShare);
        }

        _used = 0;
        _needed = 0;
    }

    private static long RoundUp(long bytes) => (bytes + 63) & ~63L;
}
