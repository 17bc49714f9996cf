namespace Matiz.Tensors.Memory;

/// <summary>
/// The memory of a tape's intermediates: buffers are handed out one after another and all taken back at once by
/// <see cref="Reset"/>, so that step after step the same memory is used and nothing is left to the garbage collector.
/// </summary>
internal sealed unsafe class Arena(Device device)
{
    private const long BlockBytes = 16L << 20;

    private readonly List<DeviceMemory> _blocks = [];
    private readonly List<(long Bytes, nint Memory)> _recycled = [];   // a few: what a layer no longer needs
    private int _block;
    private long _used;

    /// <summary>Raised by <see cref="Reset"/>; a tensor of an earlier generation is stale.</summary>
    public int Generation { get; private set; }

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

        while (_block < _blocks.Count && _used + bytes > _blocks[_block].Bytes)
        {
            _block++;
            _used = 0;
        }

        if (_block == _blocks.Count) _blocks.Add(device.Allocate(Math.Max(bytes, BlockBytes), hasLargePages: true));
        byte* memory = _blocks[_block].Pointer + _used;
        _used += bytes;
        return memory;
    }

    /// <summary>Hands one buffer back before the reset, for the next request of the same size.</summary>
    public void Recycle(byte* memory, long bytes) => _recycled.Add((RoundUp(bytes), (nint)memory));

    /// <summary>Takes everything back. Tensors made before are stale from here on.</summary>
    public void Reset()
    {
        Generation++;
        _recycled.Clear();
        _block = 0;
        _used = 0;
    }

    private static long RoundUp(long bytes) => (bytes + 63) & ~63L;
}
