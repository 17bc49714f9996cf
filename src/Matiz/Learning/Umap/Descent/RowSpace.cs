using System.Runtime.Intrinsics;
using Matiz.Learning.Numerics;
using Matiz.Tensors.Simd;

namespace Matiz.Learning;

/// <summary>
/// Rows prepared for many comparisons in singles: of unit length for the cosine, in whole vectors. Nearness is x·y for the cosine and
/// minus the squared distance else; the greater, the nearer. The same bits on every machine: products and sums are rounded one by one.
/// </summary>
internal sealed class RowSpace
{
    private readonly float[] _values;                           // [rows, stride]
    private readonly int _stride;

    public RowSpace(FeatureMatrix rows, NeighborMetric metric, int? threads)
    {
        (Rows, Metric) = (rows.Rows, metric);
        _stride = (rows.Columns + Vector256<float>.Count - 1) / Vector256<float>.Count * Vector256<float>.Count;
        _values = new float[checked(Rows * _stride)];
        const int block = 1024;
        FixedBlocks.Run((Rows + block - 1) / block, threads, number =>
        {
            for (int row = number * block; row < Math.Min(Rows, (number + 1) * block); row++)
            {
                double square = metric == NeighborMetric.Cosine ? ScoreScan.SquaredNorm(rows[row]) : 1;
                double factor = square > 0 ? 1 / Math.Sqrt(square) : 0;
                for (int j = 0; j < rows.Columns; j++) _values[(row * _stride) + j] = (float)(factor * rows[row][j]);
            }
        });
    }

    public int Rows { get; }

    public NeighborMetric Metric { get; }

    /// <summary>Room for a vector of this space.</summary>
    public int Stride => _stride;

    /// <summary>A row, with zeros up to <see cref="Stride"/>.</summary>
    public ReadOnlySpan<float> this[int row] => _values.AsSpan(row * _stride, _stride);

    public float Nearness(int row, int other) =>
        Metric == NeighborMetric.Cosine ? Dot(this[row], this[other]) : -SquaredDistance(this[row], this[other]);

    /// <summary>x·y of spans of <see cref="Stride"/> elements.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = Vector256<float>.Zero;
        for (int j = 0; j < x.Length; j += Vector256<float>.Count) sum += Vector256.Create(x[j..]) * Vector256.Create(y[j..]);
        return Simd256.Sum(sum);
    }

    private static float SquaredDistance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = Vector256<float>.Zero;
        for (int j = 0; j < x.Length; j += Vector256<float>.Count)
        {
            var difference = Vector256.Create(x[j..]) - Vector256.Create(y[j..]);
            sum += difference * difference;
        }

        return Simd256.Sum(sum);
    }
}
