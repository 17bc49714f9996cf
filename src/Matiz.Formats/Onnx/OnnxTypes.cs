namespace Matiz.Formats.Onnx;

/// <summary>The format's numbers for types of elements and of attributes.</summary>
internal static class OnnxTypes
{
    public const int Float = 1, Int8 = 3, Int64 = 7, Bool = 9;
    public const int FloatAttribute = 1, IntAttribute = 2, TensorAttribute = 4, IntsAttribute = 7;

    private static readonly (int Number, ArrayDType Type)[] Known =
    [
        (Float, ArrayDType.Float32), (2, ArrayDType.UInt8), (Int8, ArrayDType.Int8), (4, ArrayDType.UInt16), (5, ArrayDType.Int16),
        (6, ArrayDType.Int32), (Int64, ArrayDType.Int64), (Bool, ArrayDType.Bool), (10, ArrayDType.Float16), (11, ArrayDType.Float64),
        (12, ArrayDType.UInt32), (13, ArrayDType.UInt64), (16, ArrayDType.BFloat16),
    ];

    /// <summary>The type of a number; null: texts, complex numbers, floats of 8 or 4 bits.</summary>
    public static ArrayDType? Find(int number)
    {
        foreach (var (known, type) in Known)
        {
            if (known == number) return type;
        }

        return null;
    }

    /// <summary>Whether numbers of a type can be weights.</summary>
    public static bool IsFloat(int number) =>
        Find(number) is ArrayDType.Float32 or ArrayDType.Float16 or ArrayDType.Float64 or ArrayDType.BFloat16;
}
