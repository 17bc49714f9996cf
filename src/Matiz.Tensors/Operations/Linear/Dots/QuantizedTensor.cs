using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>The quantized form of a tensor's rows, as the device's kernels multiply it, in the memory of the same tape.</summary>
internal sealed unsafe class QuantizedTensor(DotElement element, int rows, int columns, byte* memory)
{
    // The tallest tile.
    private const int RowGranularity = 32;

    /// <summary>Its place, of <see cref="BytesOf"/> bytes.</summary>
    public byte* Memory => memory;

    /// <summary>Bytes of memory.</summary>
    public long Bytes { get; } = BytesOf(element, rows, columns);

    /// <summary>False until an operation has written it.</summary>
    public bool IsFilled { get; set; }

    /// <summary>Where its rows go, by the quantizer.</summary>
    public QuantizedTarget TargetOf(RowQuantizer quantizer) => QuantizedTarget.In(memory, quantizer, rows, columns);

    /// <summary>Bytes of memory for so many rows: integers, then scales.</summary>
    public static long BytesOf(DotElement element, int rows, int columns) =>
        (long)RoundUpRows(rows) * ((DotElements.GroupsOf(element, columns) * DotTile.GroupBytes) + sizeof(float));

    /// <summary>Rows that a tile of any kernel may read.</summary>
    public static int RoundUpRows(int rows) => (rows + RowGranularity - 1) / RowGranularity * RowGranularity;
}

/// <summary>Where an operation leaves the quantized form of the rows that it has just made; goes into jobs.</summary>
internal unsafe struct QuantizedTarget
{
    public RowQuantizer Quantizer;

    /// <summary>[rows, RowBytes]</summary>
    public byte* Values;
    public nint RowBytes;

    /// <summary>[rows]</summary>
    public float* Scales;
    public int Columns;

    /// <summary>False: nobody wants it.</summary>
    public readonly bool IsWanted => Values != null;

    /// <summary>The target of an operation's result: none where its tape prepared none.</summary>
    public static QuantizedTarget For(Tensor y)
    {
        if (y.Quantized is not { } quantized) return default;
        quantized.IsFilled = true;
        return quantized.TargetOf(y.Device.Kernels.Linear.Quantizer);
    }

    /// <summary>A target in memory of <see cref="QuantizedTensor.BytesOf"/> bytes.</summary>
    public static QuantizedTarget In(byte* memory, RowQuantizer quantizer, int rows, int columns)
    {
        nint rowBytes = DotElements.GroupsOf(quantizer.Element, columns) * DotTile.GroupBytes;
        return new QuantizedTarget
        {
            Quantizer = quantizer,
            Values = memory,
            RowBytes = rowBytes,
            Scales = (float*)(memory + (QuantizedTensor.RoundUpRows(rows) * rowBytes)),
            Columns = columns,
        };
    }

    /// <summary>Quantizes one row.</summary>
    public readonly void Quantize(int row, float* values) => Quantize(row, values, Quantizer.LargestBits(values, Columns));

    /// <summary>Quantizes one row by the bits of its largest absolute value, for whoever met all of them on the way.</summary>
    public readonly void Quantize(int row, float* values, int largestBits) =>
        Scales[row] = Quantizer.QuantizeByLargest(values, Columns, largestBits, Values + (row * RowBytes), RowBytes);
}

/// <summary>Quantizes the rows of a tensor that nobody quantized where it was made; a task is a block of rows.</summary>
internal unsafe struct QuantizeRowsJob : IJob
{
    private const int RowsATask = 16;

    public QuantizedTarget Target;
    public float* Values;
    public int Rows;

    public readonly int TaskCount => (Rows + RowsATask - 1) / RowsATask;

    public readonly void Execute(int task, int worker)
    {
        int end = Math.Min(Rows, (task + 1) * RowsATask);
        for (int row = task * RowsATask; row < end; row++) Target.Quantize(row, Values + ((long)row * Target.Columns));
    }
}
