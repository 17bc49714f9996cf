namespace Matiz.Tensors.Memory;

/// <summary>
/// Native memory of the running thread for intermediate results, kept for the next use. Each slot is one buffer; a request may
/// move it, so a kernel asks once, for all it needs, before it writes.
/// </summary>
internal static unsafe class ThreadScratch
{
    [ThreadStatic]
    private static NativeBuffer?[]? _buffers;

    /// <summary>Who uses a buffer: what lives through a job must not share one with its tasks, since the caller runs tasks too.</summary>
    public enum Slot
    {
        /// <summary>Within one task.</summary>
        Task,

        /// <summary>Shared by all tasks of a job, owned by the thread that runs it.</summary>
        Job,
    }

    /// <summary>At least <paramref name="bytes"/> bytes, aligned to 64, with unspecified content.</summary>
    public static byte* Get(Slot slot, long bytes)
    {
        _buffers ??= new NativeBuffer?[2];
        ref var buffer = ref _buffers[(int)slot];
        if (buffer is null || buffer.Bytes < bytes)
        {
            buffer?.Dispose();
            buffer = new NativeBuffer(bytes + (bytes / 4));
        }

        return buffer.Pointer;
    }

    /// <summary>As <see cref="Get"/>, counted in numbers.</summary>
    public static float* GetFloats(Slot slot, long count) => (float*)Get(slot, count * sizeof(float));
}
