using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>Eight rows by one vector, whole or in part: what is left over at the right and lower edges of a product.</summary>
internal static unsafe class Tile8x1<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Computes eight rows and stores the first <paramref name="rows"/>, of <paramref name="columns"/> columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(Tile* tile, int rows, int columns)
    {
        nint aRow = tile->ARow, aStep = tile->AStep, bStep = tile->BStep;
        float* a0 = tile->A;
        float* a1 = a0 + aRow;
        float* a2 = a1 + aRow;
        float* a3 = a2 + aRow;
        float* a4 = a3 + aRow;
        float* a5 = a4 + aRow;
        float* a6 = a5 + aRow;
        float* a7 = a6 + aRow;
        float* b = tile->B;
        V c0 = Start(tile, 0, rows, columns), c1 = Start(tile, 1, rows, columns), c2 = Start(tile, 2, rows, columns);
        V c3 = Start(tile, 3, rows, columns), c4 = Start(tile, 4, rows, columns), c5 = Start(tile, 5, rows, columns);
        V c6 = Start(tile, 6, rows, columns), c7 = Start(tile, 7, rows, columns);
        nint p = 0;
        for (int left = tile->Count; left > 0; left--)
        {
            var b0 = S.Load(b);
            c0 = S.MultiplyAdd(S.Broadcast(a0[p]), b0, c0);
            c1 = S.MultiplyAdd(S.Broadcast(a1[p]), b0, c1);
            c2 = S.MultiplyAdd(S.Broadcast(a2[p]), b0, c2);
            c3 = S.MultiplyAdd(S.Broadcast(a3[p]), b0, c3);
            c4 = S.MultiplyAdd(S.Broadcast(a4[p]), b0, c4);
            c5 = S.MultiplyAdd(S.Broadcast(a5[p]), b0, c5);
            c6 = S.MultiplyAdd(S.Broadcast(a6[p]), b0, c6);
            c7 = S.MultiplyAdd(S.Broadcast(a7[p]), b0, c7);
            p += aStep;
            b += bStep;
        }

        Finish(tile, 0, rows, columns, c0);
        Finish(tile, 1, rows, columns, c1);
        Finish(tile, 2, rows, columns, c2);
        Finish(tile, 3, rows, columns, c3);
        Finish(tile, 4, rows, columns, c4);
        Finish(tile, 5, rows, columns, c5);
        Finish(tile, 6, rows, columns, c6);
        Finish(tile, 7, rows, columns, c7);
    }

    private static V Start(Tile* tile, int row, int rows, int columns) =>
        row < rows ? S.LoadPartial(tile->Start + (row * tile->StartRow), columns) : S.Zero;

    private static void Finish(Tile* tile, int row, int rows, int columns, V sum)
    {
        if (row >= rows) return;
        float* c = tile->C + (row * tile->CRow);
        S.StorePartial(tile->AddsToC ? S.Add(S.LoadPartial(c, columns), sum) : sum, c, columns);
    }
}
