using Matiz.Data;
using Matiz.Learning;
using Matiz.Tests.Data;

namespace Matiz.Tests.Learning;

public sealed class UmapResultTests
{
    private static readonly FeatureMatrix Rows = UmapGolden.Rows("digits-euclidean");

    private static readonly int[] Kept = [.. Enumerable.Range(0, Rows.Rows).Where(row => row % 10 != 0)];
    private static readonly int[] Left = [.. Enumerable.Range(0, Rows.Rows).Where(row => row % 10 == 0)];

    [Fact]
    public void Transform_RowsLeftOut_FallBesideTheirNeighbours()
    {
        var trained = Rows.Select(Kept);
        var result = new Umap().Fit(trained);
        var places = result.Transform(Rows.Select(Left));
        var inRows = ExactNeighbors.Find(Rows.Select(Left), trained, 15, NeighborMetric.Euclidean);
        var inMap = ExactNeighbors.Find(places, result.Embedding, 30, NeighborMetric.Euclidean);
        double shared = Enumerable.Range(0, Left.Length).Average(
            row => inRows.IndicesOf(row).ToArray().Intersect(inMap.IndicesOf(row).ToArray()).Count() / 15.0);
        Assert.True(shared > 0.4, $"{shared:P0} of the nearest digits are near in the map");
    }

    [Fact]
    public void Transform_TheRowsOfFitting_GivesTheirPlaces()
    {
        var rows = UmapGolden.Rows("iris-euclidean");
        var result = new Umap(new UmapOptions { EpochCount = 20 }).Fit(rows);
        Assert.Equal(
            result.Embedding.Values, result.Transform(new FeatureMatrix((float[])rows.Values.Clone(), rows.Rows, rows.Columns)).Values);
        Assert.Equal(0, result.Transform(new FeatureMatrix([], 0, 4)).Rows);
        Assert.Throws<ArgumentException>(() => result.Transform(FeatureMatrix.FromRows([[1, 2]])));
    }

    [Fact]
    public void Save_Load_PlacesAlike()
    {
        using var folder = new TempFolder();
        var rows = UmapGolden.Rows("iris-euclidean");
        var options = new UmapOptions
        {
            EpochCount = 30,
            NeighborCount = 8,
            MinDistance = 0.3,
            Seed = 5,
            TransformSeed = 6,
            NegativeSampleRate = 9,
            DisconnectionDistance = 4,
        };
        var result = new Umap(options).Fit(rows.Select([.. Enumerable.Range(0, 140)]));
        string path = Path.Join(folder.Path, "map.safetensors");
        result.Save(path);
        var loaded = UmapResult.Load(path);
        Assert.Equal(options, loaded.Options);
        Assert.Equal((result.A, result.B), (loaded.A, loaded.B));
        Assert.Equal(result.Embedding.Values, loaded.Embedding.Values);
        var others = rows.Select([140, 141, 149]);
        Assert.Equal(result.Transform(others).Values, loaded.Transform(others).Values);
    }

    [Fact]
    public void Load_SomethingElse_SaysSo()
    {
        using var folder = new TempFolder();
        var scaler = new MinMaxScaler();
        scaler.Fit(FeatureMatrix.FromRows([[1], [2]]));
        scaler.Save(Path.Join(folder.Path, "scaler.safetensors"));
        Assert.Contains(
            "'umap' was expected",
            Assert.Throws<DataException>(() => UmapResult.Load(Path.Join(folder.Path, "scaler.safetensors"))).Message,
            StringComparison.Ordinal);
    }
}
