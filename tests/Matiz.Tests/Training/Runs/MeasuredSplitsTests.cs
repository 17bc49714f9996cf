using Matiz.Training;

namespace Matiz.Tests.Training.Runs;

public sealed class MeasuredSplitsTests
{
    [Theory]
    [InlineData("validation", "eval")]
    [InlineData("test", "test")]
    [InlineData("dev", "dev")]
    public void PrefixOf_Split_IsTheReferences(string split, string prefix) => Assert.Equal(prefix, MeasuredSplits.PrefixOf(split));

    [Fact]
    public void All_AreNamesOfResultFiles() => Assert.All(MeasuredSplits.All, pair => Assert.Contains(pair.Prefix, RunFiles.ResultNames));
}
