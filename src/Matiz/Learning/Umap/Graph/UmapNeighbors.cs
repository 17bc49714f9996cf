namespace Matiz.Learning;

/// <summary>The neighbours that a map is made of: each row itself first, rows too far away numbered -1.</summary>
internal static class UmapNeighbors
{
    /// <summary>The nearest rows of each row, the row itself first.</summary>
    /// <param name="features">[rows, columns]</param>
    /// <param name="count">Neighbours of each row, itself counted; at most as many as there are rows.</param>
    /// <param name="options">Metric, limit of the exact search, seed, threads.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static NeighborTable Among(FeatureMatrix features, int count, UmapOptions options, CancellationToken cancellation)
    {
        var others = features.Rows <= options.ExactNeighborLimit
            ? ExactNeighbors.Find(features, features, count - 1, options.Metric, excludeSelf: true, options.Threads, cancellation)
            : NeighborDescent.Find(features, count - 1, options.Metric, options.Seed, options.Threads, cancellation);
        if (options.Metric == NeighborMetric.Cosine) JoinZeroRows(features, features, others, areSame: true);
        var table = new NeighborTable(features.Rows, count, new int[features.Rows * count], new float[features.Rows * count]);
        for (int row = 0; row < features.Rows; row++)
        {
            table.Indices[row * count] = row;
            others.IndicesOf(row).CopyTo(table.Indices.AsSpan((row * count) + 1));
            others.DistancesOf(row).CopyTo(table.Distances.AsSpan((row * count) + 1));
        }

        Disconnect(table, options);
        return table;
    }

    /// <summary>The nearest training rows of new rows.</summary>
    public static NeighborTable Between(
        FeatureMatrix rows, FeatureMatrix trained, int count, UmapOptions options, CancellationToken cancellation)
    {
        var table = ExactNeighbors.Find(rows, trained, count, options.Metric, excludeSelf: false, options.Threads, cancellation);
        if (options.Metric == NeighborMetric.Cosine) JoinZeroRows(rows, trained, table, areSame: false);
        Disconnect(table, options);
        return table;
    }

    // Two rows of zeros are 0 apart here, as in the reference; the search puts them 1 apart, as any row and one of zeros.
    private static void JoinZeroRows(FeatureMatrix rows, FeatureMatrix candidates, NeighborTable table, bool areSame)
    {
        int[] zeros = [.. Enumerable.Range(0, candidates.Rows).Where(row => IsZero(candidates[row]))];
        if (zeros.Length == 0) return;
        foreach (int row in areSame ? zeros : Enumerable.Range(0, rows.Rows).Where(row => IsZero(rows[row])))
        {
            var near = zeros.Where(zero => !areSame || zero != row).Take(table.Neighbors).ToArray();
            var far = Enumerable.Range(0, candidates.Rows)
                .Where(other => !(areSame && other == row) && !IsZero(candidates[other]))
                .Take(table.Neighbors - near.Length);
            int place = row * table.Neighbors;
            foreach (int other in near.Concat(far))
            {
                table.Indices[place] = other;
                table.Distances[place++] = IsZero(candidates[other]) ? 0 : 1;
            }
        }
    }

    private static bool IsZero(ReadOnlySpan<float> row) => !row.ContainsAnyExcept(0f);

    private static void Disconnect(NeighborTable table, UmapOptions options)
    {
        double limit = options.DisconnectionDistance ?? (options.Metric == NeighborMetric.Cosine ? 2 : double.PositiveInfinity);
        for (int i = 0; i < table.Indices.Length; i++)
        {
            if (table.Distances[i] >= limit) table.Indices[i] = -1;
        }
    }
}
