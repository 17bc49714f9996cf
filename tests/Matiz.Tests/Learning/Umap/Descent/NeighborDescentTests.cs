using Matiz.Learning;
using Matiz.Learning.Numerics;

namespace Matiz.Tests.Learning;

public sealed class NeighborDescentTests
{
    [Theory]
    [InlineData(NeighborMetric.Euclidean)]
    [InlineData(NeighborMetric.Cosine)]
    public void Find_GroupedRows_HasNearlyAllNearest(NeighborMetric metric)
    {
        var rows = Groups(3000, 24);
        var exact = ExactNeighbors.Find(rows, rows, 14, metric, excludeSelf: true);
        var found = NeighborDescent.Find(rows, 14, metric, seed: 1, threads: null, CancellationToken.None);
        double same = Enumerable.Range(0, rows.Rows).Sum(
            row => found.IndicesOf(row).ToArray().Intersect(exact.IndicesOf(row).ToArray()).Count());
        Assert.True(same / exact.Indices.Length >= 0.95, $"recall {same / exact.Indices.Length:F4}");
        for (int row = 0; row < rows.Rows; row++)
        {
            Assert.DoesNotContain(row, found.IndicesOf(row).ToArray());
            Assert.Equal(14, found.IndicesOf(row).ToArray().Distinct().Count());
            Assert.Equal(found.DistancesOf(row).ToArray().Order(), found.DistancesOf(row).ToArray());
        }
    }

    [Fact]
    public void Find_OneSeed_SameForAnyNumberOfThreads()
    {
        var rows = Groups(700, 9);
        var one = NeighborDescent.Find(rows, 6, NeighborMetric.Euclidean, seed: 3, threads: 1, CancellationToken.None);
        var three = NeighborDescent.Find(rows, 6, NeighborMetric.Euclidean, seed: 3, threads: 3, CancellationToken.None);
        Assert.Equal(one.Indices, three.Indices);
        Assert.Equal(one.Distances, three.Distances);
    }

    [Fact]
    public void Find_EqualRows_EndsAndFindsThem()
    {
        var rows = new FeatureMatrix(Enumerable.Repeat(1f, 500 * 4).ToArray(), 500, 4);
        var found = NeighborDescent.Find(rows, 5, NeighborMetric.Euclidean, seed: 3, threads: null, CancellationToken.None);
        Assert.All(found.Distances, distance => Assert.Equal(0, distance));
    }

    internal static FeatureMatrix Groups(int rows, int columns)
    {
        var random = new SeededRandom(11);
        var centres = new double[20 * columns];
        foreach (ref double x in centres.AsSpan()) x = 3 * random.NextDouble();
        var values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)(centres[(i / columns % 20 * columns) + (i % columns)] + (0.5 * Elementary.Normal(ref random)));
        return new FeatureMatrix(values, rows, columns);
    }
}
