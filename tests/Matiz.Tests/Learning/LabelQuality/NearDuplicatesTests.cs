using Matiz.Data;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class NearDuplicatesTests
{
    [Fact]
    public void WithDifferentLabels_EqualsPlainSearch()
    {
        var (features, labels) = LearningData.Encoded(300, 6, 3);
        var expected =
            (from a in Enumerable.Range(0, 300)
             from b in Enumerable.Range(a + 1, 299 - a)
             where labels[a] != labels[b]
             let similarity = Cosine(features[a], features[b])
             where similarity >= 0.98
             orderby similarity descending, a, b
             select (a, b, similarity)).ToArray();
        Assert.InRange(expected.Length, 20, 20_000);
        var found = NearDuplicates.WithDifferentLabels(features, labels, 0.98, maxPairs: 15);
        Assert.Equal(expected.Length, found.Total);
        Assert.Equal(
            expected.Take(15).Select(static pair => (pair.a, pair.b)), found.Pairs.Select(static pair => (pair.First, pair.Second)));
        LearningData.AssertClose(
            [.. expected.Take(15).Select(static pair => pair.similarity)], [.. found.Pairs.Select(static pair => pair.Similarity)], 1e-12);
        Assert.All(found.Pairs, pair => Assert.Equal((labels[pair.First], labels[pair.Second]), (pair.FirstLabel, pair.SecondLabel)));
    }

    [Fact]
    public void WithDifferentLabels_ExactCopies_AreFoundAtOne()
    {
        var features = new FeatureMatrix([1, 2, 0, 0, 1, 2, 2, 4], 4, 2);
        var found = NearDuplicates.WithDifferentLabels(features, [0, 1, 1, 0], 1);
        Assert.Equal([(0, 2), (2, 3)], found.Pairs.Select(static pair => (pair.First, pair.Second)));
        Assert.Empty(NearDuplicates.WithDifferentLabels(features.Select([0]), [0]).Pairs);
    }

    [Fact]
    public void WithDifferentLabels_BadArguments_AreRefused()
    {
        var features = new FeatureMatrix([1, 2], 1, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => NearDuplicates.WithDifferentLabels(features, [0], 1.5));
        Assert.Throws<ArgumentException>(() => NearDuplicates.WithDifferentLabels(features, [0, 1]));
        Assert.Throws<DataException>(() => NearDuplicates.WithDifferentLabels(new FeatureMatrix([], 0, 2), []));
    }

    private static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double dot = 0, xx = 0, yy = 0;
        for (int j = 0; j < x.Length; j++)
        {
            dot += (double)x[j] * y[j];
            xx += (double)x[j] * x[j];
            yy += (double)y[j] * y[j];
        }

        return Math.Min(1, dot / Math.Sqrt(xx * yy));
    }
}
