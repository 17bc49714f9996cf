namespace Matiz.Learning;

/// <content>Placing new rows.</content>
public sealed partial class UmapResult
{
    private const int ManyRows = 10_000, Epochs = 100, EpochsOfMany = 30, EpochShare = 3;
    private const double LearningRateShare = 4;

    /// <summary>
    /// Places rows among those of fitting, which stay where they are (reference: <c>transform</c>): each begins at the mean of its
    /// neighbours' places, then moves as in fitting at a quarter of the rate. The very rows of fitting get their own places.
    /// </summary>
    /// <param name="rows">[rows, columns]</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>[rows, components]; NaN for a row without neighbours. The same bits for any number of threads.</returns>
    /// <exception cref="ArgumentException">The rows have another number of features than those of fitting.</exception>
    /// <exception cref="Data.DataException">A feature is NaN or infinite.</exception>
    public FeatureMatrix Transform(FeatureMatrix rows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Columns != Features.Columns) LearningErrors.Columns(rows.Columns, Features.Columns, nameof(rows));
        rows.RequireFinite("the feature");
        int dimensions = Options.ComponentCount;
        if (rows.Rows == Features.Rows && rows.Values.AsSpan().SequenceEqual(Features.Values))
            return new FeatureMatrix((float[])Embedding.Values.Clone(), rows.Rows, dimensions);
        if (rows.Rows == 0) return new FeatureMatrix([], 0, dimensions);

        var (trained, fixedPlaces) = Placed();
        var neighbors = UmapNeighbors.Between(rows, trained, Math.Min(Options.NeighborCount, trained.Rows), Options, cancellation);
        var smooth = SmoothDistances.Fit(neighbors, Math.Max(0, Options.LocalConnectivity - 1), Options.Threads);
        var graph = FuzzyGraph.Directed(neighbors, smooth, withoutSelf: false);
        float[] places = MeanPlaces(graph, fixedPlaces);
        int epochs = Options.EpochCount is { } told ? told / EpochShare : rows.Rows <= ManyRows ? Epochs : EpochsOfMany;
        if (graph.Weights.Length > 0 && epochs > 0)
        {
            var settings = new LayoutSettings(
                Curve, dimensions, epochs, Options.LearningRate / LearningRateShare, Options.RepulsionStrength, Options.NegativeSampleRate,
                Options.TransformSeed, Options.Threads);
            LayoutOptimizer.Place(graph.Pruned(graph.Weights.Max() / epochs), settings, fixedPlaces.Values, places, cancellation);
        }

        return new FeatureMatrix(places, rows.Rows, dimensions);
    }

    // The rows of fitting that have a place.
    private (FeatureMatrix Rows, FeatureMatrix Places) Placed()
    {
        int[] placed = [.. Enumerable.Range(0, Embedding.Rows).Where(row => !float.IsNaN(Embedding[row][0]))];
        if (placed.Length == Embedding.Rows) return (Features, Embedding);
        return placed.Length > 0
            ? (Features.Select(placed), Embedding.Select(placed))
            : throw new InvalidOperationException(
                "no row of this map has a place, so none can be found for new rows: fit it on rows that are nearer to each other.");
    }

    // A neighbour of membership 1 gives its place; else the mean weighted by membership.
    private static float[] MeanPlaces(FuzzyGraph graph, FeatureMatrix fixedPlaces)
    {
        int dimensions = fixedPlaces.Columns;
        var result = new float[graph.Rows * dimensions];
        for (int row = 0; row < graph.Rows; row++)
        {
            var weights = graph.Weights.AsSpan(graph.Offsets[row], graph.Offsets[row + 1] - graph.Offsets[row]);
            var columns = graph.Columns.AsSpan(graph.Offsets[row], weights.Length);
            int same = weights.IndexOf(1f);
            for (int j = 0; j < dimensions; j++)
            {
                double sum = 0, total = 0;
                for (int i = 0; i < weights.Length; i++)
                {
                    sum += (double)weights[i] * fixedPlaces[columns[i]][j];
                    total += weights[i];
                }

                result[(row * dimensions) + j] = same >= 0 ? fixedPlaces[columns[same]][j] : total > 0 ? (float)(sum / total) : float.NaN;
            }
        }

        return result;
    }
}
