namespace Matiz.Formats.Safetensors;

/// <summary>The format's names of the element types.</summary>
public static class SafetensorsDTypes
{
    // In the order of the enumeration.
    private static readonly string[] Names =
    [
        "BOOL", "F4", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ",
        "I16", "U16", "F16", "BF16", "I32", "U32", "F32", "C64", "F64", "I64", "U64",
    ];

    /// <summary>All names, separated by blanks: for messages.</summary>
    internal static string All => string.Join(' ', Names);

    /// <summary>The name that the format gives a type, for instance <c>BF16</c>.</summary>
    public static string NameOf(ArrayDType dtype) => Names[(int)dtype];

    /// <summary>The type of a name; false for a name that the format does not have (names are upper case).</summary>
    public static bool TryParse(string name, out ArrayDType dtype)
    {
        int index = Array.IndexOf(Names, name);
        dtype = (ArrayDType)Math.Max(index, 0);
        return index >= 0;
    }
}
