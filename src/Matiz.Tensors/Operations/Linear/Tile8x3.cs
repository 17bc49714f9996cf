using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>
/// Eight rows by three vectors: 24 accumulators, three vectors of B and a broadcast fill 28 of 32 registers. Each value of A is
/// broadcast once and used three times: 11 loads for 24 products, where two of each are done in a cycle.
/// </summary>
internal readonly unsafe struct Tile8x3<S, V> : ITileKernel<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(Tile* tile)
    {
        nint aRow = tile->ARow, aStep = tile->AStep;
        nint apart = tile->Ahead.Apart;
        byte* ahead = tile->Ahead.First, other = ahead + (2 * apart);
        float* a0 = tile->A;
        float* a1 = a0 + aRow;
        float* a2 = a1 + aRow;
        float* a3 = a2 + aRow;
        float* a4 = a3 + aRow;
        float* a5 = a4 + aRow;
        float* a6 = a5 + aRow;
        float* a7 = a6 + aRow;
        float* b = tile->B;
        float* c = tile->C;
        for (int i = 0; i < 8; i++, c += tile->CRow) TileMemory.WantColumns(c, 3 * S.Width);

        float* s = tile->Start;
        V c00 = S.Load(s), c01 = S.Load(s + S.Width), c02 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c10 = S.Load(s), c11 = S.Load(s + S.Width), c12 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c20 = S.Load(s), c21 = S.Load(s + S.Width), c22 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c30 = S.Load(s), c31 = S.Load(s + S.Width), c32 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c40 = S.Load(s), c41 = S.Load(s + S.Width), c42 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c50 = S.Load(s), c51 = S.Load(s + S.Width), c52 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c60 = S.Load(s), c61 = S.Load(s + S.Width), c62 = S.Load(s + (2 * S.Width));
        s += tile->StartRow;
        V c70 = S.Load(s), c71 = S.Load(s + S.Width), c72 = S.Load(s + (2 * S.Width));

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
            v = S.Broadcast(a4[p]);
            c40 = S.MultiplyAdd(v, b0, c40);
            c41 = S.MultiplyAdd(v, b1, c41);
            c42 = S.MultiplyAdd(v, b2, c42);
            v = S.Broadcast(a5[p]);
            c50 = S.MultiplyAdd(v, b0, c50);
            c51 = S.MultiplyAdd(v, b1, c51);
            c52 = S.MultiplyAdd(v, b2, c52);
            v = S.Broadcast(a6[p]);
            c60 = S.MultiplyAdd(v, b0, c60);
            c61 = S.MultiplyAdd(v, b1, c61);
            c62 = S.MultiplyAdd(v, b2, c62);
            v = S.Broadcast(a7[p]);
            c70 = S.MultiplyAdd(v, b0, c70);
            c71 = S.MultiplyAdd(v, b1, c71);
            c72 = S.MultiplyAdd(v, b2, c72);
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
            v = S.Broadcast(a4[p]);
            c40 = S.MultiplyAdd(v, b0, c40);
            c41 = S.MultiplyAdd(v, b1, c41);
            c42 = S.MultiplyAdd(v, b2, c42);
            v = S.Broadcast(a5[p]);
            c50 = S.MultiplyAdd(v, b0, c50);
            c51 = S.MultiplyAdd(v, b1, c51);
            c52 = S.MultiplyAdd(v, b2, c52);
            v = S.Broadcast(a6[p]);
            c60 = S.MultiplyAdd(v, b0, c60);
            c61 = S.MultiplyAdd(v, b1, c61);
            c62 = S.MultiplyAdd(v, b2, c62);
            v = S.Broadcast(a7[p]);
            c70 = S.MultiplyAdd(v, b0, c70);
            c71 = S.MultiplyAdd(v, b1, c71);
            c72 = S.MultiplyAdd(v, b2, c72);
            p += aStep;
            b += 6 * S.Width;
            if (left == 2) break;
        }
        c = tile->C;
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
            d += cRow;
            c40 = S.Add(S.Load(d), c40);
            c41 = S.Add(S.Load(d + S.Width), c41);
            c42 = S.Add(S.Load(d + (2 * S.Width)), c42);
            d += cRow;
            c50 = S.Add(S.Load(d), c50);
            c51 = S.Add(S.Load(d + S.Width), c51);
            c52 = S.Add(S.Load(d + (2 * S.Width)), c52);
            d += cRow;
            c60 = S.Add(S.Load(d), c60);
            c61 = S.Add(S.Load(d + S.Width), c61);
            c62 = S.Add(S.Load(d + (2 * S.Width)), c62);
            d += cRow;
            c70 = S.Add(S.Load(d), c70);
            c71 = S.Add(S.Load(d + S.Width), c71);
            c72 = S.Add(S.Load(d + (2 * S.Width)), c72);
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
        c += cRow;
        S.Store(c40, c);
        S.Store(c41, c + S.Width);
        S.Store(c42, c + (2 * S.Width));
        c += cRow;
        S.Store(c50, c);
        S.Store(c51, c + S.Width);
        S.Store(c52, c + (2 * S.Width));
        c += cRow;
        S.Store(c60, c);
        S.Store(c61, c + S.Width);
        S.Store(c62, c + (2 * S.Width));
        c += cRow;
        S.Store(c70, c);
        S.Store(c71, c + S.Width);
        S.Store(c72, c + (2 * S.Width));
    }
}
