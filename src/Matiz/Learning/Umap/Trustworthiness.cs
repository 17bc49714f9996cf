using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// How far a map can be trusted (Venna and Kaski, 2001; reference: scikit-learn's <c>trustworthiness</c>): whether the neighbours in it are
/// near in the original space too.
/// </summary>
public static unsafe class Trustworthiness
{
    /// <summary>
    /// 1 − 2 / (n·k·(2n − 3k − 1)) · Σ max(0, rank − k) over each row's k nearest rows of the map, where rank is their place among the
    /// nearest in the original space: 1 is perfect, some 0.5 random.
    /// </summary>
    /// <remarks>Compares all rows with all: with more than some 20,000, a sample of the rows says as much.</remarks>
    /// <param name="original">[rows, columns]</param>
    /// <param name="embedding">[rows, components], of the same rows.</param>
    /// <param name="neighbors">k, from 1 to less than half the rows.</param>
    /// <param name="metric">What makes rows of the original space near; in the map it is the straight distance. Default euclidean.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The rows differ in number, or <paramref name="neighbors"/> is out of range.</exception>
    /// <exception cref="Data.DataException">A number is NaN or infinite.</exception>
    public static double Compute(
        FeatureMatrix original, FeatureMatrix embedding, int neighbors, NeighborMetric metric = NeighborMetric.Euclidean,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(embedding);
        int rows = original.Rows;
        if (embedding.Rows != rows) LearningErrors.Length("rows of the map", embedding.Rows, rows, nameof(embedding));
        if (neighbors < 1 || 2 * neighbors >= rows)
        {
            throw new ArgumentOutOfRangeException(
                nameof(neighbors), neighbors,
                $"found {neighbors} neighbours for {rows} rows, expected at least 1 and less than half the rows.");
        }

        original.RequireFinite("the feature");
        embedding.RequireFinite("the place");
        var near = ExactNeighbors.Find(embedding, embedding, neighbors, NeighborMetric.Euclidean, excludeSelf: true, cancellation);
        double excess = new Ranks(original, metric).Excess(near, cancellation);
        return 1 - (2 * excess / ((double)rows * neighbors * ((2.0 * rows) - (3.0 * neighbors) - 1)));
    }

    /// <summary>Ranks in the original space, by distances in double; straight ones around the mean row.</summary>
    private sealed class Ranks
    {
        private const int BlockRows = 64;
        private readonly FeatureMatrix _rows;
        private readonly int _stride;
        private readonly AlignedArray<double> _wide;            // [rows, stride]; unit length for cosine
        private readonly double[] _squares;

        public Ranks(FeatureMatrix rows, NeighborMetric metric)
        {
            (_rows, _stride) = (rows, RowKernel.Stride(rows.Columns));
            _wide = new AlignedArray<double>(checked(rows.Rows * _stride));
            _squares = new double[rows.Rows];
            double[] means = metric == NeighborMetric.Euclidean ? CenteredRows.Means(rows) : new double[rows.Columns];
            for (int row = 0; row < rows.Rows; row++)
            {
                double norm = metric == NeighborMetric.Cosine ? ScoreScan.SquaredNorm(rows[row]) : 0;
                double factor = norm > 0 ? 1 / Math.Sqrt(norm) : 1;
                for (int j = 0; j < rows.Columns; j++)
                {
                    double x = factor * (rows[row][j] - means[j]);
                    _wide.Span[(row * _stride) + j] = x;
                    _squares[row] += x * x;
                }
            }
        }

        public double Excess(NeighborTable near, CancellationToken cancellation)
        {
            var excess = new long[(_rows.Rows + BlockRows - 1) / BlockRows];
            FixedBlocks.Run(excess.Length, threads: null, block =>
            {
                var products = new AlignedArray<double>(_rows.Rows * RowKernel.TileRows);
                var tile = new AlignedArray<double>(_stride * RowKernel.TileRows);
                var distances = new double[_rows.Rows];
                for (int first = block * BlockRows; first < Math.Min(_rows.Rows, (block + 1) * BlockRows); first += RowKernel.TileRows)
                {
                    int count = Math.Min(RowKernel.TileRows, _rows.Rows - first);
                    tile.Span.Clear();
                    _wide.Span.Slice(first * _stride, count * _stride).CopyTo(tile.Span);
                    RowKernel.Default.Logits(tile.Pointer, _wide.Pointer, _rows.Rows, _stride, products.Pointer);
                    for (int r = 0; r < count; r++)
                    {
                        for (int other = 0; other < distances.Length; other++)
                            distances[other] = _squares[other] - (2 * products.Span[(other * RowKernel.TileRows) + r]);
                        excess[block] += Excess(first + r, distances, near.IndicesOf(first + r));
                    }
                }
            }, cancellation);
            GC.KeepAlive(_wide);
            return excess.Sum();
        }

        // The row's own square is the same for all its distances and left out.
        private static long Excess(int row, double[] distances, ReadOnlySpan<int> near)
        {
            long sum = 0;
            distances[row] = double.PositiveInfinity;
            foreach (int neighbor in near)
            {
                double distance = distances[neighbor];
                int rank = 1;
                for (int other = 0; other < distances.Length; other++)
                {
                    if (distances[other] < distance || (distances[other] == distance && other < neighbor)) rank++;
                }

                sum += Math.Max(0, rank - near.Length);
            }

            return sum;
        }
    }
}
