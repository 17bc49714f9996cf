using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Matiz.Tensors.Simd;

/// <summary>Turns matrices by squares of four by four 32-bit numbers; the same instructions serve every vector width.</summary>
internal static unsafe class Transposition
{
    /// <summary>
    /// destination[c][r] = source[r][c]; the columns of <paramref name="destination"/> from <paramref name="rows"/> to
    /// <paramref name="destinationStride"/> are zero.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(float* source, long sourceStride, int rows, int columns, float* destination, long destinationStride)
    {
        int wholeRows = rows & ~3, paddedRows = (rows + 3) & ~3, wholeColumns = columns & ~3;
        if (paddedRows == wholeRows || paddedRows > destinationStride)
        {
            TransposeBlock(source, sourceStride, rows, columns, destination, destinationStride);
            paddedRows = rows;
        }
        else
        {
            TransposeBlock(source, sourceStride, wholeRows, columns, destination, destinationStride);
            TransposeLastRows(
                source + (wholeRows * sourceStride), sourceStride, rows - wholeRows, wholeColumns, destination + wholeRows,
                destinationStride);
            for (int column = wholeColumns; column < columns; column++)
            {
                float* target = destination + (column * destinationStride);
                for (int row = wholeRows; row < rows; row++) target[row] = source[(row * sourceStride) + column];
                for (int row = rows; row < paddedRows; row++) target[row] = 0;
            }
        }

        if (paddedRows == destinationStride) return;
        for (int column = 0; column < columns; column++)
        {
            float* target = destination + (column * destinationStride);
            int row = paddedRows;
            for (; row <= destinationStride - 4; row += 4) Vector128<float>.Zero.Store(target + row);
            for (; row < destinationStride; row++) target[row] = 0;
        }
    }

    /// <summary>destination[c][r] = source[r][c]; nothing else is written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposeBlock(float* source, long sourceStride, int rows, int columns, float* destination, long destinationStride)
    {
        int wholeRows = rows & ~3, wholeColumns = columns & ~3;
        for (int row = 0; row < wholeRows; row += 4)
        {
            for (int column = 0; column < wholeColumns; column += 4)
                TransposeSquare(
                    source + (row * sourceStride) + column, sourceStride, destination + (column * destinationStride) + row,
                    destinationStride);
        }

        for (int column = 0; column < columns; column++)
        {
            float* target = destination + (column * destinationStride);
            for (int row = column < wholeColumns ? wholeRows : 0; row < rows; row++) target[row] = source[(row * sourceStride) + column];
        }
    }

    /// <summary>Four rows of four numbers: destination[c][r] = source[r][c].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeSquare(float* source, long sourceStride, float* destination, long destinationStride) => TransposeSquare(
        Vector128.Load(source), Vector128.Load(source + sourceStride), Vector128.Load(source + (2 * sourceStride)),
        Vector128.Load(source + (3 * sourceStride)), destination, destinationStride);

    /// <summary>The same of rows that lie anywhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeSquare(
        Vector128<float> r0, Vector128<float> r1, Vector128<float> r2, Vector128<float> r3, float* destination, long destinationStride)
    {
        var low02 = ZipLow(r0, r2);                                         // a0 c0 a1 c1
        var high02 = ZipHigh(r0, r2);                                       // a2 c2 a3 c3
        var low13 = ZipLow(r1, r3);                                         // b0 d0 b1 d1
        var high13 = ZipHigh(r1, r3);                                       // b2 d2 b3 d3
        ZipLow(low02, low13).Store(destination);                            // a0 b0 c0 d0
        ZipHigh(low02, low13).Store(destination + destinationStride);
        ZipLow(high02, high13).Store(destination + (2 * destinationStride));
        ZipHigh(high02, high13).Store(destination + (3 * destinationStride));
    }

    // One to three rows, and zeros for those that are missing of four: most texts are no multiple of four long.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeLastRows(
        float* source, long sourceStride, int rows, int wholeColumns, float* destination, long destinationStride)
    {
        var zero = Vector128<float>.Zero;
        for (int column = 0; column < wholeColumns; column += 4, source += 4)
        {
            TransposeSquare(
                Vector128.Load(source),
                rows > 1 ? Vector128.Load(source + sourceStride) : zero,
                rows > 2 ? Vector128.Load(source + (2 * sourceStride)) : zero,
                zero, destination + (column * destinationStride), destinationStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported) return Sse.UnpackLow(a, b);
        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipLow(a, b)
            : Vector128.Create(a.GetElement(0), b.GetElement(0), a.GetElement(1), b.GetElement(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b)
    {
        if (Sse.IsSupported) return Sse.UnpackHigh(a, b);
        return AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipHigh(a, b)
            : Vector128.Create(a.GetElement(2), b.GetElement(2), a.GetElement(3), b.GetElement(3));
    }
}
