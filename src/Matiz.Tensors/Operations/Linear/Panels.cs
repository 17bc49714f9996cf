using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>
/// The packed layout of a matrix that tiles read as B: panels three vectors wide, one after another, each row by row. The last
/// panel is as many vectors wide as it needs, filled up with zeros.
/// </summary>
internal static unsafe class Panels<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Columns of a whole panel.</summary>
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 3 * S.Width;
    }

    /// <summary>Cache lines of a row of a whole panel, rounded up.</summary>
    public static int LinesARow
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ((Width * sizeof(float)) + TileMemory.LineBytes - 1) / TileMemory.LineBytes;
    }

    /// <summary>Panels that hold <paramref name="columns"/> columns.</summary>
    public static int Count(int columns) => (columns + Width - 1) / Width;

    /// <summary>Columns, zeros included, of panel <paramref name="panel"/>: the step from row to row within it.</summary>
    public static int WidthOf(int panel, int columns) => Math.Min(Width, PaddedColumns(columns) - (panel * Width));

    /// <summary>Columns rounded up to whole vectors.</summary>
    public static int PaddedColumns(int columns) => (columns + S.Width - 1) / S.Width * S.Width;

    /// <summary>
    /// Copies up to three vectors of columns of a matrix, filled up with zeros to whole vectors. Where <paramref name="sums"/> is
    /// given, the rows are added to it, one after another.
    /// </summary>
    public static void Copy(float* source, nint sourceStep, int rows, int columns, float* destination, nint step, float* sums)
    {
        if (columns >= Width)
        {
            CopyThree(source, sourceStep, rows, destination, step, sums);
            return;
        }

        for (int j = 0; j < columns; j += S.Width)
            CopyOne(source + j, sourceStep, rows, Math.Min(S.Width, columns - j), destination + j, step, sums is null ? null : sums + j);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyThree(float* source, nint sourceStep, int rows, float* destination, nint step, float* sums)
    {
        V s0 = S.Zero, s1 = S.Zero, s2 = S.Zero;
        if (sums is not null)
        {
            s0 = S.Load(sums);
            s1 = S.Load(sums + S.Width);
            s2 = S.Load(sums + (2 * S.Width));
        }

        for (int row = 0; row < rows; row++)
        {
            V v0 = S.Load(source), v1 = S.Load(source + S.Width), v2 = S.Load(source + (2 * S.Width));
            TileMemory.WantColumns(source + (8 * sourceStep), 3 * S.Width);   // the next rows lie on other pages: no hardware fetches them
            S.Store(v0, destination);
            S.Store(v1, destination + S.Width);
            S.Store(v2, destination + (2 * S.Width));
            s0 = S.Add(s0, v0);
            s1 = S.Add(s1, v1);
            s2 = S.Add(s2, v2);
            source += sourceStep;
            destination += step;
        }

        if (sums is null) return;
        S.Store(s0, sums);
        S.Store(s1, sums + S.Width);
        S.Store(s2, sums + (2 * S.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyOne(float* source, nint sourceStep, int rows, int columns, float* destination, nint step, float* sums)
    {
        var sum = sums is null ? S.Zero : S.LoadPartial(sums, columns);
        for (int row = 0; row < rows; row++, source += sourceStep, destination += step)
        {
            var v = S.LoadPartial(source, columns);
            S.Store(v, destination);
            sum = S.Add(sum, v);
        }

        if (sums is not null) S.StorePartial(sum, sums, columns);
    }
}

/// <summary>Packs a matrix into panels; a task is a block of rows, read once from left to right.</summary>
internal unsafe struct PackPanelsJob<S, V> : Threading.IJob
    where S : struct, ISimd<V>
    where V : struct
{
    private const int RowsATask = 32;

    public float* Source;
    public int Rows;
    public int Columns;

    /// <summary>The packed matrix, of <see cref="PackedRows"/> rows; these rows come from <see cref="FirstPackedRow"/> on.</summary>
    public float* Destination;
    public int FirstPackedRow;
    public int PackedRows;

    public readonly int TaskCount => (Rows + RowsATask - 1) / RowsATask;

    public readonly void Execute(int task, int worker)
    {
        int first = task * RowsATask, rows = Math.Min(RowsATask, Rows - first);
        int width = Panels<S, V>.Width;
        for (int panel = 0; panel < Panels<S, V>.Count(Columns); panel++)
        {
            int column = panel * width, step = Panels<S, V>.WidthOf(panel, Columns);
            float* destination = Destination + ((long)column * PackedRows) + ((long)(FirstPackedRow + first) * step);
            Panels<S, V>.Copy(
                Source + ((long)first * Columns) + column, Columns, rows, Math.Min(width, Columns - column), destination, step, sums: null);
        }
    }
}
