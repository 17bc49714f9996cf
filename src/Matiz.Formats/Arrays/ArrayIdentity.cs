namespace Matiz.Formats.Arrays;

/// <summary>Which bytes an array shows, and how: two of one identity are the same numbers under two names.</summary>
/// <param name="Source">What holds the bytes.</param>
/// <param name="Offset">The first byte.</param>
/// <param name="DType">The element type.</param>
/// <param name="Layout">Shape and steps.</param>
internal readonly record struct ArrayIdentity(object Source, long Offset, ArrayDType DType, string Layout)
{
    /// <summary>Shape and steps in one text.</summary>
    public static string LayoutOf(long[] shape, long[] strides) => string.Join(' ', shape) + "/" + string.Join(' ', strides);
}
