using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Rotary;

/// <summary>Rotary positions by the vector, in blocks of tokens.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class RotarySimd<S, V>(KernelVariant variant) : RotaryKernel
    where S : struct, ISimd<V>
    where V : struct
{
    private const int BlockTokens = 16;

    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Rotate(Tensor x, RaggedLayout layout, int heads, RotaryPositions positions, bool back)
    {
        fixed (float* table = positions.Table(layout.MaxLength))
        fixed (int* rowOfToken = layout.RowOfToken, offsets = layout.Offsets)
        {
            var job = new Job
            {
                X = x.Pointer,
                Stride = x.Columns,
                Table = table,
                RowOfToken = rowOfToken,
                Offsets = offsets,
                Tokens = x.Rows,
                Heads = heads,
                HeadSize = positions.HeadSize,
                Back = back,
            };
            CpuDevice.PoolOf(x).Run((x.Rows + BlockTokens - 1) / BlockTokens, job);
        }
    }

    private struct Job : IJob
    {
        public float* X;
        public int Stride;
        public float* Table;
        public int* RowOfToken;
        public int* Offsets;
        public int Tokens;
        public int Heads;
        public int HeadSize;
        public bool Back;

        public readonly void Execute(int task, int worker)
        {
            int end = Math.Min(Tokens, (task + 1) * BlockTokens);
            for (int token = task * BlockTokens; token < end; token++)
            {
                int place = token - Offsets[RowOfToken[token]];
                Rotate(X + ((long)token * Stride), Table + ((long)place * HeadSize));
            }
        }

        // The angles of a vector of pairs serve all heads.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Rotate(float* x, float* angles)
        {
            int half = HeadSize / 2;
            var sign = S.Broadcast(Back ? -0f : 0f);
            for (int pair = 0; pair < half; pair += S.Width)
            {
                int count = Math.Min(S.Width, half - pair);
                var cosine = S.LoadPartial(angles + pair, count);
                var sine = S.Xor(S.LoadPartial(angles + half + pair, count), sign);
                float* first = x + pair;
                for (int head = 0; head < Heads; head++, first += HeadSize)
                {
                    float* second = first + half;
                    V a = S.LoadPartial(first, count), b = S.LoadPartial(second, count);
                    S.StorePartial(S.NegateMultiplyAdd(b, sine, S.Multiply(a, cosine)), first, count);
                    S.StorePartial(S.MultiplyAdd(a, sine, S.Multiply(b, cosine)), second, count);
                }
            }
        }
    }
}
