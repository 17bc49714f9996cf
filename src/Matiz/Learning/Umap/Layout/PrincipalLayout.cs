using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>First places on the principal axes of the features.</summary>
internal static class PrincipalLayout
{
    private const double Tolerance = 1e-6;

    /// <summary>[rows, dimensions], or null where the features have too few columns or rows.</summary>
    public static double[]? Compute(FeatureMatrix features, UmapOptions options, CancellationToken cancellation)
    {
        int dimensions = options.ComponentCount;
        if (dimensions > features.Columns || dimensions >= features.Rows) return null;
        var covariance = new Covariance(features, options.Threads);
        var axes = LanczosSolver.Greatest(covariance, dimensions, known: default, Tolerance * covariance.Trace, cancellation);
        var result = new double[features.Rows * dimensions];
        for (int row = 0; row < features.Rows; row++)
        {
            for (int j = 0; j < dimensions; j++)
            {
                double sum = 0;
                for (int column = 0; column < features.Columns; column++)
                    sum += (features[row][column] - covariance.Means[column]) * axes[j][column];
                result[(row * dimensions) + j] = sum;
            }
        }

        return result;
    }

    /// <summary>Σ (x − mean)(x − mean)ᵀ over the rows, by way of their products.</summary>
    private sealed class Covariance : ISymmetricOperator
    {
        private const int Block = 512;
        private readonly FeatureMatrix _features;
        private readonly int? _threads;

        public Covariance(FeatureMatrix features, int? threads)
        {
            (_features, _threads) = (features, threads);
            Means = new double[features.Columns];
            for (int row = 0; row < features.Rows; row++)
            {
                for (int j = 0; j < Means.Length; j++) Means[j] += features[row][j];
            }

            foreach (ref double mean in Means.AsSpan()) mean /= features.Rows;
            for (int row = 0; row < features.Rows; row++)
            {
                for (int j = 0; j < Means.Length; j++) Trace += (features[row][j] - Means[j]) * (features[row][j] - Means[j]);
            }
        }

        public double[] Means { get; }

        public double Trace { get; }

        public int Size => _features.Columns;

        // Blocks of rows sum on their own, then in order: the same bits for any number of threads.
        public void Apply(ReadOnlySpan<double> x, Span<double> y)
        {
            var vector = x.ToArray();
            double shift = 0;
            for (int j = 0; j < vector.Length; j++) shift += Means[j] * vector[j];
            var sums = new double[(_features.Rows + Block - 1) / Block][];
            FixedBlocks.Run(sums.Length, _threads, block =>
            {
                var sum = new double[vector.Length];
                for (int row = block * Block; row < Math.Min(_features.Rows, (block + 1) * Block); row++)
                {
                    var features = _features[row];
                    double product = -shift;
                    for (int j = 0; j < features.Length; j++) product += features[j] * vector[j];
                    for (int j = 0; j < features.Length; j++) sum[j] += product * (features[j] - Means[j]);
                }

                sums[block] = sum;
            });
            y.Clear();
            foreach (var sum in sums)
            {
                for (int j = 0; j < sum.Length; j++) y[j] += sum[j];
            }
        }
    }
}
