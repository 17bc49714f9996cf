using Matiz.Data;

namespace Matiz.Tests.Data;

public class ClassSharesTests
{
    // The values are those of the docstring of scikit-learn's _approximate_mode.
    [Theory]
    [InlineData("4,2", 3, 0, "2,1")]
    [InlineData("5,2", 4, 0, "3,1")]
    [InlineData("2,2,2,1", 2, 0, "0,1,1,0")]
    [InlineData("2,2,2,1", 2, 42, "1,1,0,0")]
    public void InProportion_EqualsTheReference(string counts, int wanted, int seed, string expected) =>
        Assert.Equal(expected, string.Join(',', ClassShares.InProportion(Counts(counts), wanted, new LegacyDraws((uint)seed))));

    [Theory]
    [InlineData("70,30", 10, "7,3")]
    [InlineData("1,19", 2, "0,2")]                  // a class of one row gives none
    [InlineData("1,1,8", 5, "0,0,5")]
    [InlineData("2,2", 3, "1,1")]                   // a class keeps a row
    [InlineData("95,4,1", 10, "10,0,0")]
    [InlineData("90,6,4", 10, "9,1,0")]
    [InlineData("1,1", 1, "0,0")]
    [InlineData("0,10", 1, "0,1")]
    public void SplitOff_Classes_GiveInProportion(string counts, int wanted, string expected) =>
        Assert.Equal(expected, string.Join(',', ClassShares.SplitOff(Counts(counts), wanted, seed: 42)));

    [Theory]
    [InlineData("70,30", 10, "7,3")]
    [InlineData("5,5,5,5", 2, "1,1,0,0")]           // ties: the lower index
    [InlineData("1,1,8", 5, "0,0,5")]
    public void SplitOffFirst_IsWhatTheFirstVersionDid(string counts, int wanted, string expected)
    {
        Assert.Equal(expected, string.Join(',', ClassShares.SplitOffFirst(Counts(counts), wanted)));
        int[] labels = [.. Counts(counts).SelectMany((count, label) => Enumerable.Repeat(label, count))];
        var data = Dataset.From(labels, label => "t", label => label);
        var part = data.Split(wanted / (double)labels.Length, 42, TieBreak.FirstClasses).SplitOff;
        Assert.Equal(expected, string.Join(',', Counts(counts).Select((_, label) => part.Count(row => row.Label.Index == label))));
    }

    [Fact]
    public void SplitOff_Ties_AreDrawnByTheSeed()
    {
        int[] counts = [5, 5, 5, 5];
        var drawn = Enumerable.Range(0, 30).Select(seed => string.Join(',', ClassShares.SplitOff(counts, 2, seed))).ToHashSet();
        Assert.Equal(6, drawn.Count);
        Assert.All(drawn, shares => Assert.Equal(2, shares.Count(c => c == '1')));
    }

    // numpy.random.RandomState(0).permutation(10)
    [Fact]
    public void Permutation_EqualsNumpys() => Assert.Equal([2, 8, 4, 9, 1, 6, 7, 3, 0, 5], new LegacyDraws(0).Permutation(10));

    private static int[] Counts(string counts) => Array.ConvertAll(counts.Split(','), int.Parse);
}
