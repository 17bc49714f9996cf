namespace Matiz.Tensors.Memory;

/// <summary>
/// The memory of a tape's intermediates: what is handed back is used again by later buffers of any size, and the rest is taken back at once
/// by <see cref="Reset"/>, so that step after step the same memory is used and nothing is left to the garbage collector. A pass that needs
/// more than ever gets further blocks; after it they become one, since what is left of a block that the buffers of the next pass do not fit
/// into would lie idle.
/// </summary>
internal sealed unsafe class Arena(Device device)
{
    private const long BlockBytes = 16L << 20;

    // A block is so much larger than what was needed: memory costs nothing before it is touched, and passes that grow little by little
    // do not ask for a block each.
    private const int SpareShare = 4;

    private readonly List<ArenaBlock> _blocks = [];
    private long _wanted = BlockBytes;

    /// <summary>Raised by <see cref="Reset"/>; a tensor of an earlier generation is stale.</summary>
    public int Generation { get; private set; }

    /// <summary>Bytes of all blocks.</summary>
    public long Bytes => _blocks.Sum(block => block.Bytes);

    /// <summary>Memory of at least <paramref name="bytes"/> bytes, aligned to 64, with unspecified content.</summary>
    public byte* Allocate(long bytes)
    {
        bytes = RoundUp(bytes);
        foreach (var known in _blocks)
        {
            byte* memory = known.TryAllocate(bytes);
            if (memory is not null) return memory;
        }

        long size = Math.Max(bytes, _blocks.Count == 0 ? _wanted : BlockBytes);
        var block = new ArenaBlock(device.Allocate(size, hasLargePages: true));
        _blocks.Add(block);
        return block.TryAllocate(bytes);
    }

    /// <summary>Hands one buffer back before the reset.</summary>
    /// <exception cref="InvalidOperationException">It is not in use.</exception>
    public void Recycle(byte* memory, long bytes)
    {
        foreach (var block in _blocks)
        {
            if (!block.Holds(memory)) continue;
            block.Free(memory, RoundUp(bytes));
            return;
        }

        throw ArenaBlock.NotInUse();
    }

    /// <summary>Takes everything back. Tensors made before are stale from here on.</summary>
    public void Reset()
    {
        Generation++;
        if (_blocks.Count > 1)
        {
            long needed = _blocks.Sum(block => block.MostUsed);
            _wanted = needed + (needed / SpareShare);
            foreach (var block in _blocks) block.Dispose();
            _blocks.Clear();
        }

        foreach (var block in _blocks) block.Reset();
    }

    // A buffer of nothing has a place of its own too: what is handed back is told apart by its address.
    private static long RoundUp(long bytes) => Math.Max(64, (bytes + 63) & ~63L);
}
