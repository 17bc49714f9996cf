using System.Diagnostics;
using System.Globalization;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors;

/// <summary>
/// A matrix of 32-bit numbers on a device: <see cref="Rows"/> × <see cref="Columns"/>, row by row. Memory is allocated for a
/// multiple of eight rows; the rounding rows are zero. A tensor made by a <see cref="Tape"/> lives in that tape's memory and
/// must not be used after the tape was disposed.
/// </summary>
[DebuggerDisplay("{DebugText,nq}")]
public sealed unsafe class Tensor : IDisposable
{
    /// <summary>Allocated rows are a multiple of this, so that no kernel needs a row tail.</summary>
    internal const int RowGranularity = 8;

    private readonly DeviceMemory? _owned;
    private readonly Arena? _arena;
    private readonly int _generation;
    private readonly byte* _memory;
    private bool _released;

    private Tensor(Device device, DType dtype, int rows, int columns, DeviceMemory? owned, Arena? arena, byte* memory)
    {
        Device = device;
        DType = dtype;
        Rows = rows;
        Columns = columns;
        _owned = owned;
        _arena = arena;
        _generation = arena?.Generation ?? 0;
        _memory = memory;
    }

    /// <summary>Where the numbers lie.</summary>
    public Device Device { get; }

    /// <summary>The type of the elements.</summary>
    public DType DType { get; }

    /// <summary>Logical rows.</summary>
    public int Rows { get; }

    /// <summary>Elements a row.</summary>
    public int Columns { get; }

    /// <summary>Logical elements: rows × columns.</summary>
    public long Length => (long)Rows * Columns;

    /// <summary>Rows for which memory is held: <see cref="Rows"/> rounded up to a multiple of eight.</summary>
    public int AllocatedRows => RoundUpRows(Rows);

    /// <summary>True when a gradient flows back to this tensor on its tape.</summary>
    public bool RequiresGradient { get; internal set; }

    /// <summary>The gradient, once <see cref="Tape.Backward"/> has reached this tensor; null before.</summary>
    public Tensor? Gradient { get; internal set; }

    /// <summary>
    /// The rows in the narrow numbers of linear layers, where the operation that makes them is to leave them, or has left them; null:
    /// nobody asked.
    /// </summary>
    internal QuantizedTensor? Quantized { get; private set; }

    /// <summary>False: the rows are only kept as <see cref="Quantized"/>.</summary>
    internal bool HasFloats => _memory is not null;

    /// <summary>The first element.</summary>
    /// <exception cref="ObjectDisposedException">The tape that made the tensor was disposed, or the tensor was released.</exception>
    internal float* Pointer
    {
        get
        {
            ThrowIfStale();
            if (_memory is null) throw new InvalidOperationException("the tensor is kept in narrow numbers alone.");
            return (float*)_memory;
        }
    }

    private string DebugText =>
        $"{DType} [{Rows}, {Columns}] "
        + $"{string.Join(" ", FirstValues().Select(value => value.ToString("g4", CultureInfo.InvariantCulture)))} …";

    /// <summary>A tensor of its own memory, filled with <paramref name="values"/> row by row.</summary>
    /// <exception cref="ArgumentException">There are not rows × columns values.</exception>
    public static Tensor FromArray(Device device, int rows, int columns, ReadOnlySpan<float> values)
    {
        var tensor = Zeros(device, rows, columns);
        tensor.CopyFrom(values);
        return tensor;
    }

    /// <summary>A tensor of its own memory, all zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public static Tensor Zeros(Device device, int rows, int columns, DType dtype = DType.Float32)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        var memory = device.Allocate(BytesOf(rows, columns));
        return new Tensor(device, dtype, rows, columns, memory, arena: null, memory.Pointer);
    }

    /// <summary>Copies the logical elements, row by row.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <see cref="Length"/>.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (destination.Length < Length)
            throw new ArgumentException(
                $"a tensor of {Rows} × {Columns} was to be copied to {destination.Length} places.", nameof(destination));
        Device.CopyToHost(Pointer, destination[..(int)Length]);
    }

    /// <summary>Overwrites the logical elements, row by row.</summary>
    /// <exception cref="ArgumentException"><paramref name="values"/> has another length than <see cref="Length"/>.</exception>
    public void CopyFrom(ReadOnlySpan<float> values)
    {
        if (values.Length != Length)
            throw new ArgumentException($"{values.Length} values were given for a tensor of {Rows} × {Columns}.", nameof(values));
        Changed();
        Device.CopyFromHost(values, Pointer);
    }

    /// <summary>The logical elements, row by row, in a new array.</summary>
    public float[] ToArray()
    {
        var values = GC.AllocateUninitializedArray<float>(checked((int)Length));
        Device.CopyToHost(Pointer, values);
        return values;
    }

    /// <summary>Frees memory of the tensor's own; one that belongs to a tape is left to the tape.</summary>
    public void Dispose()
    {
        _released = true;
        _owned?.Dispose();
    }

    /// <summary>The logical elements in place: for kernels of the processor, whose memory this process can read.</summary>
    internal Span<float> AsSpan() => new(Pointer, checked((int)Length));

    /// <summary>Copies the elements of the rows from <paramref name="firstRow"/> on, as many as fill the destination.</summary>
    internal void CopyRowsTo(int firstRow, Span<float> destination) => Device.CopyToHost(Pointer + ((long)firstRow * Columns), destination);

    /// <summary>Lets a callback overwrite all logical elements, row by row.</summary>
    internal void Write(Action<Span<float>> fill)
    {
        Changed();
        Device.Write(Pointer, checked((int)Length), fill);
    }

    /// <summary>Zeroes all logical elements.</summary>
    internal void Clear()
    {
        Changed();
        Device.Clear(Pointer, Length);
    }

    /// <summary>Zeroes one row.</summary>
    internal void ClearRow(int row) => Device.Clear(Pointer + ((long)row * Columns), Columns);

    internal static int RoundUpRows(int rows) => (rows + RowGranularity - 1) / RowGranularity * RowGranularity;

    internal static Tensor InArena(Device device, Arena arena, int rows, int columns, DType dtype)
    {
        byte* memory = arena.Allocate(BytesOf(rows, columns));
        var tensor = new Tensor(device, dtype, rows, columns, owned: null, arena, memory);
        tensor.ZeroRoundingRows();
        return tensor;
    }

    /// <summary>A tensor of a tape whose rows are only kept in the narrow numbers of linear layers.</summary>
    internal static Tensor QuantizedInArena(Device device, Arena arena, int rows, int columns, DotElement element)
    {
        var tensor = new Tensor(device, DType.Float32, rows, columns, owned: null, arena, memory: null);
        tensor.WantQuantized(element);
        return tensor;
    }

    /// <summary>
    /// Prepares for the operation that makes this tensor to leave its rows in narrow numbers too, in memory of the same tape.
    /// </summary>
    internal void WantQuantized(DotElement element) =>
        Quantized = new QuantizedTensor(element, Rows, Columns, _arena!.Allocate(QuantizedTensor.BytesOf(element, Rows, Columns)));

    /// <summary>Says that the elements were written in place: integers made of them before hold no longer.</summary>
    internal void Changed() => Quantized = null;

    /// <summary>Makes the rows above <see cref="Rows"/> zero again, after a kernel that works on whole blocks of rows.</summary>
    internal void ZeroRoundingRows()
    {
        if (HasFloats) Device.Clear(Pointer + Length, (long)(AllocatedRows - Rows) * Columns);
    }

    /// <summary>Gives the memory back to the tape's arena at once.</summary>
    internal void Release()
    {
        ThrowIfStale();
        _released = true;
        if (HasFloats) _arena!.Recycle(_memory, BytesOf(Rows, Columns));
        if (Quantized is { } quantized) _arena!.Recycle(quantized.Memory, quantized.Bytes);
    }

    private static long BytesOf(int rows, int columns) => (long)RoundUpRows(rows) * columns * sizeof(float);

    private void ThrowIfStale()
    {
        if (_released || (_arena is not null && _arena.Generation != _generation)) ThrowStale();
    }

    private static void ThrowStale() =>
        throw new ObjectDisposedException(
            nameof(Tensor),
            "The tensor's memory was taken back: its tape was disposed, or it was released. Copy what must outlive the tape with ToArray.");

    private float[] FirstValues()
    {
        if (_released || !HasFloats || DType != DType.Float32) return [];
        var values = new float[(int)Math.Min(Length, 6)];
        Device.CopyToHost(Pointer, values);
        return values;
    }
}
