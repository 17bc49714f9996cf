using Matiz.Tensors.Numerics;

namespace Matiz.Tensors.Operations.Activations;

/// <summary>Plain loops in double precision.</summary>
internal sealed class ActivationReference : ActivationKernel
{
    private const double SqrtTwoOverPi = 0.7978845608028654;
    private const double Cubic = 0.044715;

    public override Precision Precision => Precision.Float32;

    public override KernelVariant Variant => KernelVariant.Reference;

    public override void Forward(Tensor x, Activation activation, Tensor y)
    {
        var source = x.AsSpan();
        var destination = y.AsSpan();
        for (int i = 0; i < source.Length; i++) destination[i] = (float)Apply(source[i], activation);
    }

    public override void Backward(Tensor x, Tensor y, Tensor dY, Activation activation, Tensor dX)
    {
        var before = x.AsSpan();
        var gradient = dY.AsSpan();
        var result = dX.AsSpan();
        for (int i = 0; i < before.Length; i++) result[i] = (float)(gradient[i] * Derivative(before[i], activation));
    }

    private static double Apply(double x, Activation activation) => activation switch
    {
        Activation.None => x,
        Activation.Gelu => x * ScalarMath.NormalCdf(x),
        Activation.GeluTanh => 0.5 * x * (1 + ScalarMath.Tanh(Inner(x))),
        Activation.Relu => Math.Max(x, 0),
        Activation.Tanh => ScalarMath.Tanh(x),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "unknown activation"),
    };

    private static double Derivative(double x, Activation activation) => activation switch
    {
        Activation.None => 1,
        Activation.Gelu => ScalarMath.NormalCdf(x) + (x * ScalarMath.NormalDensity(x)),
        Activation.GeluTanh => GeluTanhDerivative(x),
        Activation.Relu => x > 0 ? 1 : 0,
        Activation.Tanh => 1 - (ScalarMath.Tanh(x) * ScalarMath.Tanh(x)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "unknown activation"),
    };

    private static double GeluTanhDerivative(double x)
    {
        double t = ScalarMath.Tanh(Inner(x));
        double inner = SqrtTwoOverPi * (1 + (3 * Cubic * x * x));
        return (0.5 * (1 + t)) + (0.5 * x * (1 - (t * t)) * inner);
    }

    private static double Inner(double x) => SqrtTwoOverPi * (x + (Cubic * x * x * x));
}
