using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Linear;

/// <summary>Some rows of a stacked weight.</summary>
internal unsafe struct WeightPart
{
    /// <summary>[Rows, inputs]</summary>
    public float* Values;

    /// <summary>The place of the first row among all.</summary>
    public int FirstRow;

    public int Rows;
}

/// <summary>
/// Packs the transposed weight Wᵀ [inputs, outputs] into panels of outputs; a task is a panel. W is read sixteen values of each row
/// at a time, whole cache lines, and turned in squares of four by four.
/// </summary>
internal unsafe struct TransposeJob<S, V> : IJob
    where S : struct, ISimd<V>
    where V : struct
{
    private const int LineFloats = 16;

    public WeightPart* Parts;
    public int Inputs;
    public int Outputs;
    public float* Destination;

    public readonly int TaskCount => Panels<S, V>.Count(Outputs);

    public readonly void Execute(int task, int worker)
    {
        int first = task * Panels<S, V>.Width, step = Panels<S, V>.WidthOf(task, Outputs);
        float** rows = stackalloc float*[step];
        var part = Parts;
        for (int j = 0; j < step; j++)
        {
            while (first + j < Outputs && first + j >= part->FirstRow + part->Rows) part++;
            rows[j] = first + j < Outputs ? part->Values + ((long)(first + j - part->FirstRow) * Inputs) : null;
        }

        Transpose(rows, step, Inputs, Destination + ((long)first * Inputs));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float** rows, int step, int inputs, float* destination)
    {
        for (int k = 0; k < inputs; k += LineFloats)
        {
            int end = Math.Min(inputs, k + LineFloats);
            for (int j = 0; j < step; j += 4)
            {
                int i = k;
                if (rows[j + 3] is not null)
                {
                    for (; i + 4 <= end; i += 4)
                        Transpose(rows[j] + i, rows[j + 1] + i, rows[j + 2] + i, rows[j + 3] + i, destination + ((long)i * step) + j, step);
                }

                for (; i < end; i++)
                {
                    for (int n = j; n < j + 4; n++) destination[((long)i * step) + n] = rows[n] is null ? 0 : rows[n][i];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(float* row0, float* row1, float* row2, float* row3, float* destination, int step)
    {
        var a = Vector128.Load(row0);
        var b = Vector128.Load(row1);
        var c = Vector128.Load(row2);
        var d = Vector128.Load(row3);
        var (acLow, acHigh) = Zip(a, c);               // a0 c0 a1 c1, a2 c2 a3 c3
        var (bdLow, bdHigh) = Zip(b, d);
        var (column0, column1) = Zip(acLow, bdLow);    // a0 b0 c0 d0, a1 b1 c1 d1
        var (column2, column3) = Zip(acHigh, bdHigh);
        column0.Store(destination);
        column1.Store(destination + step);
        column2.Store(destination + (2 * step));
        column3.Store(destination + (3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> Low, Vector128<float> High) Zip(Vector128<float> x, Vector128<float> y)
    {
        if (Sse.IsSupported) return (Sse.UnpackLow(x, y), Sse.UnpackHigh(x, y));
        if (AdvSimd.Arm64.IsSupported) return (AdvSimd.Arm64.ZipLow(x, y), AdvSimd.Arm64.ZipHigh(x, y));
        return (Vector128.Create(x[0], y[0], x[1], y[1]), Vector128.Create(x[2], y[2], x[3], y[3]));
    }
}
