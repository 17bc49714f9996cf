namespace Matiz.Learning;

/// <summary>Two rows that are almost the same, though their labels differ.</summary>
/// <param name="First">The earlier row, from 0.</param>
/// <param name="Second">The later one.</param>
/// <param name="FirstLabel">The label of the first.</param>
/// <param name="SecondLabel">The label of the second.</param>
/// <param name="Similarity">The cosine of the angle between their features.</param>
public sealed record NearDuplicate(int First, int Second, int FirstLabel, int SecondLabel, double Similarity);

/// <summary>Rows that say almost the same and are labelled differently: one of the two labels is likely wrong.</summary>
/// <param name="Pairs">The most similar pairs, most similar first.</param>
/// <param name="Total">How many pairs there are in all.</param>
public sealed record NearDuplicates(IReadOnlyList<NearDuplicate> Pairs, long Total)
{
    /// <summary>Finds them. All pairs are compared, exactly and in blocks; only the most similar ones are kept.</summary>
    /// <param name="features">[rows, features]; the mean of the hidden states serves best.</param>
    /// <param name="labels">A class index for each row.</param>
    /// <param name="leastSimilarity">The cosine from which rows count as almost the same. Default 0.95.</param>
    /// <param name="maxPairs">Pairs that are kept. Default 1,000.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The labels are not as many as the rows, or a limit is out of range.</exception>
    /// <exception cref="Data.DataException">There is no row, or a feature is NaN or infinite.</exception>
    public static NearDuplicates WithDifferentLabels(
        FeatureMatrix features, ReadOnlySpan<int> labels, double leastSimilarity = 0.95, int maxPairs = 1000,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPairs);
        if (!(leastSimilarity is > -1 and <= 1))
            throw new ArgumentOutOfRangeException(
                nameof(leastSimilarity), leastSimilarity, "a cosine above -1 and at most 1 was expected.");
        if (labels.Length != features.Rows) LearningErrors.Length("labels", labels.Length, features.Rows, nameof(labels));
        if (features.Rows == 0) LearningErrors.NoRows("the features have");
        features.RequireFinite("the feature");

        var visitor = new PairVisitor(features, labels.ToArray(), leastSimilarity, maxPairs);
        var factors = ScoreScan.InverseNorms(features);
        ScoreScan.Run(features, factors, features, factors, onlyLater: true, visitor, cancellation);
        return visitor.Result();
    }

    private sealed class PairVisitor(FeatureMatrix features, int[] labels, double least, int maxPairs) : IScoreVisitor
    {
        // The product is in singles: near the limit the cosine in double decides.
        private readonly float _almost = (float)(least - 1e-4);
        private readonly Lock _lock = new();
        private readonly PriorityQueue<NearDuplicate, (double, int, int)> _kept = new();       // the least similar first
        private long _total;

        public void Visit(int query, int firstCandidate, ReadOnlySpan<float> scores)
        {
            for (int i = Math.Max(0, query + 1 - firstCandidate); i < scores.Length; i++)
            {
                int other = firstCandidate + i;
                if (scores[i] < _almost || labels[query] == labels[other]) continue;
                double similarity = Cosine(features[query], features[other]);
                if (similarity >= least) Keep(new NearDuplicate(query, other, labels[query], labels[other], similarity));
            }
        }

        public NearDuplicates Result() => new(
            [.. _kept.UnorderedItems.OrderByDescending(static item => item.Priority).Select(static item => item.Element)], _total);

        private void Keep(NearDuplicate pair)
        {
            lock (_lock)
            {
                _total++;
                _kept.Enqueue(pair, (pair.Similarity, -pair.First, -pair.Second));
                if (_kept.Count > maxPairs) _kept.Dequeue();
            }
        }

        private static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
        {
            double dot = 0;
            for (int j = 0; j < x.Length; j++) dot += (double)x[j] * y[j];
            double norms = Math.Sqrt(ScoreScan.SquaredNorm(x) * ScoreScan.SquaredNorm(y));
            return norms > 0 ? Math.Min(1, dot / norms) : 0;
        }
    }
}
