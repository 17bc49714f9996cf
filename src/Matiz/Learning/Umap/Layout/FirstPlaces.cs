using Matiz.Learning.Numerics;

namespace Matiz.Learning;

/// <summary>Where each point of a map begins, each dimension from 0 to 10.</summary>
internal static class FirstPlaces
{
    private const double Extent = 10, Noise = 1e-4, ArrayNoise = 1e-3;

    /// <summary>[rows, dimensions]</summary>
    /// <param name="graph">The pruned graph.</param>
    /// <param name="features">The rows.</param>
    /// <param name="options">Way and seed.</param>
    /// <param name="canUseGraph">Whether the rows differ at all.</param>
    /// <param name="warnings">Where to tell that another way was taken.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static float[] Find(
        FuzzyGraph graph, FeatureMatrix features, UmapOptions options, bool canUseGraph, List<string> warnings,
        CancellationToken cancellation)
    {
        var random = new SeededRandom(options.Seed, stream: 2);
        int dimensions = options.ComponentCount;
        var places = options.InitialEmbedding is { } given
            ? Given(given, ref random)
            : !canUseGraph ? null : options.Init switch
            {
                UmapInit.Spectral => SpectralLayout.Compute(graph, features, options, cancellation),
                UmapInit.Pca => PrincipalLayout.Compute(features, options, cancellation),
                _ => null,
            };
        if (places is not null && options.InitialEmbedding is null) places = WithNoise(places, ref random);
        if (places is null)
        {
            if (options.Init != UmapInit.Random)
            {
                string layout = options.Init.ToString().ToLowerInvariant();
                warnings.Add($"{graph.Rows} rows allow no {layout} layout in {dimensions} dimensions; the points begin at random.");
            }

            places = new double[graph.Rows * dimensions];
            foreach (ref double place in places.AsSpan()) place = Extent * ((2 * random.NextDouble()) - 1);
        }

        return Rescaled(places, dimensions);
    }

    // One factor for all dimensions; the noise parts points that would lie on each other.
    private static double[]? WithNoise(double[] places, ref SeededRandom random)
    {
        double greatest = places.Max(Math.Abs);
        if (!double.IsFinite(greatest) || greatest == 0) return null;
        foreach (ref double place in places.AsSpan())
            place = (float)((place * Extent / greatest) + (Noise * Elementary.Normal(ref random)));
        return places;
    }

    private static double[] Given(FeatureMatrix given, ref SeededRandom random)
    {
        var places = Array.ConvertAll(given.Values, static value => (double)value);
        var seen = new HashSet<string>();
        bool hasEqual = given.Rows > 1
            && Enumerable.Range(0, given.Rows).Any(
                row => !seen.Add(Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(given[row]))));
        if (!hasEqual) return places;
        var nearest = ExactNeighbors.Find(given, given, 1, NeighborMetric.Euclidean, excludeSelf: true);
        double deviation = ArrayNoise * nearest.Distances.Average(static distance => (double)distance);
        foreach (ref double place in places.AsSpan()) place += deviation * Elementary.Normal(ref random);
        return places;
    }

    private static float[] Rescaled(double[] places, int dimensions)
    {
        var result = new float[places.Length];
        for (int j = 0; j < dimensions; j++)
        {
            double min = double.PositiveInfinity, max = double.NegativeInfinity;
            for (int i = j; i < places.Length; i += dimensions) (min, max) = (Math.Min(min, places[i]), Math.Max(max, places[i]));
            double factor = max > min ? Extent / (max - min) : 0;
            for (int i = j; i < places.Length; i += dimensions) result[i] = (float)(factor * (places[i] - min));
        }

        return result;
    }
}
