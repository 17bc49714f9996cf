namespace Matiz.Formats.Flax;

/// <summary>NumPy's names of the element types, as Flax writes them.</summary>
internal static class FlaxDTypes
{
    private static readonly (string Name, ArrayDType DType)[] _all =
    [
        ("float32", ArrayDType.Float32), ("float16", ArrayDType.Float16), ("bfloat16", ArrayDType.BFloat16),
        ("float64", ArrayDType.Float64), ("bool", ArrayDType.Bool), ("int8", ArrayDType.Int8), ("uint8", ArrayDType.UInt8),
        ("int16", ArrayDType.Int16), ("uint16", ArrayDType.UInt16), ("int32", ArrayDType.Int32), ("uint32", ArrayDType.UInt32),
        ("int64", ArrayDType.Int64), ("uint64", ArrayDType.UInt64), ("complex64", ArrayDType.Complex64),
        ("float8_e4m3fn", ArrayDType.Float8E4M3), ("float8_e5m2", ArrayDType.Float8E5M2),
        ("float8_e4m3fnuz", ArrayDType.Float8E4M3Fnuz), ("float8_e5m2fnuz", ArrayDType.Float8E5M2Fnuz),
        ("float8_e8m0fnu", ArrayDType.Float8E8M0),
    ];

    /// <summary>The type of a name; null for one that is not known.</summary>
    public static ArrayDType? Find(string name)
    {
        foreach (var (known, dtype) in _all)
        {
            if (string.Equals(known, name, StringComparison.Ordinal)) return dtype;
        }

        return null;
    }

    /// <summary>The name of a type; null where NumPy has none.</summary>
    public static string? NameOf(ArrayDType dtype)
    {
        foreach (var (name, known) in _all)
        {
            if (known == dtype) return name;
        }

        return null;
    }
}
