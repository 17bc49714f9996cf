namespace Matiz.Cli.Tests.Commands;

/// <summary>Files of a run that lead nowhere or hold text that is no Unicode: the user's, whatever reads them.</summary>
public sealed class RunFileTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Theory]
    [InlineData("predictions.jsonl", "errors")]
    [InlineData("predictions.jsonl", "report")]
    [InlineData("dataset_info.json", "errors")]
    [InlineData("all_results.json", "calibrate")]
    [InlineData("trainer_state.json", "report")]
    public void LinkThatLeadsNowhere_IsNamed_ExitTwo(string name, string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "links need rights on Windows");
        string folder = Copy(Path.GetRandomFileName());
        File.Delete(Path.Combine(folder, name));
        File.CreateSymbolicLink(Path.Combine(folder, name), "../gone");

        var ended = CliRun.Of(command, folder);

        Assert.Equal(2, ended.Code);
        Assert.Contains(
            $"{Path.Combine(folder, name)}: this is a link to '../gone', where nothing is.", ended.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"\\udc00\":1}")]
    [InlineData("{\"split\":\"\\ud800\"}")]
    public void PredictionWithHalfASurrogatePair_NamesItsLine_ExitTwo(string line)
    {
        string folder = Copy(Path.GetRandomFileName());
        File.WriteAllText(Path.Combine(folder, "predictions.jsonl"), line + "\n");

        var ended = CliRun.Of("errors", folder);

        Assert.Equal(2, ended.Code);
        Assert.StartsWith($"matiz: {Path.Combine(folder, "predictions.jsonl")}:1: ", ended.Error, StringComparison.Ordinal);
    }

    private string Copy(string name) => run.Workspace.CopyModel(name, run.Folder);
}
