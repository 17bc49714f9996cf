using System.Runtime.Intrinsics;
using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// The nearest rows of each row by comparing it with all of them: a blocked product in singles finds some more than are wanted, whose
/// distances are then computed in double. Faster than approximate graphs up to some 50,000 rows. The same bits for any number of threads.
/// </summary>
internal static class ExactNeighbors
{
    // Rounding of the product may exchange candidates that are almost equally near: so many more are kept until distances are exact.
    private const int Spare = 8;

    /// <summary>The nearest candidates of each query.</summary>
    /// <param name="queries">[rows, columns]</param>
    /// <param name="candidates">[rows, columns]; may be the queries themselves.</param>
    /// <param name="count">Neighbours of each query, at least 1 and at most as many as there are to choose from.</param>
    /// <param name="metric">What makes rows near.</param>
    /// <param name="excludeSelf">Whether candidate i is no neighbour of query i. Default false.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The columns differ, or <paramref name="count"/> is out of range.</exception>
    /// <exception cref="Data.DataException">A feature is NaN or infinite.</exception>
    public static NeighborTable Find(
        FeatureMatrix queries, FeatureMatrix candidates, int count, NeighborMetric metric = NeighborMetric.Cosine, bool excludeSelf = false,
        CancellationToken cancellation = default) =>
        Find(queries, candidates, count, metric, excludeSelf, threads: null, cancellation);

    internal static NeighborTable Find(
        FeatureMatrix queries, FeatureMatrix candidates, int count, NeighborMetric metric, bool excludeSelf, int? threads,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(candidates);
        if (queries.Columns != candidates.Columns) LearningErrors.Columns(queries.Columns, candidates.Columns, nameof(queries));
        int available = candidates.Rows - (excludeSelf ? 1 : 0);
        if (count < 1 || count > available)
        {
            throw new ArgumentOutOfRangeException(
                nameof(count), count,
                $"found {count} neighbours wanted of {available} rows, expected 1 to {available}: ask for fewer, or give more rows.");
        }

        queries.RequireFinite("the feature");
        if (!ReferenceEquals(queries, candidates)) candidates.RequireFinite("the feature");
        var (from, to) = metric == NeighborMetric.Euclidean ? CenteredRows.Center(queries, candidates) : (queries, candidates);
        var nearest = new Nearest(queries.Rows, Math.Min(count + Spare, available), metric, excludeSelf, to);
        ScoreScan.Run(from, Factors(from, metric), to, Factors(to, metric), onlyLater: false, nearest, cancellation, threads);
        return nearest.ToTable(queries, candidates, count, threads, cancellation);
    }

    /// <summary>The distance of two rows, computed in double.</summary>
    internal static double Distance(ReadOnlySpan<float> x, ReadOnlySpan<float> y, NeighborMetric metric)
    {
        double dot = 0, xx = 0, yy = 0, square = 0;
        if (metric == NeighborMetric.Euclidean)
        {
            for (int j = 0; j < x.Length; j++) square += ((double)x[j] - y[j]) * ((double)x[j] - y[j]);
            return Math.Sqrt(square);
        }

        for (int j = 0; j < x.Length; j++)
        {
            dot += (double)x[j] * y[j];
            xx += (double)x[j] * x[j];
            yy += (double)y[j] * y[j];
        }

        return xx > 0 && yy > 0 ? Math.Max(0, 1 - (dot / Math.Sqrt(xx * yy))) : 1;
    }

    private static float[] Factors(FeatureMatrix rows, NeighborMetric metric)
    {
        if (metric == NeighborMetric.Cosine) return ScoreScan.InverseNorms(rows);
        var ones = new float[rows.Rows];
        Array.Fill(ones, 1);
        return ones;
    }

    /// <summary>The best scores of each query, kept in a sorted list; x·y for cosine, x·y − ‖y‖²/2 for the straight distance.</summary>
    private sealed class Nearest : IScoreVisitor
    {
        private readonly int _kept;
        private readonly bool _excludeSelf;
        private readonly NeighborMetric _metric;
        private readonly float[]? _halfSquares;
        private readonly float[] _scores;                       // [queries, kept], greatest first
        private readonly int[] _rows;

        public Nearest(int queries, int kept, NeighborMetric metric, bool excludeSelf, FeatureMatrix candidates)
        {
            (_kept, _metric, _excludeSelf) = (kept, metric, excludeSelf);
            _scores = new float[checked(queries * kept)];
            _rows = new int[_scores.Length];
            Array.Fill(_scores, float.NegativeInfinity);
            if (metric != NeighborMetric.Euclidean) return;
            _halfSquares = new float[candidates.Rows];
            for (int row = 0; row < _halfSquares.Length; row++) _halfSquares[row] = (float)(0.5 * ScoreScan.SquaredNorm(candidates[row]));
        }

        public void Visit(int query, int firstCandidate, ReadOnlySpan<float> scores)
        {
            var best = _scores.AsSpan(query * _kept, _kept);
            var halves = _halfSquares is null ? default : _halfSquares.AsSpan(firstCandidate, scores.Length);
            int i = 0;
            for (; i + Vector256<float>.Count <= scores.Length; i += Vector256<float>.Count)
            {
                var these = Vector256.Create(scores[i..]);
                if (!halves.IsEmpty) these -= Vector256.Create<float>(halves[i..]);
                uint above = Vector256.GreaterThan(these, Vector256.Create(best[^1])).ExtractMostSignificantBits();
                for (; above != 0; above &= above - 1)
                {
                    int lane = System.Numerics.BitOperations.TrailingZeroCount(above);
                    Offer(query, firstCandidate + i + lane, these[lane], best);
                }
            }

            for (; i < scores.Length; i++) Offer(query, firstCandidate + i, scores[i] - (halves.IsEmpty ? 0 : halves[i]), best);
        }

        public NeighborTable ToTable(
            FeatureMatrix queries, FeatureMatrix candidates, int count, int? threads, CancellationToken cancellation)
        {
            var indices = new int[checked(queries.Rows * count)];
            var distances = new float[indices.Length];
            const int block = 256;
            FixedBlocks.Run((queries.Rows + block - 1) / block, threads, number =>
            {
                var exact = new (double Distance, int Row)[_kept];
                for (int query = number * block; query < Math.Min(queries.Rows, (number + 1) * block); query++)
                {
                    for (int i = 0; i < _kept; i++)
                    {
                        int row = _rows[(query * _kept) + i];
                        exact[i] = (Distance(queries[query], candidates[row], _metric), row);
                    }

                    Array.Sort(exact);
                    for (int i = 0; i < count; i++)
                    {
                        indices[(query * count) + i] = exact[i].Row;
                        distances[(query * count) + i] = (float)exact[i].Distance;
                    }
                }
            }, cancellation);
            return new NeighborTable(queries.Rows, count, indices, distances);
        }

        private void Offer(int query, int candidate, float score, Span<float> best)
        {
            if (score <= best[^1] || (_excludeSelf && candidate == query)) return;
            var rows = _rows.AsSpan(query * _kept, _kept);
            int place = best.Length - 1;
            for (; place > 0 && best[place - 1] < score; place--)
            {
                best[place] = best[place - 1];
                rows[place] = rows[place - 1];
            }

            best[place] = score;
            rows[place] = candidate;
        }
    }
}
