using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests;

/// <summary>Seeds have 32 bits, as the reference's and numpy's have, in every command that takes one.</summary>
public sealed class SeedTests
{
    private const long Largest = 4294967295;

    [Fact]
    public void LargestSeed_TrainsIsRecordedAndGoesOn()
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.TrainArguments("run", "--seed", "4294967295", "--no-report")).Succeeded();
        Assert.Equal(Largest, Recorded(workspace, "run"));
        CliRun.Of("train", "--output", workspace.Path("run"), "--resume", "--quiet", "--seed", "4294967295").Succeeded();
        CliRun.Of(workspace.TrainArguments("other", "--seed", "2147483647", "--no-report")).Succeeded();
        Assert.NotEqual(workspace.HashOfModel("other"), workspace.HashOfModel("run"));
    }

    [Fact]
    public void LargestSeed_DrawsFeaturesAndMaps()
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.FeaturesArguments("run", "--seed", "4294967295")).Succeeded();
        Assert.Equal(Largest, Recorded(workspace, "run"));
        CliRun.Of(
            "explore", "--train", workspace.Train, "--validation-fraction", "0.2", "--model", Workspace.TinyModel, "--quiet", "--seed",
            "4294967295")
            .Succeeded();
    }

    private static long Recorded(Workspace workspace, string run) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Path(run), "training_args.json")))!["seed"]!.GetValue<long>();
}
