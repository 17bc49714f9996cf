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

    // The devices that share the threads of this one, by what they compute in; null: this is one of them.
    private readonly Dictionary<Precision, CpuDevice>? _precisions;
    private readonly CpuDevice _opened;

    // The best that may be used; operations may have less. Null: whatever this processor has.
    private readonly KernelVariant? _variant;
    private bool _isDisposed;

    /// <summary>Chooses the kernels and starts the threads.</summary>
    /// <param name="variant">The kernels to use; null: <see cref="KernelVariants.Forced"/>, else the best.</param>
    /// <param name="threads">Threads that share the work; null: one a core.</param>
    /// <param name="precision">What operations compute in; null: fp32, and what a model's folder says.</param>
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

        _variant = variant ?? KernelVariants.Forced;
        Precision = precision ?? Precision.Float32;
        Kernels = KernelTable.For(KernelTable.ComputedFor(Precision, _variant), _variant);
        Pool = new WorkerPool(threads ?? Math.Min(Environment.ProcessorCount, MostThreads));
        HasChosenPrecision = precision is not null;
        (_opened, _precisions) = (this, []);
    }

    /// <summary>A device of kernels that are never chosen for a user, for tests and measurements.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="threads">Threads that share the work.</param>
    internal CpuDevice(KernelTable kernels, int threads)
    {
        (Precision, Kernels, _variant) = (kernels.Precision, kernels, kernels.Variant);
        Pool = new WorkerPool(threads);
        HasChosenPrecision = true;
        (_opened, _precisions) = (this, []);
    }

    // The device that was opened, computing in another precision.
    private CpuDevice(CpuDevice opened, Precision precision)
    {
        Precision = precision;
        Kernels = KernelTable.For(KernelTable.ComputedFor(precision, opened._variant), opened._variant);
        Pool = opened.Pool;
        HasChosenPrecision = true;
        (_opened, _variant) = (opened, opened._variant);
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
        string.Create(CultureInfo.InvariantCulture, $"{Threads:N0} {(Threads == 1 ? "thread" : "threads")}, {KernelName} kernels")
        + (Computed == Precision.Float32 ? "" : $", {Computed}");

    /// <inheritdoc/>
    public override Precision Precision { get; }

    internal override bool HasChosenPrecision { get; }

    internal override KernelTable Kernels { get; }

    internal WorkerPool Pool { get; }

    /// <inheritdoc/>
    public override Device WithPrecision(Precision precision)
    {
        ArgumentNullException.ThrowIfNull(precision);
        if (HasChosenPrecision && precision == Precision) return this;
        if (_precisions is not { } known) return _opened.WithPrecision(precision);
        lock (known)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!known.TryGetValue(precision, out var device)) known.Add(precision, device = new CpuDevice(this, precision));
            return device;
        }
    }

    /// <summary>The threads that work on a tensor: what every kernel of the processor asks first.</summary>
    internal static WorkerPool PoolOf(Tensor tensor) => ((CpuDevice)tensor.Device).Pool;

    internal override DeviceMemory Allocate(long bytes, bool hasLargePages = false) => new NativeBuffer(bytes, hasLargePages);

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

    internal override double MeasurePeak(double minRunMs) => Kernels.Linear.Tile is { } tile
        ? PeakDots.MeasureOnce(Pool, tile, minRunMs)
        : PeakFlops.MeasureOnce(Pool, Variant, minRunMs);

    /// <summary>Ends the threads; of a device that shares those of another it ends nothing.</summary>
    protected override void Dispose(bool disposing)
    {
        if (_opened != this) return;
        lock (_precisions!) _isDisposed = true;
        Pool.Dispose();
        base.Dispose(disposing);
    }
}
