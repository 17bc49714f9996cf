namespace Matiz.Tensors.Memory;

/// <summary>Lays several arrays into one buffer, each on cache lines of its own.</summary>
internal struct MemoryPlan
{
    /// <summary>Bytes of all.</summary>
    public long Bytes { get; private set; }

    /// <summary>The place of an array of so many bytes.</summary>
    public long Add(long bytes)
    {
        long place = Bytes;
        Bytes += (bytes + 63) & ~63L;
        return place;
    }
}
