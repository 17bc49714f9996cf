namespace Matiz.Formats.Safetensors;

/// <summary>The format's names of the element types.</summary>
public static class SafetensorsDTypes
{
    private static readonly (string Name, ArrayDType DType)[] Names =
    [
        ("F32", ArrayDType.Float32), ("F16", ArrayDType.Float16), ("BF16", ArrayDType.BFloat16), ("F64", ArrayDType.Float64),
        ("I64", ArrayDType.Int64), ("I32", ArrayDType.Int32), ("I16", ArrayDType.Int16), ("I8", ArrayDType.Int8),
        ("U64", ArrayDType.UInt64), ("U32", ArrayDType.UInt32), ("U16", ArrayDType.UInt16), ("U8", ArrayDType.UInt8),
        ("BOOL", ArrayDType.Bool), ("C64", ArrayDType.Complex64),
        ("F8_E5M2", ArrayDType.Float8E5M2), ("F8_E4M3", ArrayDType.Float8E4M3), ("F8_E8M0", ArrayDType.Float8E8M0),
        ("F8_E4M3FNUZ", ArrayDType.Float8E4M3Fnuz), ("F8_E5M2FNUZ", ArrayDType.Float8E5M2Fnuz), ("F4", ArrayDType.Float4),
    ];

    /// <summary>All names, separated by blanks: for messages.</summary>
    internal static string All { get; } = string.Join(' ', Names.Select(pair => pair.Name));

    /// <summary>The name that the format gives a type, for instance <c>BF16</c>.</summary>
    public static string NameOf(ArrayDType dtype)
    {
        foreach (var (name, candidate) in Names)
        {
            if (candidate == dtype) return name;
        }

        throw new ArgumentOutOfRangeException(nameof(dtype));
    }

    /// <summary>The type of a name; false for a name that the format does not have (names are upper case).</summary>
    public static bool TryParse(string name, out ArrayDType dtype)
    {
        foreach (var (candidate, value) in Names)
        {
            if (!string.Equals(candidate, name, StringComparison.Ordinal)) continue;
            dtype = value;
            return true;
        }

        dtype = default;
        return false;
    }
}
