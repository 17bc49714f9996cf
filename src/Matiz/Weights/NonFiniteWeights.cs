using System.Globalization;
using Matiz.Formats;

namespace Matiz.Weights;

/// <summary>Looks through the numbers of a file for one that is not finite.</summary>
internal static class NonFiniteWeights
{
    private const int Part = 1 << 20;

    /// <summary>The first such number of a tensor in words; null: all are finite, or it holds no floating-point numbers.</summary>
    public static string? FirstOf(WeightFiles.Located tensor)
    {
        var (entry, array) = tensor;
        if (entry.DType is not (ArrayDType.Float32 or ArrayDType.Float16 or ArrayDType.BFloat16 or ArrayDType.Float64)) return null;
        var values = new float[(int)Math.Min(Part, entry.ElementCount)];
        for (long start = 0; start < entry.ElementCount; start += Part)
        {
            var part = values.AsSpan(0, (int)Math.Min(Part, entry.ElementCount - start));
            array.ReadFloats(start, part);
            for (int i = 0; i < part.Length; i++)
            {
                if (!float.IsFinite(part[i])) return Describe(entry.OriginalName, part[i], start + i, entry.Shape);
            }
        }

        return null;
    }

    /// <summary><c>tensor 'x' holds NaN at [3, 5]</c>.</summary>
    public static string Describe(string name, float value, long at, long[] shape)
    {
        var indices = new long[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--) (at, indices[axis]) = Math.DivRem(at, shape[axis]);
        return string.Create(CultureInfo.InvariantCulture, $"tensor '{name}' holds {value} at [{string.Join(", ", indices)}]");
    }
}
