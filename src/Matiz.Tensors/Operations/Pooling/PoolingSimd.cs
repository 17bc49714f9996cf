using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Pooling;

/// <summary>Pooling by the vector, a row of the batch at a time; sums run in the order of the tokens.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class PoolingSimd<S, V>(KernelVariant variant) : PoolingKernel
    where S : struct, ISimd<V>
    where V : struct
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Forward(Tensor x, RaggedLayout layout, Tensors.Pooling pooling, Tensor y)
    {
        fixed (int* offsets = layout.Offsets)
        {
            var job = new ForwardJob { X = x.Pointer, Y = y.Pointer, Offsets = offsets, Columns = x.Columns, Pooling = pooling };
            CpuDevice.PoolOf(x).Run(layout.RowCount, job);
        }
    }

    public override void Backward(Tensor x, Tensor dY, RaggedLayout layout, Tensors.Pooling pooling, bool accumulate, Tensor dX)
    {
        fixed (int* offsets = layout.Offsets)
        {
            var job = new BackwardJob
            {
                X = x.Pointer,
                DY = dY.Pointer,
                DX = dX.Pointer,
                Offsets = offsets,
                Columns = x.Columns,
                Pooling = pooling,
                Accumulate = accumulate,
            };
            CpuDevice.PoolOf(x).Run(layout.RowCount, job);
        }
    }

    private struct ForwardJob : IJob
    {
        public float* X;
        public float* Y;
        public int* Offsets;
        public int Columns;
        public Tensors.Pooling Pooling;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int task, int worker)
        {
            int tokens = Pooling == Tensors.Pooling.Cls ? 1 : Offsets[task + 1] - Offsets[task];
            for (int i = 0; i < Columns; i += S.Width)
            {
                int count = Math.Min(S.Width, Columns - i);
                float* x = X + ((long)Offsets[task] * Columns) + i;
                var pooled = S.LoadPartial(x, count);
                for (int token = 1; token < tokens; token++)
                {
                    x += Columns;
                    var next = S.LoadPartial(x, count);
                    pooled = Pooling == Tensors.Pooling.Mean
                        ? S.Add(pooled, next)
                        : S.Select(S.GreaterThan(next, pooled), next, pooled);
                }

                if (Pooling == Tensors.Pooling.Mean) pooled = S.Divide(pooled, S.Broadcast(tokens));
                S.StorePartial(pooled, Y + ((long)task * Columns) + i, count);
            }
        }
    }

    private struct BackwardJob : IJob
    {
        public float* X;
        public float* DY;
        public float* DX;
        public int* Offsets;
        public int Columns;
        public Tensors.Pooling Pooling;
        public bool Accumulate;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int task, int worker)
        {
            long first = (long)Offsets[task] * Columns;
            int tokens = Offsets[task + 1] - Offsets[task];
            for (int i = 0; i < Columns; i += S.Width)
            {
                int count = Math.Min(S.Width, Columns - i);
                var d = S.LoadPartial(DY + ((long)task * Columns) + i, count);
                var share = Pooling == Tensors.Pooling.Mean ? S.Divide(d, S.Broadcast(tokens)) : d;
                var largest = Pooling == Tensors.Pooling.Max ? Largest(X + first + i, tokens, count) : S.Zero;
                var open = S.FirstLanes(count);                            // columns whose largest was not met yet
                for (int token = 0; token < tokens; token++)
                {
                    float* target = DX + first + ((long)token * Columns) + i;
                    var value = share;
                    if (Pooling == Tensors.Pooling.Cls && token > 0) value = S.Zero;
                    if (Pooling == Tensors.Pooling.Max)
                    {
                        var met = S.And(open, S.Equal(S.LoadPartial(X + first + ((long)token * Columns) + i, count), largest));
                        open = S.AndNot(met, open);
                        value = S.And(met, share);
                    }

                    S.StorePartial(Accumulate ? S.Add(S.LoadPartial(target, count), value) : value, target, count);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private readonly V Largest(float* x, int tokens, int count)
        {
            var largest = S.LoadPartial(x, count);
            for (int token = 1; token < tokens; token++)
            {
                var next = S.LoadPartial(x + ((long)token * Columns), count);
                largest = S.Select(S.GreaterThan(next, largest), next, largest);
            }

            return largest;
        }
    }
}
