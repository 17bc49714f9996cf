using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors;

/// <summary>The processor: one pool of threads, one set of kernels. Results have the same bits for any number of threads.</summary>
public sealed class CpuDevice : Device, IDisposable
{
    /// <summary>The most threads of a device: more than any machine has cores for, and less than systems refuse.</summary>
    public const int MostThreads = 1024;

    private readonly Stack<Arena> _idleArenas = new();
    private readonly Lock _arenas = new();

    /// <summary>Starts the threads and chooses the kernels.</summary>
    /// <param name="variant">The kernels to use; null: <see cref="KernelVariants.Default"/>.</param>
    /// <param name="threads">Threads that share the work; null: one a core.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1, or above <see cref="MostThreads"/>.</exception>
    /// <exception cref="OutOfMemoryException">The system gives no more threads.</exception>
    public CpuDevice(KernelVariant? variant = null, int? threads = null)
    {
        if (threads is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(threads));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostThreads, nameof(threads));
        }

        Variant = variant ?? KernelVariants.Default;
        Pool = new WorkerPool(threads ?? Math.Min(Environment.ProcessorCount, MostThreads));
        Kernels = KernelTable.For(Variant);
    }

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <summary>The kernels in use.</summary>
    public KernelVariant Variant { get; }

    /// <summary>Threads that share the work.</summary>
    public int Threads => Pool.Workers;

    internal WorkerPool Pool { get; }

    internal KernelTable Kernels { get; }

    /// <inheritdoc/>
    public override Tape NewTape(bool training, StepRandomness randomness = default) => new(this, RentArena(), training, randomness);

    /// <summary>Ends the threads.</summary>
    public void Dispose() => Pool.Dispose();

    internal void Return(Arena arena)
    {
        arena.Reset();
        lock (_arenas) _idleArenas.Push(arena);
    }

    private Arena RentArena()
    {
        lock (_arenas) return _idleArenas.TryPop(out var arena) ? arena : new Arena();
    }
}
