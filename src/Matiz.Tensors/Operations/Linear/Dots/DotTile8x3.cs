using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>Eight rows by three vectors: 24 sums, three vectors of B, a group of A and a product fill 29 of 32 registers.</summary>
/// <typeparam name="I">The instruction.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class DotTile8x3<I, S, V> : DotTileKernel
    where I : struct, IDotInstruction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public override int Rows => 8;

    public override int Columns => 3 * S.Width;

    public override DotElement Element => I.Element;

    public override DotTileCode Code => new() { Compiled = &Multiply };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(DotTile* tile)
    {
        nint aRow = tile->ARowBytes, cRow = tile->CRowBytes;
        nint apart = tile->Ahead.Apart;
        byte* ahead = tile->Ahead.First, other = ahead + (2 * apart);
        byte* a0 = tile->A;
        byte* b = tile->B;
        byte* c = tile->C;
        byte* a1 = a0 + aRow;
        byte* a2 = a1 + aRow;
        byte* a3 = a2 + aRow;
        byte* a4 = a3 + aRow;
        byte* a5 = a4 + aRow;
        byte* a6 = a5 + aRow;
        byte* a7 = a6 + aRow;
        V c00 = S.Zero, c01 = S.Zero, c02 = S.Zero;
        V c10 = S.Zero, c11 = S.Zero, c12 = S.Zero;
        V c20 = S.Zero, c21 = S.Zero, c22 = S.Zero;
        V c30 = S.Zero, c31 = S.Zero, c32 = S.Zero;
        V c40 = S.Zero, c41 = S.Zero, c42 = S.Zero;
        V c50 = S.Zero, c51 = S.Zero, c52 = S.Zero;
        V c60 = S.Zero, c61 = S.Zero, c62 = S.Zero;
        V c70 = S.Zero, c71 = S.Zero, c72 = S.Zero;
        nint bStep = 3 * S.Width * DotTile.GroupBytes;
        nint p = 0;
        for (nint left = tile->Groups; left > 0; left -= 2)
        {
            V b0 = S.Load((float*)b), b1 = S.Load((float*)b + S.Width), b2 = S.Load((float*)b + (2 * S.Width));
            TileMemory.WantSoon(ahead);
            var v = S.BroadcastInteger(*(uint*)(a0 + p));
            c00 = I.MultiplyAdd(v, b0, c00);
            c01 = I.MultiplyAdd(v, b1, c01);
            c02 = I.MultiplyAdd(v, b2, c02);
            v = S.BroadcastInteger(*(uint*)(a1 + p));
            c10 = I.MultiplyAdd(v, b0, c10);
            c11 = I.MultiplyAdd(v, b1, c11);
            c12 = I.MultiplyAdd(v, b2, c12);
            v = S.BroadcastInteger(*(uint*)(a2 + p));
            c20 = I.MultiplyAdd(v, b0, c20);
            c21 = I.MultiplyAdd(v, b1, c21);
            c22 = I.MultiplyAdd(v, b2, c22);
            v = S.BroadcastInteger(*(uint*)(a3 + p));
            c30 = I.MultiplyAdd(v, b0, c30);
            c31 = I.MultiplyAdd(v, b1, c31);
            c32 = I.MultiplyAdd(v, b2, c32);
            v = S.BroadcastInteger(*(uint*)(a4 + p));
            c40 = I.MultiplyAdd(v, b0, c40);
            c41 = I.MultiplyAdd(v, b1, c41);
            c42 = I.MultiplyAdd(v, b2, c42);
            v = S.BroadcastInteger(*(uint*)(a5 + p));
            c50 = I.MultiplyAdd(v, b0, c50);
            c51 = I.MultiplyAdd(v, b1, c51);
            c52 = I.MultiplyAdd(v, b2, c52);
            v = S.BroadcastInteger(*(uint*)(a6 + p));
            c60 = I.MultiplyAdd(v, b0, c60);
            c61 = I.MultiplyAdd(v, b1, c61);
            c62 = I.MultiplyAdd(v, b2, c62);
            v = S.BroadcastInteger(*(uint*)(a7 + p));
            c70 = I.MultiplyAdd(v, b0, c70);
            c71 = I.MultiplyAdd(v, b1, c71);
            c72 = I.MultiplyAdd(v, b2, c72);
            p += DotTile.GroupBytes;
            b += bStep;

            b0 = S.Load((float*)b);
            b1 = S.Load((float*)b + S.Width);
            b2 = S.Load((float*)b + (2 * S.Width));
            TileMemory.WantSoon(ahead + apart);
            byte* next = ahead + TileMemory.LineBytes;
            ahead = other;
            other = next;
            v = S.BroadcastInteger(*(uint*)(a0 + p));
            c00 = I.MultiplyAdd(v, b0, c00);
            c01 = I.MultiplyAdd(v, b1, c01);
            c02 = I.MultiplyAdd(v, b2, c02);
            v = S.BroadcastInteger(*(uint*)(a1 + p));
            c10 = I.MultiplyAdd(v, b0, c10);
            c11 = I.MultiplyAdd(v, b1, c11);
            c12 = I.MultiplyAdd(v, b2, c12);
            v = S.BroadcastInteger(*(uint*)(a2 + p));
            c20 = I.MultiplyAdd(v, b0, c20);
            c21 = I.MultiplyAdd(v, b1, c21);
            c22 = I.MultiplyAdd(v, b2, c22);
            v = S.BroadcastInteger(*(uint*)(a3 + p));
            c30 = I.MultiplyAdd(v, b0, c30);
            c31 = I.MultiplyAdd(v, b1, c31);
            c32 = I.MultiplyAdd(v, b2, c32);
            v = S.BroadcastInteger(*(uint*)(a4 + p));
            c40 = I.MultiplyAdd(v, b0, c40);
            c41 = I.MultiplyAdd(v, b1, c41);
            c42 = I.MultiplyAdd(v, b2, c42);
            v = S.BroadcastInteger(*(uint*)(a5 + p));
            c50 = I.MultiplyAdd(v, b0, c50);
            c51 = I.MultiplyAdd(v, b1, c51);
            c52 = I.MultiplyAdd(v, b2, c52);
            v = S.BroadcastInteger(*(uint*)(a6 + p));
            c60 = I.MultiplyAdd(v, b0, c60);
            c61 = I.MultiplyAdd(v, b1, c61);
            c62 = I.MultiplyAdd(v, b2, c62);
            v = S.BroadcastInteger(*(uint*)(a7 + p));
            c70 = I.MultiplyAdd(v, b0, c70);
            c71 = I.MultiplyAdd(v, b1, c71);
            c72 = I.MultiplyAdd(v, b2, c72);
            p += DotTile.GroupBytes;
            b += bStep;
        }

        S.Store(c00, (float*)c);
        S.Store(c01, (float*)c + S.Width);
        S.Store(c02, (float*)c + (2 * S.Width));
        c += cRow;
        S.Store(c10, (float*)c);
        S.Store(c11, (float*)c + S.Width);
        S.Store(c12, (float*)c + (2 * S.Width));
        c += cRow;
        S.Store(c20, (float*)c);
        S.Store(c21, (float*)c + S.Width);
        S.Store(c22, (float*)c + (2 * S.Width));
        c += cRow;
        S.Store(c30, (float*)c);
        S.Store(c31, (float*)c + S.Width);
        S.Store(c32, (float*)c + (2 * S.Width));
        c += cRow;
        S.Store(c40, (float*)c);
        S.Store(c41, (float*)c + S.Width);
        S.Store(c42, (float*)c + (2 * S.Width));
        c += cRow;
        S.Store(c50, (float*)c);
        S.Store(c51, (float*)c + S.Width);
        S.Store(c52, (float*)c + (2 * S.Width));
        c += cRow;
        S.Store(c60, (float*)c);
        S.Store(c61, (float*)c + S.Width);
        S.Store(c62, (float*)c + (2 * S.Width));
        c += cRow;
        S.Store(c70, (float*)c);
        S.Store(c71, (float*)c + S.Width);
        S.Store(c72, (float*)c + (2 * S.Width));
    }
}
