using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>Where the separate parts of a graph are put: few of them on the axes, many by the distances of their mean rows.</summary>
internal static class ComponentCentres
{
    /// <summary>[parts][dimensions]</summary>
    public static double[][] Find(int[][] rows, FeatureMatrix features, UmapOptions options, CancellationToken cancellation)
    {
        int dimensions = options.ComponentCount, half = (rows.Length + 1) / 2;
        if (rows.Length > 2 * dimensions) return ByDistance(rows, features, options.Metric, dimensions, cancellation);
        var centres = new double[rows.Length][];
        for (int part = 0; part < rows.Length; part++)
        {
            centres[part] = new double[dimensions];
            centres[part][part % half] = part < half ? 1 : -1;
        }

        return centres;
    }

    /// <summary>Half the way to the nearest other centre.</summary>
    public static double Range(double[][] centres, int part, int dimensions)
    {
        double least = double.PositiveInfinity;
        foreach (var other in centres)
        {
            double square = 0;
            for (int j = 0; j < dimensions; j++) square += (other[j] - centres[part][j]) * (other[j] - centres[part][j]);
            if (square > 0) least = Math.Min(least, Math.Sqrt(square));
        }

        return double.IsPositiveInfinity(least) ? 1 : least / 2;
    }

    // The spectral layout of the full matrix exp(−distance²) of the mean rows.
    private static double[][] ByDistance(
        int[][] rows, FeatureMatrix features, NeighborMetric metric, int dimensions, CancellationToken cancellation)
    {
        var means = new FeatureMatrix(new float[rows.Length * features.Columns], rows.Length, features.Columns);
        for (int part = 0; part < rows.Length; part++)
            Mean(features, rows[part], means.Values.AsSpan(part * features.Columns, features.Columns));
        var affinity = new DenseMatrix(rows.Length);
        var near = ExactNeighbors.Find(means, means, rows.Length, metric, cancellation: cancellation);
        for (int part = 0; part < rows.Length; part++)
        {
            for (int j = 0; j < rows.Length; j++)
            {
                double distance = near.DistancesOf(part)[j];
                affinity[part, near.IndicesOf(part)[j]] = Elementary.Exp(-Math.Min(distance * distance, 700));
            }
        }

        var roots = affinity.RowSums().Map(Math.Sqrt);
        var laplacian = DenseMatrix.Create(
            rows.Length, rows.Length, (i, j) => (i == j ? 1 : 0) - (0.5 * (affinity[i, j] + affinity[j, i]) / (roots[i] * roots[j])));
        var vectors = laplacian.Evd(Symmetricity.Symmetric).EigenVectors;
        var centres = new double[rows.Length][];
        double greatest = 0;
        for (int part = 0; part < rows.Length; part++)
        {
            centres[part] = [.. Enumerable.Range(1, dimensions).Select(j => vectors[part, j])];
            greatest = Math.Max(greatest, centres[part].Max(Math.Abs));
        }

        return Array.ConvertAll(centres, centre => Array.ConvertAll(centre, x => x / greatest));
    }

    private static void Mean(FeatureMatrix features, int[] rows, Span<float> mean)
    {
        for (int j = 0; j < mean.Length; j++)
        {
            double sum = 0;
            foreach (int row in rows) sum += features[row][j];
            mean[j] = (float)(sum / rows.Length);
        }
    }
}
