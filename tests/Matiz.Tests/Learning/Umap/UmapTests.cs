using Matiz.Data;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public sealed class UmapTests
{
    [Theory]
    [InlineData("digits-euclidean", 0.004)]
    [InlineData("digits-cosine", 0.004)]
    [InlineData("iris-euclidean", 0.008)]
    public void Fit_IsAsTrustworthyAsTheReferences(string name, double allowed)
    {
        var rows = UmapGolden.Rows(name);
        var metric = UmapGolden.MetricOf(name);
        var maps = Enumerable.Range(0, 3)
            .Select(seed => new Umap(new UmapOptions { Metric = metric, Seed = seed }).Fit(rows).Embedding)
            .ToList();
        foreach (int neighbors in (int[])[15, 5])
        {
            double mean = maps.Average(map => Trustworthiness.Compute(rows, map, neighbors, metric));
            double least = UmapGolden.MeanTrustworthiness(name, neighbors) - allowed;
            Assert.True(mean >= least, $"{neighbors} neighbours: {mean:F5}, at least {least:F5} expected");
        }
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    public void Fit_OneSeed_SameBitsForAnyNumberOfThreads(int exactLimit)
    {
        var rows = UmapGolden.Rows("digits-cosine");
        var options = new UmapOptions { Metric = NeighborMetric.Cosine, EpochCount = 60, ExactNeighborLimit = exactLimit };
        UmapResult Fit(int threads) => new Umap(options with { Threads = threads }).Fit(rows);
        var one = Fit(1);
        foreach (int threads in (int[])[2, 3])
        {
            Assert.Equal(one.Embedding.Values, Fit(threads).Embedding.Values);
        }

        Assert.Equal(one.Transform(rows.Select([5, 1, 9])).Values, Fit(3).Transform(rows.Select([5, 1, 9])).Values);
        Assert.NotEqual(
            one.Embedding.Values,
            new Umap(new UmapOptions { Metric = NeighborMetric.Cosine, Seed = 1, EpochCount = 60 }).Fit(rows).Embedding.Values);
    }

    [Theory]
    [InlineData(UmapInit.Spectral)]
    [InlineData(UmapInit.Random)]
    [InlineData(UmapInit.Pca)]
    public void Fit_Groups_LieApartInThreeDimensions(UmapInit init)
    {
        var rows = NeighborDescentTests.Groups(400, 12);
        var map = new Umap(new UmapOptions { ComponentCount = 3, Init = init, EpochCount = 200 }).Fit(rows).Embedding;
        var near = ExactNeighbors.Find(map, map, 5, NeighborMetric.Euclidean, excludeSelf: true);
        int same = Enumerable.Range(0, rows.Rows).Sum(row => near.IndicesOf(row).ToArray().Count(other => other % 20 == row % 20));
        Assert.True(same >= 0.9 * near.Indices.Length, $"{same} of {near.Indices.Length} neighbours are of the same group");
    }

    [Fact]
    public void Fit_Labels_DrawClassesApart()
    {
        var rows = UmapGolden.Rows("iris-euclidean");
        int[] labels = [.. Enumerable.Range(0, 150).Select(row => row / 50)];
        double Same(FeatureMatrix map)
        {
            var near = ExactNeighbors.Find(map, map, 5, NeighborMetric.Euclidean, excludeSelf: true);
            return Enumerable.Range(0, 150).Average(
                row => near.IndicesOf(row).ToArray().Count(other => labels[other] == labels[row]) / 5.0);
        }

        var umap = new Umap();
        Assert.True(Same(umap.Fit(rows, labels).Embedding) > Same(umap.Fit(rows).Embedding));
    }

    [Fact]
    public void Fit_TellsItsProgress_AndStops()
    {
        var told = new List<UmapProgress>();
        var rows = UmapGolden.Rows("iris-euclidean");
        new Umap(new UmapOptions { EpochCount = 3 }).Fit(rows, progress: new Direct(told.Add));
        Assert.Equal(
            [
                (UmapStage.Neighbors, 0), (UmapStage.Graph, 0), (UmapStage.Init, 0),
                (UmapStage.Layout, 1), (UmapStage.Layout, 2), (UmapStage.Layout, 3),
            ],
            told.Select(progress => (progress.Stage, progress.Epoch)));
        Assert.Throws<OperationCanceledException>(() => new Umap().Fit(rows, cancellation: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Fit_OneRow_LiesAtZero_AndWarns()
    {
        var result = new Umap().Fit(FeatureMatrix.FromRows([[1, 2, 3]]));
        Assert.Equal([0f, 0f], result.Embedding.Values);
        Assert.Equal(["one row alone makes no map; it lies at 0."], result.Warnings);
        Assert.Equal(0, result.NeighborCount);
    }

    [Fact]
    public void Fit_FewRows_TakesOneNeighbourLess_AndWarns()
    {
        var result = new Umap().Fit(UmapGolden.Rows("iris-euclidean").Select([0, 60, 120, 5, 70]));
        Assert.Equal("5 rows are too few for 15 neighbours; 4 are used.", result.Warnings[0]);
        Assert.Equal(4, result.NeighborCount);
        Assert.All(result.Embedding.Values, value => Assert.True(float.IsFinite(value)));
    }

    [Theory]
    [InlineData(15, int.MaxValue)]
    [InlineData(15, 0)]
    [InlineData(2, int.MaxValue)]
    public void Fit_TwoRows_LieApart(int neighbors, int exactLimit)
    {
        var rows = FeatureMatrix.FromRows([[1, 2, 3], [2, 1, 0]]);
        var result = new Umap(new UmapOptions { NeighborCount = neighbors, ExactNeighborLimit = exactLimit, EpochCount = 20 }).Fit(rows);
        Assert.All(result.Embedding.Values, value => Assert.True(float.IsFinite(value)));
        Assert.NotEqual(result.Embedding[0].ToArray(), result.Embedding[1].ToArray());
        Assert.Equal(neighbors > 2, result.Warnings.Contains("2 rows are too few for 15 neighbours; 2 are used."));
        Assert.All(result.Transform(FeatureMatrix.FromRows([[1, 1, 1]])).Values, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Fit_ConstantColumnFarFromZero_ChangesNothing()
    {
        var rows = UmapGolden.Rows("digits-euclidean");
        var wider = FeatureMatrix.FromRows([.. Enumerable.Range(0, rows.Rows).Select(row => (float[])[.. rows[row], 1.7e9f])]);
        var map = new Umap(new UmapOptions { EpochCount = 100 }).Fit(wider).Embedding;
        Assert.Equal(new Umap(new UmapOptions { EpochCount = 100 }).Fit(rows).Embedding.Values, map.Values);
        Assert.Equal(Trustworthiness.Compute(rows, map, 15), Trustworthiness.Compute(wider, map, 15), 1e-9);
    }

    [Theory]
    [InlineData(NeighborMetric.Euclidean, 1f)]
    [InlineData(NeighborMetric.Cosine, 1f)]
    [InlineData(NeighborMetric.Cosine, 0f)]
    public void Fit_EqualRows_GetFinitePlaces(NeighborMetric metric, float value)
    {
        var result = new Umap(new UmapOptions { Metric = metric }).Fit(
            new FeatureMatrix(Enumerable.Repeat(value, 40 * 3).ToArray(), 40, 3));
        Assert.All(result.Embedding.Values, place => Assert.True(float.IsFinite(place)));
    }

    [Fact]
    public void Fit_RowsTooFarFromAll_HaveNoPlace()
    {
        var rows = FeatureMatrix.FromRows([.. Enumerable.Range(0, 30).Select(i => (float[])[i % 5, i / 5]), [900, 900]]);
        var result = new Umap(new UmapOptions { NeighborCount = 6, DisconnectionDistance = 50 }).Fit(rows);
        Assert.True(float.IsNaN(result.Embedding[30][0]));
        Assert.All(result.Embedding.Values[..60], place => Assert.True(float.IsFinite(place)));
        Assert.Contains("1 of 31 rows have no neighbour near enough and no place in the map (NaN).", result.Warnings);
        Assert.All(result.Transform(FeatureMatrix.FromRows([[2, 2]])).Values, place => Assert.True(float.IsFinite(place)));
        Assert.All(result.Transform(FeatureMatrix.FromRows([[-900, 2]])).Values, place => Assert.True(float.IsNaN(place)));
    }

    [Fact]
    public void Fit_BadInput_SaysWhatAndWhere()
    {
        var empty = Assert.Throws<DataException>(() => new Umap().Fit(new FeatureMatrix([], 0, 2)));
        Assert.Contains("no rows", empty.Message, StringComparison.Ordinal);
        var bad = Assert.Throws<DataException>(() => new Umap().Fit(new FeatureMatrix([0, 1, float.NaN, 2], 2, 2, ["a.csv:2", "a.csv:3"])));
        Assert.Contains("row 1 (from 0; a.csv:3), column 0 (from 0) is NaN", bad.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Umap().Fit(FeatureMatrix.FromRows([[1], [2]]), [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Umap(new UmapOptions { MinDistance = 2 }));
        Assert.Throws<ArgumentException>(() => new Umap(new UmapOptions { A = 1 }));
    }

    private sealed class Direct(Action<UmapProgress> tell) : IProgress<UmapProgress>
    {
        public void Report(UmapProgress value) => tell(value);
    }
}
