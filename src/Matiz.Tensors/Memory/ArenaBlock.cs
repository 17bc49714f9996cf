namespace Matiz.Tensors.Memory;

/// <summary>
/// A piece of memory and what of it is free. Buffers get the first place that they fit into, so that a pass stays at the block's beginning,
/// where it is in the caches; neighbours that are free become one.
/// </summary>
internal sealed unsafe class ArenaBlock : IDisposable
{
    private readonly DeviceMemory _memory;
    private readonly List<(long First, long End)> _free = [];   // apart, in the order of their places

    /// <summary>A block that is free as a whole.</summary>
    public ArenaBlock(DeviceMemory memory)
    {
        _memory = memory;
        Reset();
    }

    /// <summary>All of it.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>Bytes from the beginning to the end of the last buffer since the last <see cref="Reset"/>.</summary>
    public long MostUsed { get; private set; }

    /// <summary>Takes the first place of so many bytes; null: there is none.</summary>
    public byte* TryAllocate(long bytes)
    {
        for (int i = 0; i < _free.Count; i++)
        {
            (long first, long end) = _free[i];
            if (end - first < bytes) continue;
            if (end - first == bytes) _free.RemoveAt(i);
            else _free[i] = (first + bytes, end);
            MostUsed = Math.Max(MostUsed, first + bytes);
            return _memory.Pointer + first;
        }

        return null;
    }

    /// <summary>True: a buffer was taken from here.</summary>
    public bool Holds(byte* buffer) => buffer >= _memory.Pointer && buffer < _memory.Pointer + Bytes;

    /// <summary>What is wrong with a buffer that was given back before, or never taken.</summary>
    public static InvalidOperationException NotInUse() => new("A buffer was handed back that is not in use.");

    /// <summary>Gives a buffer back.</summary>
    /// <exception cref="InvalidOperationException">It is not in use.</exception>
    public void Free(byte* buffer, long bytes)
    {
        long first = buffer - _memory.Pointer, end = first + bytes;
        int next = 0;
        while (next < _free.Count && _free[next].First < first) next++;
        if ((next > 0 && _free[next - 1].End > first) || (next < _free.Count && _free[next].First < end)) throw NotInUse();
        if (next < _free.Count && _free[next].First == end)
        {
            end = _free[next].End;
            _free.RemoveAt(next);
        }

        if (next > 0 && _free[next - 1].End == first) _free[next - 1] = (_free[next - 1].First, end);
        else _free.Insert(next, (first, end));
    }

    /// <summary>Takes all buffers back.</summary>
    public void Reset()
    {
        _free.Clear();
        _free.Add((0, Bytes));
        MostUsed = 0;
    }

    public void Dispose() => _memory.Dispose();
}
