using Matiz.Workflows;

namespace Matiz.Tests.Workflows;

public sealed class ExplorationTests
{
    [Fact]
    public void Run_CountsOverAllSplits()
    {
        using var folder = new TemporaryFolder();
        var data = JobFiles.Write(folder).Load();

        var found = Exploration.Run(JobFiles.Model, data, new ExplorationOptions { MaxLength = 4, WithMap = false });

        Assert.Equal((60, 4, 1.0, 0), (found.Rows, found.MaxLength, found.ShareCut, found.Leaks));
        Assert.True(found.Lengths.Min > 4);
        Assert.Null(found.Map);
        Assert.Contains(found.Warnings, warning => warning.Contains("are cut at 4 tokens", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_WithMap_DrawsTheTrainingRows()
    {
        using var folder = new TemporaryFolder();
        var data = JobFiles.Write(folder).Load();

        var found = Exploration.Run(JobFiles.Model, data, new ExplorationOptions { Cache = null });

        Assert.Equal(data["train"].Count, found.Map!.Embedding.Rows);
    }
}
