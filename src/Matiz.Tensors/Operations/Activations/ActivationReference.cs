namespace Matiz.Tensors.Operations.Activations;

/// <summary>Plain loops in double precision.</summary>
internal sealed class ActivationReference : ActivationKernel
{
    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(Tensor x, Activation activation, Tensor y) =>
        ActivationTable.Run(activation, new ForwardLoop { X = x, Y = y });

    public override void Backward(Tensor x, Tensor y, Tensor dY, Activation activation, Tensor dX) =>
        ActivationTable.Run(activation, new BackwardLoop { X = x, DY = dY, DX = dX });

    private readonly struct ForwardLoop : IActivationLoop
    {
        public required Tensor X { get; init; }

        public required Tensor Y { get; init; }

        public void Run<F>()
            where F : struct, IActivationFunction
        {
            var source = X.AsSpan();
            var destination = Y.AsSpan();
            for (int i = 0; i < source.Length; i++) destination[i] = (float)F.Apply(source[i]);
        }
    }

    private readonly struct BackwardLoop : IActivationLoop
    {
        public required Tensor X { get; init; }

        public required Tensor DY { get; init; }

        public required Tensor DX { get; init; }

        public void Run<F>()
            where F : struct, IActivationFunction
        {
            var before = X.AsSpan();
            var gradient = DY.AsSpan();
            var result = DX.AsSpan();
            for (int i = 0; i < before.Length; i++) result[i] = (float)(gradient[i] * F.Derivative(before[i]));
        }
    }
}
