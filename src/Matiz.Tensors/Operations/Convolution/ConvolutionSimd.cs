using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Convolution;

/// <summary>Neighbours by the vector, a task for a row of the batch.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class ConvolutionSimd<S, V>(KernelVariant variant) : ConvolutionKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Gather(Tensor x, RaggedLayout layout, int size, Tensor seen)
    {
        fixed (int* offsets = layout.Offsets)
        {
            var job = new GatherJob { X = x.Pointer, Seen = seen.Pointer, Offsets = offsets, Columns = x.Columns, Size = size };
            CpuDevice.PoolOf(x).Run(layout.RowCount, job);
        }
    }

    public override void AddBack(Tensor dSeen, RaggedLayout layout, int size, bool accumulate, Tensor dX)
    {
        fixed (int* offsets = layout.Offsets)
        {
            var job = new AddBackJob
            {
                DSeen = dSeen.Pointer,
                DX = dX.Pointer,
                Offsets = offsets,
                Columns = dX.Columns,
                Size = size,
                Accumulate = accumulate,
            };
            CpuDevice.PoolOf(dX).Run(layout.RowCount, job);
        }
    }

    private struct GatherJob : IJob
    {
        public float* X;
        public float* Seen;
        public int* Offsets;
        public int Columns;
        public int Size;

        public readonly void Execute(int task, int worker)
        {
            int first = Offsets[task], end = Offsets[task + 1];
            float* seen = Seen + ((long)first * Columns * Size);
            for (int token = first; token < end; token++)
            {
                for (int other = token - (Size / 2); other <= token + (Size / 2); other++, seen += Columns)
                {
                    var target = new Span<float>(seen, Columns);
                    if (other >= first && other < end) new ReadOnlySpan<float>(X + ((long)other * Columns), Columns).CopyTo(target);
                    else target.Clear();
                }
            }
        }
    }

    private struct AddBackJob : IJob
    {
        public float* DSeen;
        public float* DX;
        public int* Offsets;
        public int Columns;
        public int Size;
        public bool Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int task, int worker)
        {
            int first = Offsets[task], end = Offsets[task + 1];
            for (int token = first; token < end; token++)
            {
                for (int i = 0; i < Columns; i += S.Width)
                {
                    int count = Math.Min(S.Width, Columns - i);
                    float* target = DX + ((long)token * Columns) + i;
                    var sum = Accumulate ? S.LoadPartial(target, count) : S.Zero;
                    for (int part = 0; part < Size; part++)
                    {
                        int other = token + (Size / 2) - part;
                        if (other < first || other >= end) continue;
                        sum = S.Add(sum, S.LoadPartial(DSeen + ((((long)other * Size) + part) * Columns) + i, count));
                    }

                    S.StorePartial(sum, target, count);
                }
            }
        }
    }
}
