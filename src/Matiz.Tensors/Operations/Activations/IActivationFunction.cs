using System.Runtime.CompilerServices;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Operations.Activations;

/// <summary>An activation: in double precision for plain loops, and by the vector, for loops that are compiled for each.</summary>
internal interface IActivationFunction
{
    /// <summary>f(x).</summary>
    static abstract double Apply(double x);

    /// <summary>f'(x).</summary>
    static abstract double Derivative(double x);

    /// <summary>f(x).</summary>
    static abstract V Apply<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct;

    /// <summary>f'(x), with y = f(x).</summary>
    static abstract V Derivative<S, V>(V x, V y)
        where S : struct, ISimd<V>
        where V : struct;
}

/// <summary>A loop that is compiled for each activation.</summary>
internal interface IActivationLoop
{
    /// <summary>Runs the loop with one.</summary>
    void Run<F>()
        where F : struct, IActivationFunction;
}

/// <summary>The functions of the activations.</summary>
internal static class ActivationTable
{
    /// <summary>
    /// Runs the loop with a function whose results are rounded to eight bits afterwards, so that one that takes long need not be exact to
    /// more.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The activation is unknown.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void RunNarrow<TLoop>(Activation activation, TLoop loop)
        where TLoop : struct, IActivationLoop
    {
        if (activation == Activation.Gelu) loop.Run<NarrowGeluFunction>();
        else Run(activation, loop);
    }

    /// <summary>Runs the loop with the function of an activation. A function added is a line here.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The activation is unknown.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TLoop>(Activation activation, TLoop loop)
        where TLoop : struct, IActivationLoop
    {
        switch (activation)
        {
            case Activation.None: loop.Run<IdentityFunction>(); break;
            case Activation.Gelu: loop.Run<GeluFunction>(); break;
            case Activation.GeluTanh: loop.Run<GeluTanhFunction>(); break;
            case Activation.Relu: loop.Run<ReluFunction>(); break;
            case Activation.Tanh: loop.Run<TanhFunction>(); break;
            case Activation.Sigmoid: loop.Run<SigmoidFunction>(); break;
            case Activation.Silu: loop.Run<SiluFunction>(); break;
            case Activation.QuickGelu: loop.Run<QuickGeluFunction>(); break;
            case Activation.Mish: loop.Run<MishFunction>(); break;
            case Activation.Relu6: loop.Run<Relu6Function>(); break;
            case Activation.GeluUpTo10: loop.Run<GeluUpTo10Function>(); break;
            default: throw new ArgumentOutOfRangeException(nameof(activation), activation, "unknown activation");
        }
    }
}
