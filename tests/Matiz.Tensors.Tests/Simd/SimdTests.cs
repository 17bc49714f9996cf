using Matiz.Tensors.Simd;

namespace Matiz.Tensors.Tests.Simd;

public class SimdTests
{
    public static IEnumerable<TheoryDataRow<string>> WidthNames => Widths.Available;

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void PartialAccess_EveryCount_TouchesOnlyItsLanes(string width) => Widths.Run(width, new Partial());

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void Reductions_OfWholeNumbers_AreExact(string width) => Widths.Run(width, new Reductions());

    [Theory]
    [MemberData(nameof(WidthNames))]
    public void Arithmetic_EqualsScalars(string width) => Widths.Run(width, new Arithmetic());

    private sealed unsafe class Partial : IWidthWork
    {
        public void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            for (int count = 0; count <= S.Width; count++)
            {
                float[] source = [.. Enumerable.Range(1, S.Width).Select(i => (float)i)];
                float[] destination = new float[S.Width];
                float[] whole = new float[S.Width];
                Array.Fill(destination, -7);
                fixed (float* from = source, to = destination, all = whole)
                {
                    S.StorePartial(S.Load(from), to, count);
                    S.Store(S.LoadPartial(from, count), all);
                }

                Assert.Equal(source.Take(count).Concat(Enumerable.Repeat(-7f, S.Width - count)), destination);
                Assert.Equal(source.Take(count).Concat(Enumerable.Repeat(0f, S.Width - count)), whole);
            }
        }
    }

    private sealed unsafe class Reductions : IWidthWork
    {
        public void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            for (int largest = 0; largest < S.Width; largest++)
            {
                float[] values = [.. Enumerable.Range(0, S.Width).Select(i => i == largest ? 100f : i)];
                fixed (float* pointer = values)
                {
                    Assert.Equal(values.Sum(), S.Sum(S.Load(pointer)));
                    Assert.Equal(100f, S.MaxElement(S.Load(pointer)));
                    Assert.Equal(values.Take(largest).Sum(), S.Sum(S.And(S.FirstLanes(largest), S.Load(pointer))));
                }
            }
        }
    }

    private sealed unsafe class Arithmetic : IWidthWork
    {
        public void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            var random = new System.Random(3);
            for (int i = 0; i < 200; i++)
            {
                float a = (random.NextSingle() - 0.5f) * 9, b = (random.NextSingle() - 0.5f) * 9, c = (random.NextSingle() - 0.5f) * 9;
                V x = S.Broadcast(a), y = S.Broadcast(b), z = S.Broadcast(c);
                Equal<S, V>(a + b, S.Add(x, y));
                Equal<S, V>(a - b, S.Subtract(x, y));
                Equal<S, V>(a * b, S.Multiply(x, y));
                Equal<S, V>(a / b, S.Divide(x, y));
                Equal<S, V>(MathF.FusedMultiplyAdd(a, b, c), S.MultiplyAdd(x, y, z));
                Equal<S, V>(MathF.FusedMultiplyAdd(-a, b, c), S.NegateMultiplyAdd(x, y, z));
                Equal<S, V>(MathF.Min(a, b), S.Min(x, y));
                Equal<S, V>(MathF.Max(a, b), S.Max(x, y));
                Equal<S, V>(MathF.Sqrt(MathF.Abs(a)), S.Sqrt(S.Abs(x)));
                Equal<S, V>(MathF.Round(a), S.Round(x));
                Equal<S, V>(a > b ? a : c, S.Select(S.GreaterThan(x, y), x, z));
                Equal<S, V>(a < b ? 0 : c, S.AndNot(S.LessThan(x, y), z));
                Equal<S, V>(c, S.And(S.Equal(x, x), z));
                Equal<S, V>(MathF.ScaleB(a, (i * 2) - 200), S.ScaleByPowerOfTwo(x, S.Broadcast((i * 2) - 200)));
            }
        }

        private static void Equal<S, V>(float expected, V actual)
            where S : struct, ISimd<V>
            where V : struct
        {
            var lanes = stackalloc float[S.Width];
            S.Store(actual, lanes);
            for (int lane = 0; lane < S.Width; lane++) Assert.Equal(expected, lanes[lane]);
        }
    }
}
