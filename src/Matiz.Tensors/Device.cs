using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations;

namespace Matiz.Tensors;

/// <summary>
/// Where tensors lie and operations run: its memory, its copies, its kernels. Model code never asks which device it has. Devices are
/// written inside this library, beside their kernels.
/// </summary>
public abstract unsafe class Device : IDisposable
{
    /// <summary>The most threads of a device: more than any machine has cores for, and less than systems refuse.</summary>
    public const int MostThreads = 1024;

    private static readonly Lazy<Device> Best = new(static () => Open());

    private readonly Stack<Arena> _idleArenas = new();
    private readonly Lock _arenas = new();

    private protected Device()
    {
    }

    /// <summary>
    /// The device that is used when none is named: the best of this machine, with every core. It computes in fp32, and what a model's
    /// folder holds in 8-bit weights in int8; <see cref="WithPrecision"/> asks for another precision.
    /// </summary>
    public static Device Default => Best.Value;

    /// <summary>The kinds that this version knows, best first: <c>cpu</c>.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. DeviceKind.All.Select(kind => kind.Name)];

    /// <summary>A short name, for logs and settings: <c>cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Threads of this process that share the work.</summary>
    public abstract int Threads { get; }

    /// <summary>How the kernels are written, such as <c>avx512</c>: the same name and precision give the same bits.</summary>
    public abstract string KernelName { get; }

    /// <summary>The device in a few words, for people: <c>2 threads, avx512 kernels</c>.</summary>
    public abstract string Description { get; }

    /// <summary>What operations were asked to compute in; what they do compute in is <see cref="Computed"/>.</summary>
    public virtual Precision Precision => Kernels.Precision;

    /// <summary>
    /// What operations compute in: <see cref="Precision"/>, save for <see cref="Precision.BFloat16"/> on a processor without a unit
    /// that is fast at it, where it is <see cref="Precision.Float32"/>. Where the two differ, a trainer refuses to train.
    /// </summary>
    public Precision Computed => Kernels.Precision;

    /// <summary>One sentence for whoever chose the precision, where <see cref="Computed"/> is another; else null.</summary>
    public string? PrecisionNotice => Precision == Computed
        ? null
        : $"{Precision} was asked for, but this machine has no unit that is faster at it than at {Computed}: "
            + $"everything is computed in {Computed}.";

    /// <summary>
    /// Whether somebody chose <see cref="Precision"/>; false: what a model computes in is for its folder to say.
    /// </summary>
    internal abstract bool HasChosenPrecision { get; }

    /// <summary>The kernel of each operation.</summary>
    internal abstract KernelTable Kernels { get; }

    /// <summary>A device of a kind. Whoever opens one disposes it, when nothing that lies on it is used any more.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>; null: the best that this machine has.</param>
    /// <param name="options">How it computes; null: the defaults.</param>
    /// <exception cref="ArgumentException">The kind is unknown, or <see cref="KernelVariants.EnvironmentVariable"/> names no kernels of
    /// this processor.</exception>
    /// <exception cref="OutOfMemoryException">The system gives no more threads.</exception>
    public static Device Open(string? kind = null, DeviceOptions? options = null)
    {
        var found = DeviceKind.All.FirstOrDefault(known => kind is null ? known.IsUsable() : known.Name == kind)
            ?? throw new ArgumentException($"'{kind}' is no kind of device; known are {string.Join(", ", Kinds)}.", nameof(kind));
        return found.Open(options ?? new DeviceOptions());
    }

    /// <summary>
    /// This device computing in a precision, whatever a model's folder says: memory and threads are shared, and end with the device that
    /// was opened. Asked twice, it gives the same one. Disposing it does nothing.
    /// </summary>
    /// <param name="precision">One of <see cref="Precision.All"/>.</param>
    /// <exception cref="ArgumentException">It does not compute in that precision.</exception>
    /// <exception cref="ObjectDisposedException">The device was disposed.</exception>
    public abstract Device WithPrecision(Precision precision);

    /// <summary>A new tape for one forward pass, and its backward pass if <paramref name="training"/>.</summary>
    /// <param name="training">False: nothing is recorded, dropout does nothing.</param>
    /// <param name="randomness">What keys the dropout of this pass; needed only where dropout is above zero.</param>
    /// <exception cref="ArgumentException">Nothing is trained in the precision of this device.</exception>
    public Tape NewTape(bool training, StepRandomness randomness = default)
    {
        if (training && Precision.IsForwardOnly)
            throw new ArgumentException(
                $"the device computes in {Precision}, which computes forward only; train on a device of {Precision.Float32}.",
                nameof(training));
        return new Tape(this, RentArena(), training, randomness);
    }

    /// <summary>Ends what belongs to the device, such as threads.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroed memory, aligned to 64 bytes.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="hasLargePages">True: in large pages, where the device has such, for what is used from end to end.</param>
    internal abstract DeviceMemory Allocate(long bytes, bool hasLargePages = false);

    /// <summary>Copies numbers from this process to the device.</summary>
    internal abstract void CopyFromHost(ReadOnlySpan<float> source, float* destination);

    /// <summary>Copies numbers from the device to this process.</summary>
    internal abstract void CopyToHost(float* source, Span<float> destination);

    /// <summary>Zeroes numbers on the device.</summary>
    internal abstract void Clear(float* first, long count);

    /// <summary>Lets a callback write numbers that then lie on the device: in place where it can, else by way of a copy.</summary>
    internal virtual void Write(float* destination, int count, Action<Span<float>> fill)
    {
        var values = new float[count];
        fill(values);
        CopyFromHost(values, destination);
    }

    /// <summary>The most that the device computes, in GFLOP/s: one run of at least so many milliseconds.</summary>
    internal abstract double MeasurePeak(double minRunMs);

    /// <summary>Takes the memory of a tape back, for the next one.</summary>
    internal void Return(Arena arena)
    {
        arena.Reset();
        lock (_arenas) _idleArenas.Push(arena);
    }

    /// <summary>Ends what belongs to the device.</summary>
    /// <param name="disposing">True.</param>
    protected virtual void Dispose(bool disposing)
    {
    }

    private Arena RentArena()
    {
        lock (_arenas) return _idleArenas.TryPop(out var arena) ? arena : new Arena(this);
    }
}
