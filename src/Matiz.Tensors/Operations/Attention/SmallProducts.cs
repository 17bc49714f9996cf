using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Attention;

/// <summary>
/// The small products of attention, eight rows of the result at a time. Each element is summed alone in the order of the inner
/// index, so that it does not depend on how many rows are computed together.
/// </summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal static unsafe class SmallProducts<S, V>
    where S : struct, ISimd<V>
    where V : struct
{
    /// <summary>Rows of the result that are computed together.</summary>
    public const int Rows = 8;

    /// <summary>
    /// C = A·B, eight rows. Of <paramref name="a"/> the first <paramref name="rows"/> rows are read, the last one again for those
    /// that are missing.
    /// </summary>
    /// <param name="a">[rows, inner], <paramref name="lda"/> apart.</param>
    /// <param name="lda">Numbers from one row of A to the next.</param>
    /// <param name="rows">From 1 to 8.</param>
    /// <param name="inner">Columns of A, rows of B.</param>
    /// <param name="b">[inner, columns]</param>
    /// <param name="ldb">Numbers from one row of B to the next.</param>
    /// <param name="columns">A multiple of the vector width.</param>
    /// <param name="c">[8, columns]; one row only when there is one.</param>
    /// <param name="ldc">Numbers from one row of C to the next.</param>
    public static void Multiply(float* a, long lda, int rows, int inner, float* b, long ldb, int columns, float* c, long ldc)
    {
        // Sixteen lanes of several registers: by one register each, which changes no bit and leaves room for the accumulators.
        if (typeof(S) == typeof(Simd256x2))
        {
            SmallProducts<Simd256, Vector256<float>>.Multiply(a, lda, rows, inner, b, ldb, columns, c, ldc);
            return;
        }

        if (typeof(S) == typeof(Simd128x4))
        {
            SmallProducts<Simd128, Vector128<float>>.Multiply(a, lda, rows, inner, b, ldb, columns, c, ldc);
            return;
        }

        if (rows == 1)
        {
            MultiplyOneRow(a, inner, b, ldb, columns, c);
            return;
        }

        int i = 0;
        if (S.HasManyRegisters)
        {
            for (; i <= columns - (2 * S.Width); i += 2 * S.Width) MultiplyTwoVectors(a, lda, rows, inner, b + i, ldb, c + i, ldc);
        }

        for (; i < columns; i += S.Width) MultiplyOneVector(a, lda, rows, inner, b + i, ldb, c + i, ldc);
    }

    /// <summary>C = Aᵀ·B, eight rows: <paramref name="a"/> is [inner, 8], all of it readable.</summary>
    public static void MultiplyTransposed(float* a, long lda, int inner, float* b, long ldb, int columns, float* c, long ldc)
    {
        int i = 0;
        if (S.HasManyRegisters)
        {
            for (; i <= columns - (2 * S.Width); i += 2 * S.Width) MultiplyTransposedTwoVectors(a, lda, inner, b + i, ldb, c + i, ldc);
        }

        for (; i < columns; i += S.Width) MultiplyTransposedOneVector(a, lda, inner, b + i, ldb, c + i, ldc);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyOneRow(float* a, int inner, float* b, long ldb, int columns, float* c)
    {
        int i = 0;
        for (; i <= columns - (4 * S.Width); i += 4 * S.Width)
        {
            V c0 = S.Zero, c1 = S.Zero, c2 = S.Zero, c3 = S.Zero;
            float* p = b + i;
            for (int j = 0; j < inner; j++, p += ldb)
            {
                var x = S.Broadcast(a[j]);
                c0 = S.MultiplyAdd(x, S.Load(p), c0);
                c1 = S.MultiplyAdd(x, S.Load(p + S.Width), c1);
                c2 = S.MultiplyAdd(x, S.Load(p + (2 * S.Width)), c2);
                c3 = S.MultiplyAdd(x, S.Load(p + (3 * S.Width)), c3);
            }

            S.Store(c0, c + i);
            S.Store(c1, c + i + S.Width);
            S.Store(c2, c + i + (2 * S.Width));
            S.Store(c3, c + i + (3 * S.Width));
        }

        for (; i < columns; i += S.Width)
        {
            var c0 = S.Zero;
            float* p = b + i;
            for (int j = 0; j < inner; j++, p += ldb) c0 = S.MultiplyAdd(S.Broadcast(a[j]), S.Load(p), c0);
            S.Store(c0, c + i);
        }
    }

    // Sixteen accumulators, and each broadcast is used twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTwoVectors(float* a, long lda, int rows, int inner, float* b, long ldb, float* c, long ldc)
    {
        float* a0 = a;
        float* a1 = a + (Math.Min(1, rows - 1) * lda);
        float* a2 = a + (Math.Min(2, rows - 1) * lda);
        float* a3 = a + (Math.Min(3, rows - 1) * lda);
        float* a4 = a + (Math.Min(4, rows - 1) * lda);
        float* a5 = a + (Math.Min(5, rows - 1) * lda);
        float* a6 = a + (Math.Min(6, rows - 1) * lda);
        float* a7 = a + (Math.Min(7, rows - 1) * lda);
        V c00 = S.Zero, c10 = S.Zero, c20 = S.Zero, c30 = S.Zero, c40 = S.Zero, c50 = S.Zero, c60 = S.Zero, c70 = S.Zero;
        V c01 = S.Zero, c11 = S.Zero, c21 = S.Zero, c31 = S.Zero, c41 = S.Zero, c51 = S.Zero, c61 = S.Zero, c71 = S.Zero;
        for (int j = 0; j < inner; j++, b += ldb)
        {
            var b0 = S.Load(b);
            var b1 = S.Load(b + S.Width);
            var x = S.Broadcast(a0[j]);
            c00 = S.MultiplyAdd(x, b0, c00);
            c01 = S.MultiplyAdd(x, b1, c01);
            x = S.Broadcast(a1[j]);
            c10 = S.MultiplyAdd(x, b0, c10);
            c11 = S.MultiplyAdd(x, b1, c11);
            x = S.Broadcast(a2[j]);
            c20 = S.MultiplyAdd(x, b0, c20);
            c21 = S.MultiplyAdd(x, b1, c21);
            x = S.Broadcast(a3[j]);
            c30 = S.MultiplyAdd(x, b0, c30);
            c31 = S.MultiplyAdd(x, b1, c31);
            x = S.Broadcast(a4[j]);
            c40 = S.MultiplyAdd(x, b0, c40);
            c41 = S.MultiplyAdd(x, b1, c41);
            x = S.Broadcast(a5[j]);
            c50 = S.MultiplyAdd(x, b0, c50);
            c51 = S.MultiplyAdd(x, b1, c51);
            x = S.Broadcast(a6[j]);
            c60 = S.MultiplyAdd(x, b0, c60);
            c61 = S.MultiplyAdd(x, b1, c61);
            x = S.Broadcast(a7[j]);
            c70 = S.MultiplyAdd(x, b0, c70);
            c71 = S.MultiplyAdd(x, b1, c71);
        }

        S.Store(c00, c);
        S.Store(c01, c + S.Width);
        S.Store(c10, c + ldc);
        S.Store(c11, c + ldc + S.Width);
        S.Store(c20, c + (2 * ldc));
        S.Store(c21, c + (2 * ldc) + S.Width);
        S.Store(c30, c + (3 * ldc));
        S.Store(c31, c + (3 * ldc) + S.Width);
        S.Store(c40, c + (4 * ldc));
        S.Store(c41, c + (4 * ldc) + S.Width);
        S.Store(c50, c + (5 * ldc));
        S.Store(c51, c + (5 * ldc) + S.Width);
        S.Store(c60, c + (6 * ldc));
        S.Store(c61, c + (6 * ldc) + S.Width);
        S.Store(c70, c + (7 * ldc));
        S.Store(c71, c + (7 * ldc) + S.Width);
    }

    // Eight accumulators: for processors with sixteen vector registers, and for the last vector.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyOneVector(float* a, long lda, int rows, int inner, float* b, long ldb, float* c, long ldc)
    {
        float* a0 = a;
        float* a1 = a + (Math.Min(1, rows - 1) * lda);
        float* a2 = a + (Math.Min(2, rows - 1) * lda);
        float* a3 = a + (Math.Min(3, rows - 1) * lda);
        float* a4 = a + (Math.Min(4, rows - 1) * lda);
        float* a5 = a + (Math.Min(5, rows - 1) * lda);
        float* a6 = a + (Math.Min(6, rows - 1) * lda);
        float* a7 = a + (Math.Min(7, rows - 1) * lda);
        V c00 = S.Zero, c10 = S.Zero, c20 = S.Zero, c30 = S.Zero, c40 = S.Zero, c50 = S.Zero, c60 = S.Zero, c70 = S.Zero;
        for (int j = 0; j < inner; j++, b += ldb)
        {
            var b0 = S.Load(b);
            var x = S.Broadcast(a0[j]);
            c00 = S.MultiplyAdd(x, b0, c00);
            x = S.Broadcast(a1[j]);
            c10 = S.MultiplyAdd(x, b0, c10);
            x = S.Broadcast(a2[j]);
            c20 = S.MultiplyAdd(x, b0, c20);
            x = S.Broadcast(a3[j]);
            c30 = S.MultiplyAdd(x, b0, c30);
            x = S.Broadcast(a4[j]);
            c40 = S.MultiplyAdd(x, b0, c40);
            x = S.Broadcast(a5[j]);
            c50 = S.MultiplyAdd(x, b0, c50);
            x = S.Broadcast(a6[j]);
            c60 = S.MultiplyAdd(x, b0, c60);
            x = S.Broadcast(a7[j]);
            c70 = S.MultiplyAdd(x, b0, c70);
        }

        S.Store(c00, c);
        S.Store(c10, c + ldc);
        S.Store(c20, c + (2 * ldc));
        S.Store(c30, c + (3 * ldc));
        S.Store(c40, c + (4 * ldc));
        S.Store(c50, c + (5 * ldc));
        S.Store(c60, c + (6 * ldc));
        S.Store(c70, c + (7 * ldc));
    }

    // As above, the eight factors side by side.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTransposedTwoVectors(float* aColumns, long lda, int inner, float* b, long ldb, float* c, long ldc)
    {
        V c00 = S.Zero, c10 = S.Zero, c20 = S.Zero, c30 = S.Zero, c40 = S.Zero, c50 = S.Zero, c60 = S.Zero, c70 = S.Zero;
        V c01 = S.Zero, c11 = S.Zero, c21 = S.Zero, c31 = S.Zero, c41 = S.Zero, c51 = S.Zero, c61 = S.Zero, c71 = S.Zero;
        float* a = aColumns;
        for (int j = 0; j < inner; j++, a += lda, b += ldb)
        {
            var b0 = S.Load(b);
            var b1 = S.Load(b + S.Width);
            var x = S.Broadcast(a[0]);
            c00 = S.MultiplyAdd(x, b0, c00);
            c01 = S.MultiplyAdd(x, b1, c01);
            x = S.Broadcast(a[1]);
            c10 = S.MultiplyAdd(x, b0, c10);
            c11 = S.MultiplyAdd(x, b1, c11);
            x = S.Broadcast(a[2]);
            c20 = S.MultiplyAdd(x, b0, c20);
            c21 = S.MultiplyAdd(x, b1, c21);
            x = S.Broadcast(a[3]);
            c30 = S.MultiplyAdd(x, b0, c30);
            c31 = S.MultiplyAdd(x, b1, c31);
            x = S.Broadcast(a[4]);
            c40 = S.MultiplyAdd(x, b0, c40);
            c41 = S.MultiplyAdd(x, b1, c41);
            x = S.Broadcast(a[5]);
            c50 = S.MultiplyAdd(x, b0, c50);
            c51 = S.MultiplyAdd(x, b1, c51);
            x = S.Broadcast(a[6]);
            c60 = S.MultiplyAdd(x, b0, c60);
            c61 = S.MultiplyAdd(x, b1, c61);
            x = S.Broadcast(a[7]);
            c70 = S.MultiplyAdd(x, b0, c70);
            c71 = S.MultiplyAdd(x, b1, c71);
        }

        S.Store(c00, c);
        S.Store(c01, c + S.Width);
        S.Store(c10, c + ldc);
        S.Store(c11, c + ldc + S.Width);
        S.Store(c20, c + (2 * ldc));
        S.Store(c21, c + (2 * ldc) + S.Width);
        S.Store(c30, c + (3 * ldc));
        S.Store(c31, c + (3 * ldc) + S.Width);
        S.Store(c40, c + (4 * ldc));
        S.Store(c41, c + (4 * ldc) + S.Width);
        S.Store(c50, c + (5 * ldc));
        S.Store(c51, c + (5 * ldc) + S.Width);
        S.Store(c60, c + (6 * ldc));
        S.Store(c61, c + (6 * ldc) + S.Width);
        S.Store(c70, c + (7 * ldc));
        S.Store(c71, c + (7 * ldc) + S.Width);
    }

    // As above.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTransposedOneVector(float* aColumns, long lda, int inner, float* b, long ldb, float* c, long ldc)
    {
        V c00 = S.Zero, c10 = S.Zero, c20 = S.Zero, c30 = S.Zero, c40 = S.Zero, c50 = S.Zero, c60 = S.Zero, c70 = S.Zero;
        float* a = aColumns;
        for (int j = 0; j < inner; j++, a += lda, b += ldb)
        {
            var b0 = S.Load(b);
            var x = S.Broadcast(a[0]);
            c00 = S.MultiplyAdd(x, b0, c00);
            x = S.Broadcast(a[1]);
            c10 = S.MultiplyAdd(x, b0, c10);
            x = S.Broadcast(a[2]);
            c20 = S.MultiplyAdd(x, b0, c20);
            x = S.Broadcast(a[3]);
            c30 = S.MultiplyAdd(x, b0, c30);
            x = S.Broadcast(a[4]);
            c40 = S.MultiplyAdd(x, b0, c40);
            x = S.Broadcast(a[5]);
            c50 = S.MultiplyAdd(x, b0, c50);
            x = S.Broadcast(a[6]);
            c60 = S.MultiplyAdd(x, b0, c60);
            x = S.Broadcast(a[7]);
            c70 = S.MultiplyAdd(x, b0, c70);
        }

        S.Store(c00, c);
        S.Store(c10, c + ldc);
        S.Store(c20, c + (2 * ldc));
        S.Store(c30, c + (3 * ldc));
        S.Store(c40, c + (4 * ldc));
        S.Store(c50, c + (5 * ldc));
        S.Store(c60, c + (6 * ldc));
        S.Store(c70, c + (7 * ldc));
    }
}
