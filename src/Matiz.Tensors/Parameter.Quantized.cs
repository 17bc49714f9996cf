namespace Matiz.Tensors;

/// <summary>A weight that was read as 8-bit integers, or that devices of integers leave in floats.</summary>
public sealed partial class Parameter
{
    /// <summary>True: devices that compute in int8 compute the layers of this weight in fp32. Default false.</summary>
    public bool KeepsFloat { get; set; }

    /// <summary>
    /// The integers of <see cref="SetQuantized"/>, which linear layers use as they are; null: none, or the values changed.
    /// </summary>
    internal QuantizedMatrix? Quantized { get; private set; }

    /// <summary>
    /// Overwrites the values by integers times the scale of their row, and keeps the integers for devices that compute in int8.
    /// </summary>
    /// <param name="values">[rows, columns], within ±127.</param>
    /// <param name="scales">[rows]</param>
    /// <exception cref="ArgumentException">Another number of values or scales than the matrix has.</exception>
    internal void SetQuantized(ReadOnlySpan<sbyte> values, ReadOnlySpan<float> scales)
    {
        if (values.Length != Length || scales.Length != Value.Rows)
            throw new ArgumentException(
                $"parameter '{Name}' of {Value.Rows} × {Value.Columns} was given {values.Length} integers and {scales.Length} scales.",
                nameof(values));
        var quantized = new QuantizedMatrix(values, scales);
        int columns = Value.Columns;
        Fill(master =>
        {
            for (int row = 0; row < quantized.Scales.Length; row++)
            {
                float scale = quantized.Scales[row];
                for (int i = row * columns; i < (row + 1) * columns; i++) master[i] = quantized.Values[i] * scale;
            }
        });
        Quantized = quantized;
    }

    private void DropQuantized()
    {
        Quantized?.Dispose();
        Quantized = null;
    }
}
