using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>
/// What a unit for bfloat16 computes, by fused multiply-adds in 32 bits: the products of two such numbers are exact there, so that only
/// the sums' rounding differs from a real unit's. For tests and measurements where the processor has none.
/// Eight rows by 48 columns; each sum is one chain, the first number of a group before the second.
/// </summary>
internal sealed unsafe class EmulatedBFloat16Tile : DotTileKernel
{
    public override int Rows => 8;

    public override int Columns => 48;

    public override DotElement Element => DotElement.BFloat16;

    public override DotTileCode Code => new() { Compiled = &Multiply };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(DotTile* tile)
    {
        nint groups = tile->Groups;
        uint* b = (uint*)tile->B;
        byte* a = tile->A;
        nint step = tile->ARowBytes;
        uint* a0 = (uint*)a;
        uint* a1 = (uint*)(a + (1 * step));
        uint* a2 = (uint*)(a + (2 * step));
        uint* a3 = (uint*)(a + (3 * step));
        uint* a4 = (uint*)(a + (4 * step));
        uint* a5 = (uint*)(a + (5 * step));
        uint* a6 = (uint*)(a + (6 * step));
        uint* a7 = (uint*)(a + (7 * step));
        Vector512<float> c00 = Vector512<float>.Zero, c01 = c00, c02 = c00;
        Vector512<float> c10 = Vector512<float>.Zero, c11 = c10, c12 = c10;
        Vector512<float> c20 = Vector512<float>.Zero, c21 = c20, c22 = c20;
        Vector512<float> c30 = Vector512<float>.Zero, c31 = c30, c32 = c30;
        Vector512<float> c40 = Vector512<float>.Zero, c41 = c40, c42 = c40;
        Vector512<float> c50 = Vector512<float>.Zero, c51 = c50, c52 = c50;
        Vector512<float> c60 = Vector512<float>.Zero, c61 = c60, c62 = c60;
        Vector512<float> c70 = Vector512<float>.Zero, c71 = c70, c72 = c70;
        for (nint g = 0; g < groups; g++, b += 48)
        {
            var b0 = BFloat16Bits.First(Vector512.Load(b));
            var b1 = BFloat16Bits.First(Vector512.Load(b + 16));
            var b2 = BFloat16Bits.First(Vector512.Load(b + 32));
            var v = BFloat16Bits.First(Vector512.Create(a0[g]));
            c00 = Vector512.FusedMultiplyAdd(v, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(v, b1, c01);
            c02 = Vector512.FusedMultiplyAdd(v, b2, c02);
            v = BFloat16Bits.First(Vector512.Create(a1[g]));
            c10 = Vector512.FusedMultiplyAdd(v, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(v, b1, c11);
            c12 = Vector512.FusedMultiplyAdd(v, b2, c12);
            v = BFloat16Bits.First(Vector512.Create(a2[g]));
            c20 = Vector512.FusedMultiplyAdd(v, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(v, b1, c21);
            c22 = Vector512.FusedMultiplyAdd(v, b2, c22);
            v = BFloat16Bits.First(Vector512.Create(a3[g]));
            c30 = Vector512.FusedMultiplyAdd(v, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(v, b1, c31);
            c32 = Vector512.FusedMultiplyAdd(v, b2, c32);
            v = BFloat16Bits.First(Vector512.Create(a4[g]));
            c40 = Vector512.FusedMultiplyAdd(v, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(v, b1, c41);
            c42 = Vector512.FusedMultiplyAdd(v, b2, c42);
            v = BFloat16Bits.First(Vector512.Create(a5[g]));
            c50 = Vector512.FusedMultiplyAdd(v, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(v, b1, c51);
            c52 = Vector512.FusedMultiplyAdd(v, b2, c52);
            v = BFloat16Bits.First(Vector512.Create(a6[g]));
            c60 = Vector512.FusedMultiplyAdd(v, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(v, b1, c61);
            c62 = Vector512.FusedMultiplyAdd(v, b2, c62);
            v = BFloat16Bits.First(Vector512.Create(a7[g]));
            c70 = Vector512.FusedMultiplyAdd(v, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(v, b1, c71);
            c72 = Vector512.FusedMultiplyAdd(v, b2, c72);

            b0 = BFloat16Bits.Second(Vector512.Load(b));
            b1 = BFloat16Bits.Second(Vector512.Load(b + 16));
            b2 = BFloat16Bits.Second(Vector512.Load(b + 32));
            v = BFloat16Bits.Second(Vector512.Create(a0[g]));
            c00 = Vector512.FusedMultiplyAdd(v, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(v, b1, c01);
            c02 = Vector512.FusedMultiplyAdd(v, b2, c02);
            v = BFloat16Bits.Second(Vector512.Create(a1[g]));
            c10 = Vector512.FusedMultiplyAdd(v, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(v, b1, c11);
            c12 = Vector512.FusedMultiplyAdd(v, b2, c12);
            v = BFloat16Bits.Second(Vector512.Create(a2[g]));
            c20 = Vector512.FusedMultiplyAdd(v, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(v, b1, c21);
            c22 = Vector512.FusedMultiplyAdd(v, b2, c22);
            v = BFloat16Bits.Second(Vector512.Create(a3[g]));
            c30 = Vector512.FusedMultiplyAdd(v, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(v, b1, c31);
            c32 = Vector512.FusedMultiplyAdd(v, b2, c32);
            v = BFloat16Bits.Second(Vector512.Create(a4[g]));
            c40 = Vector512.FusedMultiplyAdd(v, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(v, b1, c41);
            c42 = Vector512.FusedMultiplyAdd(v, b2, c42);
            v = BFloat16Bits.Second(Vector512.Create(a5[g]));
            c50 = Vector512.FusedMultiplyAdd(v, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(v, b1, c51);
            c52 = Vector512.FusedMultiplyAdd(v, b2, c52);
            v = BFloat16Bits.Second(Vector512.Create(a6[g]));
            c60 = Vector512.FusedMultiplyAdd(v, b0, c60);
            c61 = Vector512.FusedMultiplyAdd(v, b1, c61);
            c62 = Vector512.FusedMultiplyAdd(v, b2, c62);
            v = BFloat16Bits.Second(Vector512.Create(a7[g]));
            c70 = Vector512.FusedMultiplyAdd(v, b0, c70);
            c71 = Vector512.FusedMultiplyAdd(v, b1, c71);
            c72 = Vector512.FusedMultiplyAdd(v, b2, c72);
        }

        byte* c = tile->C;
        nint cStep = tile->CRowBytes;
        Store((float*)c, c00, c01, c02);
        Store((float*)(c + (1 * cStep)), c10, c11, c12);
        Store((float*)(c + (2 * cStep)), c20, c21, c22);
        Store((float*)(c + (3 * cStep)), c30, c31, c32);
        Store((float*)(c + (4 * cStep)), c40, c41, c42);
        Store((float*)(c + (5 * cStep)), c50, c51, c52);
        Store((float*)(c + (6 * cStep)), c60, c61, c62);
        Store((float*)(c + (7 * cStep)), c70, c71, c72);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector512<float> c0, Vector512<float> c1, Vector512<float> c2)
    {
        c0.Store(c);
        c1.Store(c + 16);
        c2.Store(c + 32);
    }
}
