using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// Four rows by two vectors, twice: eight sums, two vectors of B, a group of A and a product, where products and additions are two
/// instructions and there are 16 registers.
/// </summary>
/// <typeparam name="I">The instruction.</typeparam>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class DotTile4x2<I, S, V> : DotTileKernel
    where I : struct, IDotInstruction<V>
    where S : struct, ISimd<V>
    where V : struct
{
    public override int Rows => 8;

    public override int Columns => 16;

    public override DotElement Element => I.Element;

    public override DotTileCode Code => new() { Compiled = &Multiply };

    private static void Multiply(DotTile* tile)
    {
        for (int column = 0; column < 16; column += 2 * S.Width)
        {
            for (int row = 0; row < 8; row += 4) Multiply(tile, row, column, step: 16, tile->Ahead.First);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(DotTile* tile, int row, int column, int step, byte* ahead)
    {
        nint aRow = tile->ARowBytes, cRow = tile->CRowBytes, apart = tile->Ahead.Apart;
        byte* other = ahead + (2 * apart);
        byte* a0 = tile->A + (row * aRow);
        byte* b = tile->B + (column * DotTile.GroupBytes);
        byte* c = tile->C + (row * cRow) + (column * DotTile.GroupBytes);
        byte* a1 = a0 + aRow;
        byte* a2 = a1 + aRow;
        byte* a3 = a2 + aRow;
        V c00 = S.Zero, c01 = S.Zero;
        V c10 = S.Zero, c11 = S.Zero;
        V c20 = S.Zero, c21 = S.Zero;
        V c30 = S.Zero, c31 = S.Zero;
        nint bStep = step * DotTile.GroupBytes;
        nint p = 0;
        for (nint left = tile->Groups; left > 0; left -= 2)
        {
            V b0 = S.Load((float*)b), b1 = S.Load((float*)b + S.Width);
            TileMemory.WantSoon(ahead);
            var v = S.BroadcastInteger(*(uint*)(a0 + p));
            c00 = I.MultiplyAdd(v, b0, c00);
            c01 = I.MultiplyAdd(v, b1, c01);
            v = S.BroadcastInteger(*(uint*)(a1 + p));
            c10 = I.MultiplyAdd(v, b0, c10);
            c11 = I.MultiplyAdd(v, b1, c11);
            v = S.BroadcastInteger(*(uint*)(a2 + p));
            c20 = I.MultiplyAdd(v, b0, c20);
            c21 = I.MultiplyAdd(v, b1, c21);
            v = S.BroadcastInteger(*(uint*)(a3 + p));
            c30 = I.MultiplyAdd(v, b0, c30);
            c31 = I.MultiplyAdd(v, b1, c31);
            p += DotTile.GroupBytes;
            b += bStep;

            b0 = S.Load((float*)b);
            b1 = S.Load((float*)b + S.Width);
            TileMemory.WantSoon(ahead + apart);
            byte* next = ahead + TileMemory.LineBytes;
            ahead = other;
            other = next;
            v = S.BroadcastInteger(*(uint*)(a0 + p));
            c00 = I.MultiplyAdd(v, b0, c00);
            c01 = I.MultiplyAdd(v, b1, c01);
            v = S.BroadcastInteger(*(uint*)(a1 + p));
            c10 = I.MultiplyAdd(v, b0, c10);
            c11 = I.MultiplyAdd(v, b1, c11);
            v = S.BroadcastInteger(*(uint*)(a2 + p));
            c20 = I.MultiplyAdd(v, b0, c20);
            c21 = I.MultiplyAdd(v, b1, c21);
            v = S.BroadcastInteger(*(uint*)(a3 + p));
            c30 = I.MultiplyAdd(v, b0, c30);
            c31 = I.MultiplyAdd(v, b1, c31);
            p += DotTile.GroupBytes;
            b += bStep;
        }

        S.Store(c00, (float*)c);
        S.Store(c01, (float*)c + S.Width);
        c += cRow;
        S.Store(c10, (float*)c);
        S.Store(c11, (float*)c + S.Width);
        c += cRow;
        S.Store(c20, (float*)c);
        S.Store(c21, (float*)c + S.Width);
        c += cRow;
        S.Store(c30, (float*)c);
        S.Store(c31, (float*)c + S.Width);
    }
}
