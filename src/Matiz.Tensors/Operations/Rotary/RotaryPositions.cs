using Matiz.Tensors.Numerics;

namespace Matiz.Tensors;

/// <summary>
/// How fast the pairs of a head turn: pair j by place·theta^(−2j / head size). Cosines and sines are kept up to the longest row that came,
/// computed as the reference does: powers, inverses and angles each rounded to single precision.
/// </summary>
public sealed class RotaryPositions
{
    private readonly float[] _frequencies;
    private float[] _table = [];

    /// <summary>Positions for heads of one size.</summary>
    /// <param name="headSize">Columns of a head, an even number.</param>
    /// <param name="theta">The base of the frequencies (reference: <c>rope_theta</c>), above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The head size is odd or not positive, or theta is not a number above 0.</exception>
    public RotaryPositions(int headSize, float theta)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(headSize);
        if (headSize % 2 != 0) throw new ArgumentOutOfRangeException(nameof(headSize), headSize, "expected an even number.");
        if (!(theta > 0) || float.IsInfinity(theta))
            throw new ArgumentOutOfRangeException(nameof(theta), theta, "expected a number above 0.");
        HeadSize = headSize;
        Theta = theta;
        _frequencies = new float[headSize / 2];
        double logarithm = ScalarMath.Log(theta);
        for (int pair = 0; pair < _frequencies.Length; pair++)
            _frequencies[pair] = 1f / (float)ScalarMath.Exp((2 * pair) / (float)headSize * logarithm);
    }

    /// <summary>Columns of a head.</summary>
    public int HeadSize { get; }

    /// <summary>The base of the frequencies.</summary>
    public float Theta { get; }

    /// <summary>For each place from 0 to <paramref name="length"/> − 1 the cosines of all pairs, then their sines.</summary>
    /// <returns>At least [length, head size].</returns>
    internal float[] Table(int length)
    {
        float[] table = Volatile.Read(ref _table);
        if (table.Length >= (long)length * HeadSize) return table;
        int places = Math.Max(64, length);
        table = new float[checked(places * HeadSize)];
        for (int place = 0; place < places; place++)
        {
            var cosines = table.AsSpan(place * HeadSize, _frequencies.Length);
            var sines = table.AsSpan((place * HeadSize) + _frequencies.Length, _frequencies.Length);
            for (int pair = 0; pair < _frequencies.Length; pair++)
            {
                float angle = place * _frequencies[pair];
                var (sine, cosine) = ScalarMath.SineCosine(angle);
                (cosines[pair], sines[pair]) = ((float)cosine, (float)sine);
            }
        }

        Volatile.Write(ref _table, table);
        return table;
    }
}
