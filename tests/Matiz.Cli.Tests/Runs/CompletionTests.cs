using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Runs;

/// <summary>A run is finished when everything it was asked for stands.</summary>
public sealed class CompletionTests : IDisposable
{
    private static readonly string[] Extras = ["baselines.json", "umap.safetensors", "report.html"];

    private readonly Workspace _workspace = new();

    private string Run => _workspace.Path("run");

    [Theory]
    [InlineData("resume", "baselines.json", "umap.safetensors", "report.html")]
    [InlineData("resume", "baselines.json", "report.html")]
    [InlineData("resume", "report.html")]
    [InlineData("report", "baselines.json", "umap.safetensors", "report.html")]
    [InlineData("report", "report.html")]
    public void WhatIsMissing_IsMade_AndTheModelStays(string command, params string[] missing)
    {
        CliRun.Of(_workspace.TrainArguments("run")).Succeeded();
        var before = Bytes();
        foreach (string name in missing) File.Delete(Path.Combine(Run, name));
        CliRun.Of(command is "report" ? ["report", Run, "--quiet"] : ["train", "--output", Run, "--resume", "--quiet"]).Succeeded();
        var after = Bytes();
        Assert.Equal(before.Keys, after.Keys);
        Assert.Equal(before.Where(pair => pair.Key is not "baselines.json"), after.Where(pair => pair.Key is not "baselines.json"));
        Assert.Equal(
            $"the run in {Run} is finished: there is nothing to go on with.\n",
            CliRun.Of("train", "--output", Run, "--resume").Succeeded().Error);
    }

    [Fact]
    public void Resumed_PrintsResultsAndReport()
    {
        CliRun.Of(_workspace.TrainArguments("run")).Succeeded();
        foreach (string name in Extras) File.Delete(Path.Combine(Run, name));
        var told = CliRun.Of("train", "--output", Run, "--resume", "--json").Succeeded();
        Assert.StartsWith($"the model in {Run} is complete; what is missing is its report.\n", told.Error, StringComparison.Ordinal);
        Assert.Equal(Run, told.Json["output"]!.GetValue<string>());
        Assert.Equal(
            JsonNode.Parse(File.ReadAllText(Path.Combine(Run, "all_results.json")))!["test_f1"]!.GetValue<double>(),
            told.Json["test_f1"]!.GetValue<double>());
    }

    [Fact]
    public void NoReport_IsFinishedWithoutThem()
    {
        CliRun.Of(_workspace.TrainArguments("run", "--no-report")).Succeeded();
        Assert.EndsWith(
            "is finished: there is nothing to go on with.\n", CliRun.Of("train", "--output", Run, "--resume").Succeeded().Error,
            StringComparison.Ordinal);
        CliRun.Of("report", Run).Succeeded();
        Assert.False(File.Exists(Path.Combine(Run, "baselines.json")));
    }

    [Fact]
    public void NoReportWhenResumed_TakesTheWishBack()
    {
        CliRun.Of(_workspace.TrainArguments("run")).Succeeded();
        foreach (string name in Extras) File.Delete(Path.Combine(Run, name));
        CliRun.Of("train", "--output", Run, "--resume", "--no-report").Succeeded();
        Assert.EndsWith(
            "is finished: there is nothing to go on with.\n", CliRun.Of("train", "--output", Run, "--resume").Succeeded().Error,
            StringComparison.Ordinal);
        Assert.All(Extras, name => Assert.False(File.Exists(Path.Combine(Run, name))));
    }

    [Fact]
    public void Report_WhoseDataAreGone_IsMadeOfWhatIsThere()
    {
        CliRun.Of(_workspace.TrainArguments("run")).Succeeded();
        foreach (string name in Extras) File.Delete(Path.Combine(Run, name));
        File.Delete(_workspace.Train);
        var told = CliRun.Of("report", Run).Succeeded();
        Assert.Contains("warning: no baselines and no map: ", told.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Run, "report.html")));
    }

    [Theory]
    [InlineData("predict", "hi")]
    [InlineData("evaluate", "--test", "any.csv")]
    [InlineData("tokenize", "hi")]
    [InlineData("errors")]
    [InlineData("report")]
    [InlineData("calibrate")]
    public void UnfinishedRun_IsNamedAsSuch(string command, params string[] more)
    {
        CliRun.Of(_workspace.TrainArguments("run", "--no-report")).Succeeded();
        foreach (string name in (string[])["all_results.json", "config.json", "model.safetensors", "tokenizer.json"])
            File.Delete(Path.Combine(Run, name));
        var refused = CliRun.Of([command, Run, .. more]);
        Assert.Equal(2, refused.Code);
        Assert.Contains("not finished", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"matiz train --output {Run} --resume", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("copied", refused.Error, StringComparison.Ordinal);
        using var held = Matiz.Training.RunLock.Take(Run);
        Assert.Contains("is at work on it", CliRun.Of([command, Run, .. more]).Error, StringComparison.Ordinal);
    }

    public void Dispose() => _workspace.Dispose();

    private SortedDictionary<string, string> Bytes() => new(
        Directory.EnumerateFiles(Run)
            .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(File.ReadAllBytes(path)), StringComparer.Ordinal),
        StringComparer.Ordinal);
}
