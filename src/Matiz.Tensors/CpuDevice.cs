using System.Globalization;
using Matiz.Tensors.Benchmarking;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors;

/// <summary>The processor: one pool of threads, one set of kernels. Results have the same bits for any number of threads.</summary>
internal sealed unsafe class CpuDevice : Device
{
    // Below this, handing the work to threads takes longer than the work.
    private const long SharedClearing = ClearJob.BlockElements;

    /// <summary>Chooses the kernels and starts the threads.</summary>
    /// <param name="variant">The kernels to use; null: <see cref="KernelVariants.Default"/>.</param>
    /// <param name="threads">Threads that share the work; null: one a core.</param>
    /// <param name="precision">What operations compute in; null: <see cref="Precision.Float32"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 1, or above
    /// <see cref="Device.MostThreads"/>.</exception>
    /// <exception cref="OutOfMemoryException">The system gives no more threads.</exception>
    public CpuDevice(KernelVariant? variant = null, int? threads = null, Precision? precision = null)
    {
        if (threads is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(threads));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostThreads, nameof(threads));
        }

        Kernels = KernelTable.For(precision ?? Precision.Float32, variant ?? KernelVariants.Default);
        Pool = new WorkerPool(threads ?? Math.Min(Environment.ProcessorCount, MostThreads));
    }

    /// <inheritdoc/>
    public override string Name => "cpu";

    /// <summary>The variant of the kernels in use.</summary>
    public KernelVariant Variant => Kernels.Variant;

    /// <inheritdoc/>
    public override int Threads => Pool.Workers;

    /// <inheritdoc/>
    public override string KernelName => KernelVariants.NameOf(Variant);

    /// <inheritdoc/>
    public override string Description =>
        string.Create(CultureInfo.InvariantCulture, $"{Threads:N0} {(Threads == 1 ? "thread" : "threads")}, {KernelName} kernels");

    internal override KernelTable Kernels { get; }

    internal WorkerPool Pool { get; }

    /// <summary>The threads that work on a tensor: what every kernel of the processor asks first.</summary>
    internal static WorkerPool PoolOf(Tensor tensor) => ((CpuDevice)tensor.Device).Pool;

    internal override DeviceMemory Allocate(long bytes) => new NativeBuffer(bytes);

    internal override void CopyFromHost(ReadOnlySpan<float> source, float* destination) =>
        source.CopyTo(new Span<float>(destination, source.Length));

    internal override void CopyToHost(float* source, Span<float> destination) =>
        new ReadOnlySpan<float>(source, destination.Length).CopyTo(destination);

    internal override void Clear(float* first, long count)
    {
        if (count <= SharedClearing) new Span<float>(first, (int)count).Clear();
        else ClearJob.Clear(Pool, first, count);
    }

    internal override void Write(float* destination, int count, Action<Span<float>> fill) => fill(new Span<float>(destination, count));

    internal override double MeasurePeak(double minRunMs) => PeakFlops.MeasureOnce(Pool, Variant, minRunMs);

    /// <summary>Ends the threads.</summary>
    protected override void Dispose(bool disposing)
    {
        Pool.Dispose();
        base.Dispose(disposing);
    }
}
