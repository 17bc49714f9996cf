using System.Diagnostics;
using Matiz.Tensors.Numerics;
using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Tests.Simd;

public class VectorMathTests(ITestOutputHelper output)
{
    private const double SqrtTwoOverPi = 0.7978845608028654;

    public static IEnumerable<TheoryDataRow<string>> WidthNames => Widths.Available;

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void Exp_EqualsDouble(string width) =>
        Widths.Run(width, new Sweep(output, "exp", -87.3, 88.7, Relative(1.6e-7), ScalarMath.Exp, new ExpOf()));

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void Exp2_EqualsDouble(string width) =>
        Widths.Run(
            width, new Sweep(output, "exp2", -126, 127, Relative(1.6e-7), x => ScalarMath.Exp(x * 0.693147180559945309), new Exp2Of()));

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void Tanh_EqualsDoubleRelatively(string width)
    {
        Widths.Run(width, new Sweep(output, "tanh", -12, 12, Relative(1.5e-7), ScalarMath.Tanh, new TanhOf()));
        Widths.Run(width, new Sweep(output, "tanh near 0", -1e-3, 1e-3, Relative(1.5e-7), SmallTanh, new TanhOf()));
    }

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void Gelu_EqualsDouble(string width)
    {
        Widths.Run(width, new Sweep(output, "gelu", -3, 3, Absolute(1.4e-7), Gelu, new GeluOf()));
        Widths.Run(width, new Sweep(output, "gelu far", -20, -3, Absolute(1.4e-7), Gelu, new GeluOf()));
        Widths.Run(width, new Sweep(output, "gelu far", 3, 100, Relative(1.3e-7), Gelu, new GeluOf()));
    }

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void NarrowGelu_IsNearerThanEightBitsShow(string width)
    {
        Widths.Run(width, new Sweep(output, "narrow gelu", -8, 8, Absolute(2.1e-5), Gelu, new NarrowGeluOf()));
        Widths.Run(width, new Sweep(output, "narrow gelu far", -1e30, -8, Absolute(2.1e-5), Gelu, new NarrowGeluOf()));
        Widths.Run(width, new Sweep(output, "narrow gelu far", 8, 1e30, Relative(3e-6), Gelu, new NarrowGeluOf()));
        Widths.Run(width, new Sweep(output, "narrow gelu near 0", -0.01, 0.01, Relative(5e-6), Gelu, new NarrowGeluOf()));
    }

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void GeluDerivative_EqualsDouble(string width) =>
        Widths.Run(
            width,
            new Sweep(
                output, "gelu'", -20, 20, Absolute(3e-7), x => ScalarMath.NormalCdf(x) + (x * ScalarMath.NormalDensity(x)),
                new GeluDerivativeOf()));

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void GeluTanh_EqualsDouble(string width)
    {
        Widths.Run(width, new Sweep(output, "gelu tanh", -4, 4, Absolute(4e-7), GeluTanh, new GeluTanhOf()));
        Widths.Run(width, new Sweep(output, "gelu tanh far", 4, 100, Relative(1.3e-7), GeluTanh, new GeluTanhOf()));
        Widths.Run(width, new Sweep(output, "gelu tanh far", -100, -4, Absolute(4e-7), GeluTanh, new GeluTanhOf()));
    }

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void GeluTanhDerivative_EqualsDouble(string width) =>
        Widths.Run(width, new Sweep(output, "gelu tanh'", -20, 20, Absolute(1e-6), GeluTanhDerivative, new GeluTanhDerivativeOf()));

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void Functions_FarOut_StayFiniteOrKeepNaN(string width) => Widths.Run(width, new FarOut());

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void GenericCode_RunsAtTheSpeedOfVectors(string width) => Widths.Run(width, new Speed(output, width));

    // tanh x = x - x³/3 + 2x⁵/15: the scalar form is only absolutely exact there.
    private static double SmallTanh(double x) => x - (x * x * x / 3) + (2 * x * x * x * x * x / 15);

    private static double Gelu(double x) => x * ScalarMath.NormalCdf(x);

    private static double GeluTanh(double x) => 0.5 * x * (1 + ScalarMath.Tanh(SqrtTwoOverPi * (x + (0.044715 * x * x * x))));

    private static double GeluTanhDerivative(double x)
    {
        double t = ScalarMath.Tanh(SqrtTwoOverPi * (x + (0.044715 * x * x * x)));
        return (0.5 * (1 + t)) + (0.5 * x * (1 - (t * t)) * SqrtTwoOverPi * (1 + (3 * 0.044715 * x * x)));
    }

    private static Bound Relative(double bound) => new(bound, IsRelative: true);

    private static Bound Absolute(double bound) => new(bound, IsRelative: false);

    private readonly record struct Bound(double Value, bool IsRelative);

    private interface IFunction
    {
        V Apply<S, V>(V x)
            where S : struct, ISimd<V>
            where V : struct;
    }

    private readonly struct ExpOf : IFunction
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<V>
            where V : struct => VectorMath<S, V>.Exp(x);
    }

    private readonly struct Exp2Of : IFunction
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<V>
            where V : struct => VectorMath<S, V>.Exp2(x);
    }

    private readonly struct TanhOf : IFunction
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<V>
            where V : struct => VectorMath<S, V>.Tanh(x);
    }

    private readonly struct NarrowGeluOf : IFunction
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<V>
            where V : struct => VectorMath<S, V>.NarrowGelu(x);
    }

    private readonly struct GeluOf : IFunction
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<V>
            where V : struct => VectorMath<S, V>.Gelu(x);
    }

    private readonly struct GeluDerivativeOf : IFunction
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<V>
            where V : struct => VectorMath<S, V>.GeluDerivative(x);
    }

    private readonly struct GeluTanhOf : IFunction
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<V>
            where V : struct => VectorMath<S, V>.GeluTanh(x);
    }

    private readonly struct GeluTanhDerivativeOf : IFunction
    {
        public V Apply<S, V>(V x)
            where S : struct, ISimd<V>
            where V : struct => VectorMath<S, V>.GeluTanhDerivative(x);
    }

    // 20,000 evenly spaced arguments; the largest error is printed and held to the bound.
    private sealed class Sweep(
        ITestOutputHelper output, string name, double from, double to, Bound bound, Func<double, double> expected,
        IFunction function) : IWidthWork
    {
        private const int Count = 20_000;

        public unsafe void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            float[] x = [.. Enumerable.Range(0, Count).Select(i => (float)(from + ((to - from) * i / (Count - 1))))];
            float[] y = new float[Count];
            fixed (float* source = x, destination = y)
            {
                for (int i = 0; i < Count; i += S.Width)
                {
                    int count = Math.Min(S.Width, Count - i);
                    S.StorePartial(function.Apply<S, V>(S.LoadPartial(source + i, count)), destination + i, count);
                }
            }

            double worst = 0, at = 0;
            for (int i = 0; i < Count; i++)
            {
                double exact = expected(x[i]);
                double error = Math.Abs(y[i] - exact) / (bound.IsRelative ? Math.Max(Math.Abs(exact), 1e-300) : 1);
                if (exact == 0 && y[i] == 0) error = 0;
                if (error > worst || double.IsNaN(error)) (worst, at) = (error, x[i]);
            }

            string kind = bound.IsRelative ? "relative" : "absolute";
            output.WriteLine($"{name} from {from} to {to}, width {S.Width}: largest {kind} error {worst:g3} at {at:g6}");
            Assert.InRange(worst, 0, bound.Value);
        }
    }

    private sealed class FarOut : IWidthWork
    {
        public void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            Assert.Equal(0f, First<S, V>(VectorMath<S, V>.Exp(S.Broadcast(-1e30f))));
            Assert.Equal(float.PositiveInfinity, First<S, V>(VectorMath<S, V>.Exp(S.Broadcast(1e30f))));
            Assert.Equal(float.NaN, First<S, V>(VectorMath<S, V>.Exp(S.Broadcast(float.NaN))));
            Assert.Equal(float.NaN, First<S, V>(VectorMath<S, V>.Exp2(S.Broadcast(float.NaN))));
            Assert.Equal(1.1754944e-38f, First<S, V>(VectorMath<S, V>.Exp2(S.Broadcast(float.NegativeInfinity))));
            Assert.Equal(-1f, First<S, V>(VectorMath<S, V>.Tanh(S.Broadcast(-1e30f))));
            Assert.Equal(float.NaN, First<S, V>(VectorMath<S, V>.Tanh(S.Broadcast(float.NaN))));
            Assert.Equal(0f, First<S, V>(VectorMath<S, V>.Gelu(S.Broadcast(-1e15f))));
            Assert.Equal(1e15f, First<S, V>(VectorMath<S, V>.Gelu(S.Broadcast(1e15f))));
            Assert.Equal(float.NaN, First<S, V>(VectorMath<S, V>.Gelu(S.Broadcast(float.NaN))));
            Assert.Equal(0.0, Math.Round(First<S, V>(VectorMath<S, V>.GeluTanh(S.Broadcast(-1e10f))), 15));
            Assert.Equal(float.NaN, First<S, V>(VectorMath<S, V>.Relu(S.Broadcast(float.NaN))));
        }

        private static unsafe float First<S, V>(V value)
            where S : struct, ISimd<V>
            where V : struct
        {
            float first;
            S.StorePartial(value, &first, 1);
            return first;
        }
    }

    // GELU over 4,096 numbers in L1, the best of many: code that boxed, called or spilled would need some hundred nanoseconds a vector.
    private sealed class Speed(ITestOutputHelper output, string width) : IWidthWork
    {
        private const int Count = 4096;

        public unsafe void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            float[] x = [.. Enumerable.Range(0, Count).Select(i => (i % 600 * 0.01f) - 3)];
            double best = double.MaxValue;
            fixed (float* source = x)
            {
                for (int run = 0; run < 200; run++)
                {
                    long start = Stopwatch.GetTimestamp();
                    Loop<S, V>(source);
                    best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Count);
                }
            }

            output.WriteLine($"gelu, {width}: {best:f3} ns an element");
            Assert.InRange(best, 0, 40.0 / Math.Min(S.Width, RegisterLanes<V>()));
        }

        private static int RegisterLanes<V>() =>
            typeof(V) == typeof(Vector256x2) ? Simd256.Width : typeof(V) == typeof(Vector128x4) ? Simd128.Width : int.MaxValue;

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)]
        private static unsafe void Loop<S, V>(float* data)
            where S : struct, ISimd<V>
            where V : struct
        {
            for (int i = 0; i < Count; i += S.Width) S.Store(VectorMath<S, V>.Gelu(S.Load(data + i)), data + i);
        }
    }
}
