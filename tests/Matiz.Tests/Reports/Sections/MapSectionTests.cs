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
        Assert.Contains("UMAP of cls features: cosine distance, 15 neighbors, least distance 0.1, seed 42.", map.Value, StringComparison.Ordinal);
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

    private static string Title(TemporaryRun run) => SectionsOf(run.Read())["map"].Descendants(Page + "h3").Single().Value;
}
