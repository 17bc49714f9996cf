using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
                    {
                        Transposition.TransposeSquare(
                            Vector128.Load(rows[j] + i), Vector128.Load(rows[j + 1] + i), Vector128.Load(rows[j + 2] + i),
                            Vector128.Load(rows[j + 3] + i), destination + ((long)i * step) + j, step);
                    }
                }

                for (; i < end; i++)
                {
                    for (int n = j; n < j + 4; n++) destination[((long)i * step) + n] = rows[n] is null ? 0 : rows[n][i];
                }
            }
        }
    }
}
