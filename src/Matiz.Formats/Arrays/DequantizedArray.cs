using System.Runtime.InteropServices;

namespace Matiz.Formats.Arrays;

/// <summary>A matrix of integers as the singles that they mean: each number times the scale of its row.</summary>
internal sealed class DequantizedArray : NamedArray
{
    private const int Part = 1 << 16;
    private readonly NamedArray _source;
    private readonly float[] _scales;
    private readonly long _columns;

    /// <summary>A matrix made of another.</summary>
    /// <param name="source">[rows, columns] of I8.</param>
    /// <param name="scales">One for each row.</param>
    public DequantizedArray(NamedArray source, float[] scales)
        : base(source.Path, source.Name, ArrayDType.Float32, source.Shape)
    {
        if (source.DType != ArrayDType.Int8 || source.Shape is not [var rows, var columns] || rows != scales.Length)
            throw new ArgumentException($"{source} has no row for each of {scales.Length} scales.", nameof(scales));
        (_source, _scales, _columns) = (source, scales, columns);
    }

    private protected override void Read(long start, Span<byte> destination)
    {
        var values = new float[Math.Min(Part, destination.Length / sizeof(float))];
        for (long first = start / sizeof(float); !destination.IsEmpty;)
        {
            var part = values.AsSpan(0, Math.Min(values.Length, destination.Length / sizeof(float)));
            _source.ReadFloats(first, part);
            Scale(first, part);
            var bytes = MemoryMarshal.AsBytes(part);
            bytes.CopyTo(destination);
            destination = destination[bytes.Length..];
            first += part.Length;
        }
    }

    private void Scale(long first, Span<float> values)
    {
        for (int done = 0; done < values.Length;)
        {
            long row = Math.DivRem(first + done, _columns, out long column);
            int count = (int)Math.Min(values.Length - done, _columns - column);
            float scale = _scales[row];
            foreach (ref float value in values.Slice(done, count)) value *= scale;
            done += count;
        }
    }
}
