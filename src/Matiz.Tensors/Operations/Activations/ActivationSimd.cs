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

    public override void Forward(Tensor x, Activation activation, Tensor y)
    {
        switch (activation)
        {
            case Activation.None:
                Forward<IdentityFunction>(x, y);
                break;
            case Activation.Gelu:
                Forward<GeluFunction>(x, y);
                break;
            case Activation.GeluTanh:
                Forward<GeluTanhFunction>(x, y);
                break;
            case Activation.Relu:
                Forward<ReluFunction>(x, y);
                break;
            case Activation.Tanh:
                Forward<TanhFunction>(x, y);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "unknown activation");
        }
    }

    public override void Backward(Tensor x, Tensor y, Tensor dY, Activation activation, Tensor dX)
    {
        switch (activation)
        {
            case Activation.None:
                Backward<IdentityFunction>(x, y, dY, dX);
                break;
            case Activation.Gelu:
                Backward<GeluFunction>(x, y, dY, dX);
                break;
            case Activation.GeluTanh:
                Backward<GeluTanhFunction>(x, y, dY, dX);
                break;
            case Activation.Relu:
                Backward<ReluFunction>(x, y, dY, dX);
                break;
            case Activation.Tanh:
                Backward<TanhFunction>(x, y, dY, dX);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "unknown activation");
        }
    }

    private static void Forward<F>(Tensor x, Tensor y)
        where F : struct, IActivationFunction
    {
        var job = new ForwardJob<F> { X = x.Pointer, Y = y.Pointer, Length = x.Length };
        CpuDevice.PoolOf(x).Run(Blocks(x.Length), job);
    }

    private static void Backward<F>(Tensor x, Tensor y, Tensor dY, Tensor dX)
        where F : struct, IActivationFunction
    {
        var job = new BackwardJob<F> { X = x.Pointer, Y = y.Pointer, DY = dY.Pointer, DX = dX.Pointer, Length = x.Length };
        CpuDevice.PoolOf(x).Run(Blocks(x.Length), job);
    }

    private static int Blocks(long length) => (int)((length + BlockElements - 1) / BlockElements);

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
