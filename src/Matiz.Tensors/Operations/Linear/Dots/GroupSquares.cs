using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Turns matrices of 32-bit groups in squares of four by four.</summary>
internal static unsafe class GroupSquares
{
    /// <summary>The transposed matrix.</summary>
    /// <param name="source">[rows, columns], row by row; both sizes are multiples of four.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    /// <param name="destination">[columns, …]</param>
    /// <param name="step">Groups from row to row of the destination.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose(uint* source, int rows, int columns, uint* destination, nint step)
    {
        for (int row = 0; row < rows; row += 4)
        {
            for (int column = 0; column < columns; column += 4)
                Transpose(source + ((long)row * columns) + column, columns, destination + (column * step) + row, step);
        }
    }

    /// <summary>One square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Transpose(uint* source, nint sourceStep, uint* destination, nint step)
    {
        var a = Vector128.Load(source).AsSingle();
        var b = Vector128.Load(source + sourceStep).AsSingle();
        var c = Vector128.Load(source + (2 * sourceStep)).AsSingle();
        var d = Vector128.Load(source + (3 * sourceStep)).AsSingle();
        var (acLow, acHigh) = Zip(a, c);               // a0 c0 a1 c1, a2 c2 a3 c3
        var (bdLow, bdHigh) = Zip(b, d);
        var (column0, column1) = Zip(acLow, bdLow);    // a0 b0 c0 d0, a1 b1 c1 d1
        var (column2, column3) = Zip(acHigh, bdHigh);
        column0.AsUInt32().Store(destination);
        column1.AsUInt32().Store(destination + step);
        column2.AsUInt32().Store(destination + (2 * step));
        column3.AsUInt32().Store(destination + (3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Zip(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported) return (Sse.UnpackLow(x, y), Sse.UnpackHigh(x, y));
        if (AdvSimd.Arm64.IsSupported) return (AdvSimd.Arm64.ZipLow(x, y), AdvSimd.Arm64.ZipHigh(x, y));
        return (Vector128.Create(x[0], y[0], x[1], y[1]), Vector128.Create(x[2], y[2], x[3], y[3]));
    }
}
