using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;
using Matiz.Tensors.Threading;

namespace Matiz.Tensors.Operations.Activations;

/// <summary>Activations by the vector, in blocks of elements shared by the workers.</summary>
/// <typeparam name="S">The vector width.</typeparam>
/// <typeparam name="V">Its vector type.</typeparam>
internal sealed unsafe class ActivationSimd<S, V>(KernelVariant variant) : ActivationKernel
    where S : struct, ISimd<V>
    where V : struct
{
    // A few microseconds of work, and three such blocks fit in the first-level cache of most processors.
    private const int BlockElements = 4096;

    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => variant;

    public override void Forward(Tensor x, Activation activation, Tensor y) =>
        ActivationTable.Run(activation, new ForwardLoop { X = x, Y = y });

    public override void ForwardNarrow(Tensor x, Activation activation, Tensor y) =>
        ActivationTable.RunNarrow(activation, new ForwardLoop { X = x, Y = y });

    public override void Backward(Tensor x, Tensor y, Tensor dY, Activation activation, Tensor dX) =>
        ActivationTable.Run(activation, new BackwardLoop { X = x, Y = y, DY = dY, DX = dX });

    private static int Blocks(long length) => (int)((length + BlockElements - 1) / BlockElements);

    private readonly struct ForwardLoop : IActivationLoop
    {
        public required Tensor X { get; init; }

        public required Tensor Y { get; init; }

        public void Run<F>()
            where F : struct, IActivationFunction =>
            CpuDevice.PoolOf(X).Run(Blocks(X.Length), new ForwardJob<F> { X = X.Pointer, Y = Y.Pointer, Length = X.Length });
    }

    private readonly struct BackwardLoop : IActivationLoop
    {
        public required Tensor X { get; init; }

        public required Tensor Y { get; init; }

        public required Tensor DY { get; init; }

        public required Tensor DX { get; init; }

        public void Run<F>()
            where F : struct, IActivationFunction
        {
            var job = new BackwardJob<F> { X = X.Pointer, Y = Y.Pointer, DY = DY.Pointer, DX = DX.Pointer, Length = X.Length };
            CpuDevice.PoolOf(X).Run(Blocks(X.Length), job);
        }
    }

    private struct ForwardJob<F> : IJob
        where F : struct, IActivationFunction
    {
        public float* X;
        public float* Y;
        public long Length;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int task, int worker)
        {
            long first = (long)task * BlockElements;
            int count = (int)Math.Min(BlockElements, Length - first);
            float* x = X + first;
            float* y = Y + first;
            int i = 0;
            for (; i <= count - S.Width; i += S.Width) S.Store(F.Apply<S, V>(S.Load(x + i)), y + i);
            if (i < count) S.StorePartial(F.Apply<S, V>(S.LoadPartial(x + i, count - i)), y + i, count - i);
        }
    }

    private struct BackwardJob<F> : IJob
        where F : struct, IActivationFunction
    {
        public float* X;
        public float* Y;
        public float* DY;
        public float* DX;
        public long Length;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Execute(int task, int worker)
        {
            long first = (long)task * BlockElements;
            int count = (int)Math.Min(BlockElements, Length - first);
            float* x = X + first;
            float* y = Y + first;
            float* dY = DY + first;
            float* dX = DX + first;
            int i = 0;
            for (; i <= count - S.Width; i += S.Width)
                S.Store(S.Multiply(S.Load(dY + i), F.Derivative<S, V>(S.Load(x + i), S.Load(y + i))), dX + i);
            if (i == count) return;
            int rest = count - i;
            var derivative = F.Derivative<S, V>(S.LoadPartial(x + i, rest), S.LoadPartial(y + i, rest));
            S.StorePartial(S.Multiply(S.LoadPartial(dY + i, rest), derivative), dX + i, rest);
        }
    }
}
