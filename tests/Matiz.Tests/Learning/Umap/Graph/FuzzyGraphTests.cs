using Matiz.Learning;

namespace Matiz.Tests.Learning;

public sealed class FuzzyGraphTests
{
    private static readonly Func<double, double, bool> Near = (a, b) => Math.Abs(a - b) < 1e-6;

    [Theory]
    [MemberData(nameof(UmapGolden.Cases), MemberType = typeof(UmapGolden))]
    public void Symmetrized_OfTheReferencesNeighbours_IsItsGraph(string name)
    {
        var neighbors = UmapGolden.Neighbors(name);
        var graph = FuzzyGraph.Directed(neighbors, SmoothDistances.Fit(neighbors, localConnectivity: 1, threads: null)).Symmetrized(1);
        var expected = UmapGolden.Graph(name);

        Assert.Equal(expected.Count, graph.Weights.Length);
        for (int row = 0; row < graph.Rows; row++)
        {
            for (int i = graph.Offsets[row]; i < graph.Offsets[row + 1]; i++)
                Assert.Equal(expected[(row, graph.Columns[i])], graph.Weights[i], 1e-4f);
        }
    }

    [Fact]
    public void Symmetrized_MixRatio_GoesFromBothEndsToOne()
    {
        var directed = new FuzzyGraph([0, 1, 2, 2], [1, 0], [0.5f, 0.4f]);
        Assert.Equal([0.7f, 0.7f], directed.Symmetrized(1).Weights.Select(weight => MathF.Round(weight, 5)));
        Assert.Equal([0.2f, 0.2f], directed.Symmetrized(0).Weights.Select(weight => MathF.Round(weight, 5)));
    }

    [Fact]
    public void WithLabels_EdgesBetweenClassesBecomeLight()
    {
        var chain = new FuzzyGraph([0, 1, 3, 5, 6], [1, 0, 2, 1, 3, 2], [1, 1, 1, 1, 1, 1]);
        double between = (2 * Math.Exp(-5)) - Math.Exp(-10);
        Assert.Equal(
            [1, 1, between, between, 1, 1], chain.WithLabels([0, 0, 1, 1], targetWeight: 0.5).Weights.Select(weight => (double)weight),
            Near);
        Assert.Equal(
            [1, 1, 1, 1, 1, 1], chain.WithLabels([0, 0, -1, -1], targetWeight: 0.5).Weights.Select(weight => (double)weight), Near);
    }

    [Fact]
    public void Pruned_KeepsHeavyEdges() => Assert.Equal([0.5f], new FuzzyGraph([0, 1, 2], [1, 0], [0.5f, 0.4f]).Pruned(0.45f).Weights);
}
