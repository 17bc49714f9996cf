using System.Runtime.Intrinsics;
using Matiz.Tensors.Operations.Activations;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Gating;

/// <summary>One half of each row, activated, times the other.</summary>
internal abstract class GatingKernel : Kernel
{
    /// <summary>Best first: the wider vector does more in one instruction, and the plain loop is there to be trusted.</summary>
    public static IReadOnlyList<GatingKernel> All { get; } =
    [
        new GatingSimd<Simd512, Vector512<float>>(KernelVariant.Avx512),
        new GatingSimd<Simd256, Vector256<float>>(KernelVariant.Avx2),
        new GatingSimd<Simd128, Vector128<float>>(KernelVariant.Vector128),
        new GatingReference(),
    ];

    /// <summary>y = f(u)·g, with u and g the halves of x.</summary>
    public abstract void Forward(Tensor x, Activation activation, Tensor y);

    /// <summary>dU = dY·g·f'(u) and dG = dY·f(u), written or added to the halves of dX.</summary>
    public abstract void Backward(Tensor x, Tensor dY, Activation activation, bool accumulate, Tensor dX);
}

/// <summary>Plain loops in double precision.</summary>
internal sealed class GatingReference : GatingKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(Tensor x, Activation activation, Tensor y) =>
        ActivationTable.Run(activation, new ForwardLoop { X = x, Y = y });

    public override void Backward(Tensor x, Tensor dY, Activation activation, bool accumulate, Tensor dX) =>
        ActivationTable.Run(activation, new BackwardLoop { X = x, DY = dY, DX = dX, Accumulate = accumulate });

    private static Span<float> Row(Tensor tensor, int row) => tensor.AsSpan().Slice(row * tensor.Columns, tensor.Columns);

    private readonly struct ForwardLoop : IActivationLoop
    {
        public required Tensor X { get; init; }

        public required Tensor Y { get; init; }

        public void Run<F>()
            where F : struct, IActivationFunction
        {
            for (int row = 0; row < Y.Rows; row++)
            {
                var x = Row(X, row);
                var y = Row(Y, row);
                for (int i = 0; i < y.Length; i++) y[i] = (float)(F.Apply(x[i]) * x[y.Length + i]);
            }
        }
    }

    private readonly struct BackwardLoop : IActivationLoop
    {
        public required Tensor X { get; init; }

        public required Tensor DY { get; init; }

        public required Tensor DX { get; init; }

        public required bool Accumulate { get; init; }

        public void Run<F>()
            where F : struct, IActivationFunction
        {
            for (int row = 0; row < DY.Rows; row++)
            {
                var x = Row(X, row);
                var dY = Row(DY, row);
                var dX = Row(DX, row);
                for (int i = 0; i < dY.Length; i++)
                {
                    double u = x[i], g = x[dY.Length + i];
                    Put(ref dX[i], dY[i] * g * F.Derivative(u));
                    Put(ref dX[dY.Length + i], dY[i] * F.Apply(u));
                }
            }
        }

        private void Put(ref float target, double value) => target = (float)(Accumulate ? target + value : value);
    }
}
