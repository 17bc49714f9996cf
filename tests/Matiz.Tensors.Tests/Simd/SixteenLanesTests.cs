using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Tests.Simd;

/// <summary>Sixteen lanes are the same bits whatever registers hold them.</summary>
public class SixteenLanesTests
{
    // Ordinary numbers, both zeros, subnormal numbers, the ends of the range, what overflows, ties of rounding, no number.
    private static readonly float[] Extremes =
    [
        0f, -0f, 1f, -1f, 0.5f, 1.5f, -2.5f, 3.25e-3f, 1e-45f, -1e-45f, 1.1754942e-38f, -1.1754944e-38f, 3e-39f, 7e-20f, -5e-19f, 2e19f,
        3.4028235e38f, -3.4028235e38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 87.4f, -87.32f, -87.34f, 88.72f, 104f,
        -126.5f, 126.5f, 1e-8f, 16777217f, -8388609.5f, 0.6f,
    ];

    [Fact]
    public void EveryOperation_GivesTheSameBitsInEachWidth()
    {
        var results = new List<(string Width, List<float> Values)>();
        foreach (var row in Widths.Available)
        {
            var work = new Operations();
            Widths.Run(row.Data, work);
            if (work.Values.Count > 0) results.Add((row.Data, work.Values));
        }

        foreach (var (width, values) in results)
        {
            Assert.Equal(results[0].Values.Count, values.Count);
            for (int i = 0; i < values.Count; i++)
            {
                float expected = results[0].Values[i], actual = values[i];
                bool same = BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(actual)
                    || (float.IsNaN(expected) && float.IsNaN(actual));
                Assert.True(same, $"{results[0].Width} gives {expected:r}, {width} {actual:r} at place {i}");
            }
        }
    }

    // Results of all operations, appended in one order.
    private sealed unsafe class Operations : IWidthWork
    {
        private const int Lanes = 16;

        public List<float> Values { get; } = [];

        public void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            if (S.Width != Lanes) return;
            var random = new System.Random(11);
            float[] a = new float[Lanes], b = new float[Lanes], c = new float[Lanes];
            for (int round = 0; round < 400; round++)
            {
                for (int lane = 0; lane < Lanes; lane++) (a[lane], b[lane], c[lane]) = (Next(random), Next(random), Next(random));
                fixed (float* x = a, y = b, z = c) Apply<S, V>(S.Load(x), S.Load(y), S.Load(z), round % (Lanes + 1));
            }
        }

        private static float Next(System.Random random) => random.Next(3) switch
        {
            0 => Extremes[random.Next(Extremes.Length)],
            1 => (random.NextSingle() - 0.5f) * 20,
            _ => MathF.ScaleB(random.NextSingle() - 0.5f, random.Next(-140, 120)),
        };

        private void Apply<S, V>(V a, V b, V c, int count)
            where S : struct, ISimd<V>
            where V : struct
        {
            Elementwise<S, V>(a, b, c);
            Functions<S, V>(a);
            var n = S.Round(S.Max(S.Broadcast(-250f), S.Min(S.Broadcast(250f), b)));
            var fraction = S.Or(S.And(a, S.BroadcastInteger(0x807FFFFF)), S.Broadcast(1f));       // what exponentials scale
            Keep<S, V>(S.Select(S.Equal(n, n), S.ScaleByPowerOfTwo(fraction, n), a));
            Keep<S, V>(S.And(S.FirstLanes(count), a));
            Values.Add(S.Sum(a));
            Values.Add(S.Sum(S.And(S.FirstLanes(count), S.Select(S.LessThan(S.Abs(a), S.Broadcast(1e30f)), a, c))));
            Values.Add(S.MaxElement(a));
            Values.Add(S.MaxElement(S.Select(S.FirstLanes(count), b, S.Zero)));
            Partial<S, V>(a, count);
        }

        private void Elementwise<S, V>(V a, V b, V c)
            where S : struct, ISimd<V>
            where V : struct
        {
            Keep<S, V>(S.Add(a, b));
            Keep<S, V>(S.Subtract(a, b));
            Keep<S, V>(S.Multiply(a, b));
            Keep<S, V>(S.Divide(a, b));
            Keep<S, V>(S.MultiplyAdd(a, b, c));
            Keep<S, V>(S.NegateMultiplyAdd(a, b, c));
            Keep<S, V>(S.Min(a, b));
            Keep<S, V>(S.Max(a, b));
            Keep<S, V>(S.Sqrt(a));
            Keep<S, V>(S.Abs(a));
            Keep<S, V>(S.Round(a));
            Keep<S, V>(S.Select(S.GreaterThan(a, b), a, c));
            Keep<S, V>(S.Select(S.LessThan(a, b), a, c));
            Keep<S, V>(S.AndNot(S.Equal(a, b), c));
            Keep<S, V>(S.Or(a, b));
            Keep<S, V>(S.Xor(a, b));
            Keep<S, V>(S.MultiplyEvenIntegers(a, b));
            Keep<S, V>(S.OddToEven(a));
            Keep<S, V>(S.EvenToOdd(a));
            Keep<S, V>(S.AddIntegers(S.LaneNumbers, a));
            Keep<S, V>(S.And(S.LessThanUnsigned(a, b), S.BroadcastInteger(77)));
            Keep<S, V>(S.MaxIntegers(a, b));
            Values.Add(S.MaxIntegerElement(a));
        }

        private void Functions<S, V>(V a)
            where S : struct, ISimd<V>
            where V : struct
        {
            Keep<S, V>(VectorMath<S, V>.Exp(a));
            Keep<S, V>(VectorMath<S, V>.Exp2(S.Min(S.Broadcast(float.MaxValue), a)));
            Keep<S, V>(VectorMath<S, V>.Tanh(a));
            Keep<S, V>(VectorMath<S, V>.Gelu(a));
            Keep<S, V>(VectorMath<S, V>.NarrowGelu(a));
            Keep<S, V>(VectorMath<S, V>.GeluTanh(a));
        }

        private void Partial<S, V>(V a, int count)
            where S : struct, ISimd<V>
            where V : struct
        {
            float* memory = stackalloc float[Lanes];
            new Span<float>(memory, Lanes).Fill(-7);
            S.StorePartial(a, memory, count);
            Keep<S, V>(S.Load(memory));
            Keep<S, V>(S.LoadPartial(memory, count));
        }

        private void Keep<S, V>(V value)
            where S : struct, ISimd<V>
            where V : struct
        {
            float* lanes = stackalloc float[Lanes];
            S.Store(value, lanes);
            for (int lane = 0; lane < Lanes; lane++) Values.Add(lanes[lane]);
        }
    }
}
