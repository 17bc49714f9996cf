using Matiz.Learning;

namespace Matiz.Tests.Learning;

public sealed class UmapNeighborsTests
{
    // Equal distances may come in another order: distances are compared, not rows.
    [Theory]
    [MemberData(nameof(UmapGolden.Cases), MemberType = typeof(UmapGolden))]
    public void Among_DistancesAreTheReferences(string name)
    {
        var found = UmapNeighbors.Among(
            UmapGolden.Rows(name), 15, new UmapOptions { Metric = UmapGolden.MetricOf(name) }, CancellationToken.None);
        var expected = UmapGolden.Neighbors(name);
        for (int i = 0; i < expected.Distances.Length; i++) Assert.Equal(expected.Distances[i], found.Distances[i], 1e-4f);
        Assert.All(Enumerable.Range(0, found.Rows), row => Assert.Equal(row, found.IndicesOf(row)[0]));
    }

    [Fact]
    public void Among_RowsOfZerosUnderCosine_AreNearEachOther()
    {
        var rows = FeatureMatrix.FromRows([[0, 0], [1, 0], [0, 0], [0, 1]]);
        var found = UmapNeighbors.Among(rows, 2, new UmapOptions { Metric = NeighborMetric.Cosine }, CancellationToken.None);
        Assert.Equal([0, 2], found.IndicesOf(0).ToArray());
        Assert.Equal([0f, 0f], found.DistancesOf(0).ToArray());
        Assert.Equal([2, 0], found.IndicesOf(2).ToArray());
    }

    [Fact]
    public void Among_BeyondTheLimit_AreNone()
    {
        var rows = FeatureMatrix.FromRows([[0, 0], [0, 1], [0, 9]]);
        var found = UmapNeighbors.Among(rows, 3, new UmapOptions { DisconnectionDistance = 5 }, CancellationToken.None);
        Assert.Equal([2, -1, -1], found.IndicesOf(2).ToArray());
        Assert.Equal([0, 1, -1], found.IndicesOf(0).ToArray());
    }
}
