using System.Runtime.InteropServices;

namespace Matiz.Formats.Arrays;

/// <summary>An array of floating-point numbers rounded to another type of them, to nearest even.</summary>
internal sealed class ConvertedArray : NamedArray
{
    private const int Part = 1 << 16;
    private readonly NamedArray _source;

    /// <summary>An array whose numbers are those of another.</summary>
    /// <param name="source">What it is made of: F64, F32, F16 or BF16.</param>
    /// <param name="dtype">F32, F16 or BF16.</param>
    public ConvertedArray(NamedArray source, ArrayDType dtype)
        : base(source.Path, source.Name, dtype, source.Shape) => _source = source;

    /// <summary>Whether numbers of a type can be rounded.</summary>
    public static bool IsFloat(ArrayDType dtype) =>
        dtype is ArrayDType.Float64 or ArrayDType.Float32 or ArrayDType.Float16 or ArrayDType.BFloat16;

    internal override ArrayIdentity? Identity =>
        _source.Identity is { } identity ? identity with { Layout = identity.Layout + " as " + DType } : null;

    private protected override void Read(long start, Span<byte> destination)
    {
        int size = DType.Bits() / 8;
        var values = new float[Math.Min(Part, destination.Length / size)];
        for (long first = start / size; !destination.IsEmpty;)
        {
            var part = values.AsSpan(0, Math.Min(values.Length, destination.Length / size));
            _source.ReadFloats(first, part);
            var bytes = destination[..(part.Length * size)];
            switch (DType)
            {
                case ArrayDType.Float32: MemoryMarshal.AsBytes(part).CopyTo(bytes); break;
                case ArrayDType.Float16: FloatConversion.ToHalves(part, MemoryMarshal.Cast<byte, Half>(bytes)); break;
                default: FloatConversion.ToBFloat16s(part, MemoryMarshal.Cast<byte, ushort>(bytes)); break;
            }

            CheckRange(part, bytes, first);
            destination = destination[bytes.Length..];
            first += part.Length;
        }
    }

    // What is finite must stay finite: halves end at 65,504.
    private void CheckRange(ReadOnlySpan<float> values, ReadOnlySpan<byte> rounded, long first)
    {
        if (DType != ArrayDType.Float16) return;
        var halves = MemoryMarshal.Cast<byte, Half>(rounded);
        for (int i = 0; i < values.Length; i++)
        {
            if (!Half.IsInfinity(halves[i]) || float.IsInfinity(values[i])) continue;
            throw new ArrayFileException(
                Path, string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"tensor '{Name}' holds {values[i]} (element {first + i}), which half precision cannot hold. "
                    + $"At most 65504 was expected. Convert to bf16 instead."));
        }
    }
}
