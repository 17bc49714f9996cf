namespace Matiz.Formats.Hdf5;

/// <summary>The type of the elements of a dataset or attribute.</summary>
/// <param name="Kind">What an element is.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Number">The type of a number that is read here; null for everything else.</param>
/// <param name="Name">What it is called in messages.</param>
internal sealed record Hdf5Type(Hdf5TypeKind Kind, int Size, ArrayDType? Number, string Name)
{
    private static readonly string[] Classes =
    [
        "an integer", "a float", "a time", "a text", "a bit field", "opaque bytes", "a structure", "a reference", "an enumeration",
        "a list", "an array",
    ];

    // Bits of sign, exponent (place, size) and mantissa (place, size), and the exponent's bias.
    private static readonly (ArrayDType Type, int Sign, int ExponentAt, int Exponent, int Mantissa, uint Bias)[] Floats =
    [
        (ArrayDType.Float16, 15, 10, 5, 10, 15),
        (ArrayDType.BFloat16, 15, 7, 8, 7, 127),
        (ArrayDType.Float32, 31, 23, 8, 23, 127),
        (ArrayDType.Float64, 63, 52, 11, 52, 1023),
    ];

    /// <summary>Reads a type.</summary>
    /// <exception cref="Hdf5Exception">The description breaks the format.</exception>
    public static Hdf5Type Read(ref Hdf5Cursor cursor)
    {
        int first = cursor.Byte(), kind = first & 15, version = first >> 4;
        if (version is < 1 or > 5 || kind >= Classes.Length) throw cursor.Fault($"has class {kind} and version {version}");
        int bits = cursor.Byte(), moreBits = cursor.Byte();
        cursor.Skip(1);
        uint size = cursor.UInt32();
        if (size is 0 or > int.MaxValue) throw cursor.Fault($"has elements of {size} bytes");
        string name = $"{Classes[kind]} of {size} bytes";
        return kind switch
        {
            0 => new Hdf5Type(Hdf5TypeKind.Number, (int)size, ReadInteger(ref cursor, bits, size), name),
            1 => new Hdf5Type(Hdf5TypeKind.Number, (int)size, ReadFloat(ref cursor, bits, moreBits, size), name),
            3 => new Hdf5Type(Hdf5TypeKind.FixedText, (int)size, null, name),
            9 when (bits & 15) == 1 && size == 16 => new Hdf5Type(Hdf5TypeKind.Text, (int)size, null, "a text of any length"),
            _ => new Hdf5Type(Hdf5TypeKind.Other, (int)size, null, name),
        };
    }

    private static ArrayDType? ReadInteger(ref Hdf5Cursor cursor, int bits, uint size)
    {
        bool isSigned = (bits & 8) != 0;
        int offset = cursor.UInt16(), precision = cursor.UInt16();
        if ((bits & 1) != 0 || offset != 0 || precision != size * 8) return null;       // big-endian, or bits between others
        return size switch
        {
            1 => isSigned ? ArrayDType.Int8 : ArrayDType.UInt8,
            2 => isSigned ? ArrayDType.Int16 : ArrayDType.UInt16,
            4 => isSigned ? ArrayDType.Int32 : ArrayDType.UInt32,
            8 => isSigned ? ArrayDType.Int64 : ArrayDType.UInt64,
            _ => null,
        };
    }

    private static ArrayDType? ReadFloat(ref Hdf5Cursor cursor, int bits, int sign, uint size)
    {
        const int LittleEndianWithHiddenOne = 0x20;
        int offset = cursor.UInt16(), precision = cursor.UInt16();
        int exponentAt = cursor.Byte(), exponent = cursor.Byte(), mantissaAt = cursor.Byte(), mantissa = cursor.Byte();
        uint bias = cursor.UInt32();
        if (bits != LittleEndianWithHiddenOne || offset != 0 || mantissaAt != 0 || precision != size * 8) return null;
        foreach (var known in Floats)
        {
            if ((known.Sign, known.ExponentAt, known.Exponent, known.Mantissa, known.Bias) == (sign, exponentAt, exponent, mantissa, bias)
                && precision == known.Sign + 1)
            {
                return known.Type;
            }
        }

        return null;
    }
}

/// <summary>What an element is.</summary>
internal enum Hdf5TypeKind
{
    /// <summary>A whole or a floating-point number.</summary>
    Number,

    /// <summary>A text of a fixed number of bytes.</summary>
    FixedText,

    /// <summary>A text that lies in the global heap.</summary>
    Text,

    /// <summary>Anything else.</summary>
    Other,
}
