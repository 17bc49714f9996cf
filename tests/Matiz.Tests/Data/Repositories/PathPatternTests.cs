using System.Diagnostics;
using Matiz.Data.Repositories;

namespace Matiz.Tests.Data.Repositories;

public class PathPatternTests
{
    [Theory]
    [InlineData("train.csv", "train.csv", true)]
    [InlineData("train.csv", "data/train.csv", false)]
    [InlineData("./data/train.csv", "data/train.csv", true)]
    [InlineData("*.csv", "train.csv", true)]
    [InlineData("*.csv", "data/train.csv", false)]
    [InlineData("data/train-*", "data/train-00000-of-00001.parquet", true)]
    [InlineData("data/*", "data/a/b.csv", false)]
    [InlineData("data/**", "data/a/b.csv", true)]
    [InlineData("data/", "data/a/b.csv", true)]
    [InlineData("data/**", "data", false)]
    [InlineData("**", "a", true)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("**/*.csv", "x.csv", true)]
    [InlineData("**/*.csv", "a/b/x.csv", true)]
    [InlineData("a/**/b.csv", "a/b.csv", true)]
    [InlineData("a/**/b.csv", "a/x/y/b.csv", true)]
    [InlineData("a/**/b.csv", "c/b.csv", false)]
    [InlineData("part-[0-9].csv", "part-7.csv", true)]
    [InlineData("part-[!0-9].csv", "part-7.csv", false)]
    [InlineData("part-[^0-9].csv", "part-a.csv", true)]
    [InlineData("a[]x].csv", "a].csv", true)]
    [InlineData("a[.csv", "a[.csv", true)]
    [InlineData("?.csv", "é.csv", true)]
    [InlineData("Train.csv", "train.csv", false)]
    [InlineData("*", ".hidden", false)]
    [InlineData("**", ".git/config", false)]
    [InlineData(".*", ".hidden", true)]
    [InlineData("*/x.csv", "__pycache__/x.csv", false)]
    [InlineData("__*/x.csv", "__pycache__/x.csv", true)]
    public void IsMatch_FollowsTheReference(string pattern, string path, bool expected) =>
        Assert.Equal(expected, new PathPattern(pattern).IsMatch(path));

    [Fact]
    public void IsMatch_ManyStars_EndsSoon()
    {
        var watch = Stopwatch.StartNew();
        var pattern = new PathPattern(string.Concat(Enumerable.Repeat("**/", 30)) + string.Concat(Enumerable.Repeat("*a", 200)) + "b");
        Assert.False(pattern.IsMatch(string.Concat(Enumerable.Repeat("a/", 60)) + new string('a', 2000)));
        Assert.InRange(watch.ElapsedMilliseconds, 0, 2000);
    }
}
