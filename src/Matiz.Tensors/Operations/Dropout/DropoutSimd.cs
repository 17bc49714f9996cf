using System.Runtime.CompilerServices;
using Matiz.Tensors.Memory;
using Matiz.Tensors.Random;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Dropout;

/// <summary>Dropout by the vector: the multipliers of a token are drawn into scratch, then applied.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class DropoutSimd<S, V>(KernelVariant variant) : DropoutKernel
    where S : struct, ISimd<V>
    where V : struct
{
    private const int BlockTokens = 16;

    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Apply(Tensor x, DropoutKey dropout, RaggedLayout layout, bool accumulate, Tensor y)
    {
        fixed (int* rowOfToken = layout.RowOfToken, offsets = layout.Offsets)
        {
            var job = new Job
            {
                X = x.Pointer,
                Y = y.Pointer,
                Tokens = x.Rows,
                Columns = x.Columns,
                Accumulate = accumulate,
                Draws = new TokenDraws<S, V>(dropout, rowOfToken, offsets, x.Columns),
            };
            CpuDevice.PoolOf(x).Run((x.Rows + BlockTokens - 1) / BlockTokens, job);
        }
    }

    private struct Job : IJob
    {
        public float* X;
        public float* Y;
        public int Tokens;
        public int Columns;
        public bool Accumulate;
        public TokenDraws<S, V> Draws;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int task, int worker)
        {
            float* multipliers = ThreadScratch.GetFloats(ThreadScratch.Slot.Task, Draws.ScratchFloats);
            if (!Draws.IsActive) new Span<float>(multipliers, Columns).Fill(1);
            int end = Math.Min(Tokens, (task + 1) * BlockTokens);
            for (int token = task * BlockTokens; token < end; token++)
            {
                if (Draws.IsActive) Draws.Draw(token, multipliers);
                float* x = X + ((long)token * Columns);
                float* y = Y + ((long)token * Columns);
                int i = 0;
                for (; i <= Columns - S.Width; i += S.Width)
                {
                    var m = S.Load(multipliers + i);
                    S.Store(Accumulate ? S.MultiplyAdd(S.Load(x + i), m, S.Load(y + i)) : S.Multiply(S.Load(x + i), m), y + i);
                }

                if (i == Columns) continue;
                int rest = Columns - i;
                var last = S.LoadPartial(multipliers + i, rest);
                var value = S.LoadPartial(x + i, rest);
                S.StorePartial(Accumulate ? S.MultiplyAdd(value, last, S.LoadPartial(y + i, rest)) : S.Multiply(value, last), y + i, rest);
            }
        }
    }
}
