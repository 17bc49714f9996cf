using Matiz.Data;

namespace Matiz.Tests.Data;

public class DatasetSplitTests
{
    [Fact]
    public void Split_Stratified_KeepsOrderAndLosesNothing()
    {
        var data = Numbered(200, i => i % 4 == 0 ? "x" : "y");
        var (kept, part) = data.Split(0.1, seed: 7);
        Assert.Equal((180, 20), (kept.Count, part.Count));
        Assert.Equal(5, part.Count(row => row.Label.Index == 0));
        Assert.Equal(("train", "validation"), (kept.Name, part.Name));
        Assert.All(part, row => Assert.Equal("validation", row.Source.Split));
        Assert.Equal(part.Select(row => row.Source.Line), part.Select(row => row.Source.Line).Order());
        Assert.Equal(Enumerable.Range(1, 200), kept.Concat(part).Select(row => row.Source.Line).Order());
        Assert.Equal(part.Select(row => row.Text), data.Split(0.1, seed: 7).SplitOff.Select(row => row.Text));
        Assert.NotEqual(part.Select(row => row.Text), data.Split(0.1, seed: 8).SplitOff.Select(row => row.Text));
    }

    [Fact]
    public void Split_ThirtyClassesOfFiveRows_TheSeedDrawsWhichAreValidated()
    {
        var data = Numbered(150, i => $"class {i / 5:00}");
        int[] Validated(long seed) => [.. data.Split(0.1, seed).SplitOff.Select(row => row.Label.Index).Distinct().Order()];
        Assert.All(Enumerable.Range(0, 4), seed => Assert.Equal(15, Validated(seed).Length));
        Assert.NotEqual(Validated(1), Validated(2));
        Assert.Equal(30, Enumerable.Range(0, 12).SelectMany(seed => Validated(seed)).Distinct().Count());
    }

    [Fact]
    public void Split_NotStratified_TakesTheFirstOfThePermutation()
    {
        var (_, part) = Numbered(21, i => i % 2 == 0 ? "x" : "y").Split(0.15, seed: 42, stratified: false, name: "test");
        Assert.Equal(
            ["t8", "t13", "t15", "t7"], part.Select(row => row.Text).OrderBy(text => Array.IndexOf(["t8", "t13", "t15", "t7"], text)));
        Assert.Equal("test", part.Name);
    }

    [Theory]
    [InlineData(30, 3)]      // 0.1 · 30 is no 4
    [InlineData(31, 4)]
    [InlineData(2, 1)]
    public void Split_TenPercent_IsRoundedUp(int rows, int expected) =>
        Assert.Equal(expected, Numbered(rows, _ => "x").Split(0.1).SplitOff.Count);

    [Fact]
    public void Split_SeveralLabelsOrNumbers_AreDrawnPlainly()
    {
        Assert.Equal(2, Dataset.From(Enumerable.Range(0, 20), i => $"t{i}", i => (float)i).Split(0.1).SplitOff.Count);
        Assert.Equal(2, Dataset.From(Enumerable.Range(0, 20), i => $"t{i}", i => (string[])["a", $"{i % 3}"]).Split(0.1).SplitOff.Count);
    }

    [Fact]
    public void Split_TooFewRows_SaysWhatToDo()
    {
        Assert.Equal(
            "'train' has 1 row. At least two were expected to split off 'validation'. Give DatasetFiles.Validation, or more rows.",
            Assert.Throws<DataException>(() => Numbered(1, _ => "x").Split(0.1)).Message);
        Assert.Equal(
            "every class of 'train' has a single row, so none can be split off for 'validation'. "
            + "Two rows of some class were expected. Give DatasetFiles.Validation, or more rows.",
            Assert.Throws<DataException>(() => Numbered(3, i => $"{i}").Split(0.1)).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Split_FractionOutOfRange_IsRefused(double fraction) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Numbered(10, _ => "x").Split(fraction));

    private static Dataset Numbered(int rows, Func<int, string> label) => Dataset.From(Enumerable.Range(0, rows), i => $"t{i}", label);
}
