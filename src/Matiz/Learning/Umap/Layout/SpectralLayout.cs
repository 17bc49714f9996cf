using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>
/// First places by the shape of the graph: the eigenvectors of the smallest eigenvalues of L = I − D^−½ W D^−½ beside the trivial one
/// (Belkin and Niyogi: Laplacian eigenmaps, 2003). Parts of the graph that nothing joins are laid out alone around centres of their own.
/// </summary>
internal static class SpectralLayout
{
    private const double Tolerance = 1e-4;

    /// <summary>[rows, dimensions], or null where there are too few rows.</summary>
    public static double[]? Compute(FuzzyGraph graph, FeatureMatrix features, UmapOptions options, CancellationToken cancellation)
    {
        var components = Components.Find(graph);
        return components.Count == 1
            ? Connected(graph, options.ComponentCount, options.Threads, cancellation)
            : Separate(graph, components, features, options, cancellation);
    }

    private static double[]? Connected(FuzzyGraph graph, int dimensions, int? threads, CancellationToken cancellation)
    {
        if (dimensions >= graph.Rows - 1) return null;
        var laplacian = new Laplacian(graph, threads);
        var vectors = LanczosSolver.Greatest(laplacian, dimensions, laplacian.Roots, Tolerance, cancellation);
        var result = new double[graph.Rows * dimensions];
        for (int i = 0; i < result.Length; i++) result[i] = vectors[i % dimensions][i / dimensions];
        return result;
    }

    private static double[] Separate(
        FuzzyGraph graph, Components components, FeatureMatrix features, UmapOptions options, CancellationToken cancellation)
    {
        int dimensions = options.ComponentCount;
        var rows = components.Rows();
        var centres = ComponentCentres.Find(rows, features, options, cancellation);
        var random = new SeededRandom(options.Seed, stream: 3);
        var result = new double[graph.Rows * dimensions];
        for (int part = 0; part < rows.Length; part++)
        {
            double range = ComponentCentres.Range(centres, part, dimensions);
            int size = rows[part].Length;
            var places = size < 2 * dimensions || size <= dimensions + 1
                ? null
                : Connected(graph.Part(rows[part]), dimensions, options.Threads, cancellation);
            double factor = places is null ? 0 : range / places.Max(Math.Abs);
            for (int i = 0; i < size * dimensions; i++)
            {
                double place = places is null ? range * ((2 * random.NextDouble()) - 1) : factor * places[i];
                result[(rows[part][i / dimensions] * dimensions) + (i % dimensions)] = centres[part][i % dimensions] + place;
            }
        }

        return result;
    }

    /// <summary>D^−½ W D^−½, whose greatest eigenvalues are the smallest of L.</summary>
    internal sealed class Laplacian : ISymmetricOperator
    {
        private const int Block = 1024;
        private readonly FuzzyGraph _graph;
        private readonly int? _threads;
        private readonly double[] _weights;
        private readonly double[] _x;
        private readonly double[] _y;

        public Laplacian(FuzzyGraph graph, int? threads)
        {
            (_graph, _threads) = (graph, threads);
            Roots = new double[graph.Rows];
            for (int row = 0; row < graph.Rows; row++)
            {
                double degree = 0;
                for (int i = graph.Offsets[row]; i < graph.Offsets[row + 1]; i++) degree += graph.Weights[i];
                Roots[row] = Math.Sqrt(degree);
            }

            _weights = new double[graph.Weights.Length];
            for (int row = 0; row < graph.Rows; row++)
            {
                for (int i = graph.Offsets[row]; i < graph.Offsets[row + 1]; i++)
                    _weights[i] = graph.Weights[i] / (Roots[row] * Roots[graph.Columns[i]]);
            }

            (_x, _y) = (new double[Size], new double[Size]);
        }

        /// <summary>√D: the eigenvector that says nothing.</summary>
        public double[] Roots { get; }

        public int Size => _graph.Rows;

        public void Apply(ReadOnlySpan<double> x, Span<double> y)
        {
            x.CopyTo(_x);
            FixedBlocks.Run((Size + Block - 1) / Block, _threads, block =>
            {
                for (int row = block * Block; row < Math.Min(Size, (block + 1) * Block); row++)
                {
                    double sum = 0;
                    for (int i = _graph.Offsets[row]; i < _graph.Offsets[row + 1]; i++) sum += _weights[i] * _x[_graph.Columns[i]];
                    _y[row] = sum;
                }
            });
            _y.CopyTo(y);
        }
    }
}
