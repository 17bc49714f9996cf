using Matiz.Tensors.Memory;

namespace Matiz.Tensors;

/// <summary>The 8-bit integers that a matrix was made from, with a scale for each row, in memory of this process.</summary>
internal sealed unsafe class QuantizedMatrix : IDisposable
{
    private readonly NativeBuffer _values;
    private readonly NativeBuffer _scales;
    private readonly int _length;
    private readonly int _rows;

    public QuantizedMatrix(ReadOnlySpan<sbyte> values, ReadOnlySpan<float> scales)
    {
        _length = values.Length;
        _rows = scales.Length;
        _values = new NativeBuffer(_length);
        _scales = new NativeBuffer((long)_rows * sizeof(float));
        values.CopyTo(new Span<sbyte>(Pointer, _length));
        scales.CopyTo(new Span<float>(ScalePointer, _rows));
    }

    /// <summary>[rows, columns]</summary>
    public ReadOnlySpan<sbyte> Values => new(Pointer, _length);

    /// <summary>[rows]</summary>
    public ReadOnlySpan<float> Scales => new(ScalePointer, _rows);

    internal sbyte* Pointer => (sbyte*)_values.Pointer;

    internal float* ScalePointer => (float*)_scales.Pointer;

    public void Dispose()
    {
        _values.Dispose();
        _scales.Dispose();
    }
}
