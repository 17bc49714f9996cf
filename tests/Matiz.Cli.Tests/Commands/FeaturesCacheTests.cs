namespace Matiz.Cli.Tests.Commands;

/// <summary>The cache's folder is a setting of the process, so nothing else may compute features meanwhile.</summary>
[Collection(nameof(FeaturesCacheTests))]
public sealed class FeaturesCacheTests
{
    [Fact]
    public void Cache_IsUsedTheSecondTime()
    {
        using var workspace = new Workspace();
        string? before = Environment.GetEnvironmentVariable("MATIZ_CACHE");
        Environment.SetEnvironmentVariable("MATIZ_CACHE", workspace.Path("cache"));
        try
        {
            string[] args =
            [
                "features", "--train", workspace.Train, "--test", workspace.Test, "--model", Workspace.TinyModel, "--no-report", "--output",
            ];
            var first = CliRun.Of([.. args, workspace.Path("a")]).Succeeded();
            var second = CliRun.Of([.. args, workspace.Path("b")]).Succeeded();
            Assert.Contains("features of train: 54 rows\n", first.Error, StringComparison.Ordinal);
            Assert.Contains("features of train: 54 rows, from the cache\n", second.Error, StringComparison.Ordinal);
            Assert.Equal(3, Directory.GetFiles(workspace.Path("cache/features")).Length);
            Assert.Equal(
                File.ReadAllBytes(workspace.Path("a/predictions.jsonl")), File.ReadAllBytes(workspace.Path("b/predictions.jsonl")));
        }
        finally
        {
            Environment.SetEnvironmentVariable("MATIZ_CACHE", before);
        }
    }
}

[CollectionDefinition(nameof(FeaturesCacheTests), DisableParallelization = true)]
public sealed class FeaturesCacheCollection;
