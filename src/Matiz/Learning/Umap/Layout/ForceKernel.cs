using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Matiz.Tensors.Simd;

namespace Matiz.Learning;

/// <summary>
/// How strongly points pull and push: one neighbour and up to seven random points, or eight random points, in the lanes of one vector.
/// Only operations that every processor rounds alike, so that a map has the same bits on all of them.
/// </summary>
/// <remarks>
/// With p = (d²)ᵇ a neighbour pulls by −2ab·p / (d²·(1 + a·p)) and a random point pushes by 2γb / ((0.001 + d²)·(1 + a·p)), times the
/// difference of the places, and no coordinate by more than 4. The power, by polynomials of degree 5 and 4, is good to 1e-5.
/// </remarks>
internal readonly struct ForceKernel
{
    public const int Lanes = 8;

    private const float Limit = 4, Softening = 0.001f;

    // Squares below are those of equal points.
    private const float LeastSquare = 1e-30f;

    private readonly float _a, _b, _pull, _push;

    /// <summary>The forces of a curve.</summary>
    /// <param name="curve">a and b.</param>
    /// <param name="repulsionStrength">γ</param>
    public ForceKernel(LayoutCurve curve, double repulsionStrength)
    {
        (_a, _b) = ((float)curve.A, (float)curve.B);
        (_pull, _push) = ((float)(-2 * curve.A * curve.B), (float)(2 * repulsionStrength * curve.B));
    }

    /// <summary>Moves a point by the forces of a neighbour (lane 0) and of random points (the others), all seen from where it is.</summary>
    /// <param name="point">[dimensions], moved.</param>
    /// <param name="places">The points of the lanes, [dimensions] each; unused lanes name <paramref name="point"/> itself.</param>
    /// <param name="dimensions">Of the map.</param>
    /// <param name="alpha">The learning rate of the epoch.</param>
    /// <param name="differences">Room for <paramref name="dimensions"/> vectors.</param>
    /// <param name="pull">[dimensions], gets what of the way is the neighbour's doing: the neighbour has to go as far to meet it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void MoveByNeighbor(float* point, float** places, int dimensions, float alpha, Vector256<float>* differences, float* pull)
    {
        var square = Differences(point, places, dimensions, differences);
        var power = Power(square, _b);
        var isNeighbor = Vector256.Create(-1, 0, 0, 0, 0, 0, 0, 0).AsSingle();
        var force = Vector256.ConditionalSelect(isNeighbor, Vector256.Create(_pull) * power, Vector256.Create(_push));
        var softening = Vector256.AndNot(Vector256.Create(Softening), isNeighbor);
        Move(point, dimensions, alpha, differences, square, Divide(force, softening, square, power), pull);
    }

    /// <summary>Moves a point by the forces of random points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void MoveByOthers(float* point, float** places, int dimensions, float alpha, Vector256<float>* differences)
    {
        var square = Differences(point, places, dimensions, differences);
        var force = Divide(Vector256.Create(_push), Vector256.Create(Softening), square, Power(square, _b));
        Move(point, dimensions, alpha, differences, square, force, firstLane: null);
    }

    /// <summary>xʸ for x from 1e-30 up, to 1e-5 of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Power(Vector256<float> x, float y) =>
        PowerOfTwo(Log2(Vector256.Max(x, Vector256.Create(LeastSquare))) * Vector256.Create(y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<float> Differences(float* point, float** places, int dimensions, Vector256<float>* differences)
    {
        var square = Vector256<float>.Zero;
        for (int j = 0; j < dimensions; j++)
        {
            var others = Vector256.Create(
                places[0][j], places[1][j], places[2][j], places[3][j], places[4][j], places[5][j], places[6][j], places[7][j]);
            var difference = Vector256.Create(point[j]) - others;
            differences[j] = difference;
            square += difference * difference;
        }

        return square;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Divide(Vector256<float> force, Vector256<float> softening, Vector256<float> square, Vector256<float> power) =>
        force / ((square + softening) * ((Vector256.Create(_a) * power) + Vector256<float>.One));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Move(
        float* point, int dimensions, float alpha, Vector256<float>* differences, Vector256<float> square, Vector256<float> force,
        float* firstLane)
    {
        force &= Vector256.GreaterThan(square, Vector256.Create(LeastSquare));
        for (int j = 0; j < dimensions; j++)
        {
            var step = Vector256.Min(Vector256.Max(force * differences[j], Vector256.Create(-Limit)), Vector256.Create(Limit));
            if (firstLane is not null) firstLane[j] = alpha * step[0];
            point[j] += alpha * Simd256.Sum(step);
        }
    }

    // x = m·2ᵉ with m in [√½, √2), f = m − 1:  log₂x = e + f·P(f)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Log2(Vector256<float> x)
    {
        var bits = x.AsInt32() - Vector256.Create(0x3F3504F3);
        var exponent = bits >> 23;
        var f = (x.AsInt32() - (exponent << 23)).AsSingle() - Vector256<float>.One;
        var p = (f * Vector256.Create(-0.2065918238f)) + Vector256.Create(0.3221548171f);
        p = (p * f) + Vector256.Create(-0.3674899648f);
        p = (p * f) + Vector256.Create(0.4793480175f);
        p = (p * f) + Vector256.Create(-0.721131859f);
        p = (p * f) + Vector256.Create(1.4427134814f);
        return (p * f) + Vector256.ConvertToSingle(exponent);
    }

    // x = n + f with f in [−½, ½]:  2ˣ = 2ⁿ·P(f)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowerOfTwo(Vector256<float> x)
    {
        var clamped = Vector256.Min(Vector256.Max(x, Vector256.Create(-126f)), Vector256.Create(126f));
        var whole = Vector256.Round(clamped);
        var f = clamped - whole;
        var p = (f * Vector256.Create(0.009570102f)) + Vector256.Create(0.0559178603f);
        p = (p * f) + Vector256.Create(0.2402474482f);
        p = (p * f) + Vector256.Create(0.6931218147f);
        p = (p * f) + Vector256.Create(0.9999992614f);
        return p * ((Vector256.ConvertToInt32(whole) + Vector256.Create(127)) << 23).AsSingle();
    }
}
