using System.Buffers.Binary;
using Matiz.Tests.Charts;
using static Matiz.Tests.Reports.TemporaryRun;

namespace Matiz.Tests.Reports.Sections;

public sealed class MapSectionTests
{
    [Fact]
    public void RowsWithoutAPlace_AreLeftOut()
    {
        using var run = new TemporaryRun(new() { Rows = 50 });
        Assert.StartsWith("150 rows of training", Title(run), StringComparison.Ordinal);
        string path = Path.Combine(run.Folder, "umap.safetensors");
        byte[] bytes = File.ReadAllBytes(path);
        int data = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(data), float.NaN);
        File.WriteAllBytes(path, bytes);
        Assert.StartsWith("149 rows of training", Title(run), StringComparison.Ordinal);
    }

    [Fact]
    public void Map_SaysHowItWasMade_AndHasAPanelAClass()
    {
        using var run = new TemporaryRun(new() { Labels = ["a", "b", "c"] });
        var map = SectionsOf(run.Read())["map"];
        Assert.Contains(
            "UMAP of cls features: cosine distance, 15 neighbors, least distance 0.1, seed 42.", map.Value, StringComparison.Ordinal);
        Assert.Contains("Trustworthiness 0.738 for 15 neighbors, 0.787 for 5", map.Value, StringComparison.Ordinal);
        Assert.Equal(2, map.Descendants(SvgPicture.Svg + "svg").Count());
        string[] texts = [.. map.Descendants(SvgPicture.Svg + "svg").First().Elements(SvgPicture.Svg + "text").Select(text => text.Value)];
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "a", "b", "c" }, texts.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void FewRows_TheNeighboursThatWereUsedAreNamed_OfAFileThatSaysMoreAsWell()
    {
        using var run = new TemporaryRun(new() { Labels = ["a", "b", "c"], Rows = 1 });
        var map = SectionsOf(run.Read())["map"];
        Assert.Contains("UMAP of cls features: cosine distance, 2 neighbors,", map.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void NoRowWithAPlace_IsSaid()
    {
        using var run = new TemporaryRun(new() { Labels = ["a", "b"], Rows = 1 });
        string path = Path.Combine(run.Folder, "umap.safetensors");
        byte[] bytes = File.ReadAllBytes(path);
        int data = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        for (int i = 0; i < 6; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(data + (4 * i)), float.NaN);
        File.WriteAllBytes(path, bytes);
        Assert.Contains("no row has a place in the map", SectionsOf(run.Read())["map"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralLabelsARow_SaysInWhichPanelARowStands()
    {
        using var run = new TemporaryRun(new() { Labels = ["a", "b"], Rows = 10, ProblemType = "multi_label_classification" });
        Assert.Contains(
            "A row with several labels stands in the panel of its first one.", SectionsOf(run.Read())["map"].Value,
            StringComparison.Ordinal);
    }

    [Fact]
    public void RowsWithoutAClass_ShareOnePanel_WhichIsSaid()
    {
        using var run = new TemporaryRun(new() { Labels = ["a", "b"], Rows = 10 });
        string path = Path.Combine(run.Folder, "umap.safetensors");
        byte[] bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.Length - 4), -1);
        File.WriteAllBytes(path, bytes);
        Assert.Equal("30 rows of training in two dimensions", Title(run));
    }

    private static string Title(TemporaryRun run) => SectionsOf(run.Read())["map"].Descendants(Page + "h3").Single().Value;
}
