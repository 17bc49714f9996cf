using Matiz.Data;
using Matiz.Learning;
using Matiz.Learning.Numerics;
using Matiz.Tensors;

namespace Matiz.Tests.Learning;

public unsafe class ExactNeighborsTests
{
    [Theory]
    [InlineData(NeighborMetric.Cosine, 211, 5, 15, true)]
    [InlineData(NeighborMetric.Cosine, 49, 33, 1, false)]
    [InlineData(NeighborMetric.Euclidean, 211, 5, 15, true)]
    [InlineData(NeighborMetric.Euclidean, 47, 17, 46, true)]
    [InlineData(NeighborMetric.Euclidean, 3, 1, 3, false)]
    public void Find_EqualsPlainSearch(NeighborMetric metric, int rows, int columns, int count, bool excludeSelf)
    {
        var (features, _) = LearningData.Encoded(rows, columns, 2);
        var found = ExactNeighbors.Find(features, features, count, metric, excludeSelf);
        for (int query = 0; query < rows; query++)
        {
            var expected = Enumerable.Range(0, rows).Where(row => !excludeSelf || row != query)
                .Select(row => (Distance: Distance(features[query], features[row], metric), Row: row)).Order().Take(count).ToArray();
            Assert.Equal(expected.Select(static pair => pair.Row), found.IndicesOf(query).ToArray());
            LearningData.AssertClose(
                [.. expected.Select(static pair => pair.Distance)],
                Array.ConvertAll(found.DistancesOf(query).ToArray(), static d => (double)d), 1e-6);
        }
    }

    // Singles alone would lose what such rows differ by, or overflow.
    [Theory]
    [InlineData(1, 1e4)]
    [InlineData(1, 1e6)]
    [InlineData(1e20, 0)]
    [InlineData(1e30, 0)]
    [InlineData(1e-30, 0)]
    public void Find_RowsFarFromZeroOrOfOtherSize_EqualsPlainSearch(double scale, double shift)
    {
        var (features, _) = LearningData.Encoded(211, 5, 2);
        var moved = new FeatureMatrix([.. features.Values.Select(x => (float)((x * scale) + shift))], features.Rows, features.Columns);
        var found = ExactNeighbors.Find(moved, moved, 15, NeighborMetric.Euclidean, excludeSelf: true);
        var queries = moved.Select([3, 77]);
        var apart = ExactNeighbors.Find(queries, moved, 16, NeighborMetric.Euclidean);
        for (int query = 0; query < moved.Rows; query++)
        {
            int[] expected = [.. Enumerable.Range(0, moved.Rows).Where(row => row != query)
                .OrderBy(row => Distance(moved[query], moved[row], NeighborMetric.Euclidean)).Take(15)];
            Assert.Equal(expected, found.IndicesOf(query).ToArray());
            if (query is 3 or 77) Assert.Equal(expected, apart.IndicesOf(query == 3 ? 0 : 1).ToArray().Where(row => row != query));
        }
    }

    [Fact]
    public void Find_EqualRowsAndZeroRows_AreOrdered()
    {
        var rows = new FeatureMatrix([0, 0, 1, 0, 2, 0, 0, 3, 0, 0], 5, 2);
        var found = ExactNeighbors.Find(rows, rows, 4, NeighborMetric.Cosine, excludeSelf: true);
        Assert.Equal([2, 0, 3, 4], found.IndicesOf(1).ToArray());
        Assert.Equal([0f, 1, 1, 1], found.DistancesOf(1).ToArray());
        Assert.Equal([1, 2, 3, 4], found.IndicesOf(0).ToArray());
    }

    [Fact]
    public void Find_BadArguments_AreRefused()
    {
        var rows = new FeatureMatrix([0, 0, 1, 0], 2, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactNeighbors.Find(rows, rows, 2, excludeSelf: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExactNeighbors.Find(rows, rows, 0));
        Assert.Throws<ArgumentException>(() => ExactNeighbors.Find(rows, new FeatureMatrix([1], 1, 1), 1));
        Assert.Throws<DataException>(() => ExactNeighbors.Find(new FeatureMatrix([float.NaN, 1], 1, 2), rows, 1));
    }

    [Fact]
    public void Tile_EveryKernel_EqualsPlainLoop()
    {
        const int columns = 19;
        var random = new SeededRandom(1);
        AlignedArray<float> queries = new(8 * columns), panel = new(48 * columns), scores = new(8 * 48);
        foreach (ref float x in queries.Span) x = (float)LearningData.Normal(ref random);
        foreach (ref float x in panel.Span) x = (float)LearningData.Normal(ref random);
        foreach (var kernel in ProductKernel.All.Where(kernel => KernelVariants.Available.Contains(kernel.Variant)))
        {
            int At(int row, int column) => (row / kernel.Width * kernel.Width * columns) + (column * kernel.Width) + (row % kernel.Width);
            scores.Span.Clear();
            kernel.Tile(queries.Pointer, panel.Pointer, columns, scores.Pointer);
            for (int i = 0; i < scores.Length; i++)
            {
                double expected = 0;
                for (int p = 0; p < columns; p++) expected += (double)queries.Span[(i / 48 * columns) + p] * panel.Span[At(i % 48, p)];
                Assert.Equal(expected, scores.Span[i], 1e-4);
            }
        }
    }

    [Fact]
    public void Classifier_Votes_AreOfTheNearest()
    {
        var train = new FeatureMatrix([0, 0.1f, 0.2f, 5, 5.1f, 9], 6, 1);
        var classifier = new KNearestNeighbors(3, NeighborMetric.Euclidean);
        classifier.Fit(train, [1, 1, 4, 4, 4, 1]);
        var probabilities = classifier.PredictProbabilities(new FeatureMatrix([0, 5.5f], 2, 1));
        LearningData.AssertClose([2 / 3.0, 1 / 3.0, 1 / 3.0, 2 / 3.0], probabilities.Values, 1e-15);
        Assert.Equal([1, 4], classifier.Predict(new FeatureMatrix([0, 5.5f], 2, 1)));
        classifier.Fit(train, [1, 1, 4, 4, 4, 1], [0, 0, 1, 1, 1, 1]);
        Assert.Equal([4, 4], classifier.Predict(new FeatureMatrix([0, 5.5f], 2, 1)));
        classifier.Fit(train.Select([0, 3]), [1, 4]);           // fewer rows than neighbours
        Assert.Equal([.5, .5], classifier.PredictProbabilities(new FeatureMatrix([0], 1, 1)).Values);
    }

    private static double Distance(ReadOnlySpan<float> x, ReadOnlySpan<float> y, NeighborMetric metric)
    {
        double dot = 0, xx = 0, yy = 0, square = 0;
        for (int j = 0; j < x.Length; j++)
        {
            dot += (double)x[j] * y[j];
            xx += (double)x[j] * x[j];
            yy += (double)y[j] * y[j];
            square += ((double)x[j] - y[j]) * ((double)x[j] - y[j]);
        }

        return metric == NeighborMetric.Cosine ? Math.Max(0, 1 - (dot / Math.Sqrt(xx * yy))) : Math.Sqrt(square);
    }
}
