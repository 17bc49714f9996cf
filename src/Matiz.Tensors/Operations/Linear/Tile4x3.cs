using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>Four rows by three vectors, twice: 12 accumulators, three vectors of B and a broadcast fill 16 registers.</summary>
internal readonly unsafe struct Tile4x3<S, V> : ITileKernel<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    public static void Multiply(Tile* tile)
    {
        Multiply(tile, 0);
        Multiply(tile, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(Tile* tile, int row)
    {
        nint aRow = tile->ARow, aStep = tile->AStep;
        nint apart = tile->Ahead.Apart;
        byte* ahead = tile->Ahead.First, other = ahead + (2 * apart);
        float* a0 = tile->A + (row * tile->ARow);
        float* a1 = a0 + aRow;
        float* a2 = a1 + aRow;
        float* a3 = a2 + aRow;
        float* b = tile->B;
        float* c = tile->C + (row * tile->CRow);
        for (int i = 0; i < 4; i++, c += tile->CRow) TileMemory.WantColumns(c, 3 * S.Width);

        float* s = tile->Start + (row * tile->StartRow);
        V c00 = S.Load(s), c01 = S.Load(s + S.Width), c02 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c10 = S.Load(s), c11 = S.Load(s + S.Width), c12 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c20 = S.Load(s), c21 = S.Load(s + S.Width), c22 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c30 = S.Load(s), c31 = S.Load(s + S.Width), c32 = S.Load(s + (2 * S.Width));

        nint p = 0;
        for (int left = tile->Count; ; left -= 2)
        {
            V b0 = S.Load(b), b1 = S.Load(b + S.Width), b2 = S.Load(b + (2 * S.Width));
            TileMemory.WantSoon(ahead);
            var v = S.Broadcast(a0[p]);
            c00 = S.MultiplyAdd(v, b0, c00);
            c01 = S.MultiplyAdd(v, b1, c01);
            c02 = S.MultiplyAdd(v, b2, c02);
            v = S.Broadcast(a1[p]);
            c10 = S.MultiplyAdd(v, b0, c10);
            c11 = S.MultiplyAdd(v, b1, c11);
            c12 = S.MultiplyAdd(v, b2, c12);
            v = S.Broadcast(a2[p]);
            c20 = S.MultiplyAdd(v, b0, c20);
            c21 = S.MultiplyAdd(v, b1, c21);
            c22 = S.MultiplyAdd(v, b2, c22);
            v = S.Broadcast(a3[p]);
            c30 = S.MultiplyAdd(v, b0, c30);
            c31 = S.MultiplyAdd(v, b1, c31);
            c32 = S.MultiplyAdd(v, b2, c32);
            p += aStep;
            if (left == 1) break;

            b0 = S.Load(b + (3 * S.Width));
            b1 = S.Load(b + (4 * S.Width));
            b2 = S.Load(b + (5 * S.Width));
            TileMemory.WantSoon(ahead + apart);
            byte* next = ahead + TileMemory.LineBytes;
            ahead = other;
            other = next;
            v = S.Broadcast(a0[p]);
            c00 = S.MultiplyAdd(v, b0, c00);
            c01 = S.MultiplyAdd(v, b1, c01);
            c02 = S.MultiplyAdd(v, b2, c02);
            v = S.Broadcast(a1[p]);
            c10 = S.MultiplyAdd(v, b0, c10);
            c11 = S.MultiplyAdd(v, b1, c11);
            c12 = S.MultiplyAdd(v, b2, c12);
            v = S.Broadcast(a2[p]);
            c20 = S.MultiplyAdd(v, b0, c20);
            c21 = S.MultiplyAdd(v, b1, c21);
            c22 = S.MultiplyAdd(v, b2, c22);
            v = S.Broadcast(a3[p]);
            c30 = S.MultiplyAdd(v, b0, c30);
            c31 = S.MultiplyAdd(v, b1, c31);
            c32 = S.MultiplyAdd(v, b2, c32);
            p += aStep;
            b += 6 * S.Width;
            if (left == 2) break;
        }
        c = tile->C + (row * tile->CRow);
        nint cRow = tile->CRow;
        if (tile->AddsToC)
        {
            float* d = c;
            c00 = S.Add(S.Load(d), c00);
            c01 = S.Add(S.Load(d + S.Width), c01);
            c02 = S.Add(S.Load(d + (2 * S.Width)), c02);
            d += cRow;
            c10 = S.Add(S.Load(d), c10);
            c11 = S.Add(S.Load(d + S.Width), c11);
            c12 = S.Add(S.Load(d + (2 * S.Width)), c12);
            d += cRow;
            c20 = S.Add(S.Load(d), c20);
            c21 = S.Add(S.Load(d + S.Width), c21);
            c22 = S.Add(S.Load(d + (2 * S.Width)), c22);
            d += cRow;
            c30 = S.Add(S.Load(d), c30);
            c31 = S.Add(S.Load(d + S.Width), c31);
            c32 = S.Add(S.Load(d + (2 * S.Width)), c32);
        }

        S.Store(c00, c);
        S.Store(c01, c + S.Width);
        S.Store(c02, c + (2 * S.Width));
        c += cRow;
        S.Store(c10, c);
        S.Store(c11, c + S.Width);
        S.Store(c12, c + (2 * S.Width));
        c += cRow;
        S.Store(c20, c);
        S.Store(c21, c + S.Width);
        S.Store(c22, c + (2 * S.Width));
        c += cRow;
        S.Store(c30, c);
        S.Store(c31, c + S.Width);
        S.Store(c32, c + (2 * S.Width));
    }
}
