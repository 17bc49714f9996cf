using System.Globalization;
using Matiz.Training;

namespace Matiz.Cli.Tests.Runs;

/// <summary>One run folder, one run at a time.</summary>
public sealed class RunLockTests : IDisposable
{
    private readonly Workspace _workspace = new();

    [Fact]
    public async Task StartsAtOnce_TakeDifferentNames()
    {
        string[] arguments =
        [
            "train", "--train", _workspace.Train, "--validation", _workspace.Validation, "--model", Workspace.TinyModel, "--max-steps", "1",
            "--no-report", "--quiet",
        ];
        var runs = Enumerable.Range(0, 3).Select(_ => ProgramProcess.Start(arguments, _workspace.Root)).ToList();
        foreach (var run in runs)
        {
            await run.WaitFor(() => false);
            run.End().Succeeded();
            run.Dispose();
        }

        Assert.Equal(
            ["base-1", "base-2", "base-3"],
            Directory.GetDirectories(_workspace.Path("runs")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(
            Directory.GetDirectories(_workspace.Path("runs")),
            folder => Assert.True(File.Exists(Path.Combine(folder, "all_results.json"))));
    }

    [Theory]
    [InlineData("--overwrite")]
    [InlineData("--resume")]
    public void RunOfAnother_IsNamed_AndLeftAlone(string option)
    {
        CliRun.Of(_workspace.TrainArguments("run", "--max-steps", "2", "--no-report")).Succeeded();
        var before = Directory.GetFileSystemEntries(_workspace.Path("run")).Order(StringComparer.Ordinal).ToList();
        using (RunLock.Take(_workspace.Path("run")))
        {
            var refused = CliRun.Of([.. _workspace.TrainArguments("run", option), "--no-report", "--max-steps", "2"]);
            Assert.Equal(2, refused.Code);
            Assert.StartsWith(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"matiz: {_workspace.Path("run")}: another run is at work in this folder: "
                    + $"process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.Now:yyyy-}"),
                refused.Error,
                StringComparison.Ordinal);
            Assert.Single(refused.Error.TrimEnd('\n').Split('\n'));
        }

        Assert.Equal(before, Directory.GetFileSystemEntries(_workspace.Path("run")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Features_HoldTheirFolderToo()
    {
        using var held = RunLock.Take(_workspace.Path("run"));
        Assert.Equal(2, CliRun.Of(_workspace.FeaturesArguments("run")).Code);
    }

    [Fact]
    public void Readers_NeedNoLock()
    {
        CliRun.Of(_workspace.TrainArguments("run", "--max-steps", "2", "--no-report")).Succeeded();
        using var held = RunLock.Take(_workspace.Path("run"));
        string run = _workspace.Path("run");
        foreach (string[] command in (string[][])[["report", run], ["errors", run],
        [
            "predict", run, "hi",
        ], ["evaluate", run, "--test", _workspace.Test], ["compare", run, run], ["info", run]])
            CliRun.Of(command).Succeeded();
    }

    [Fact]
    public async Task Killed_TheFolderIsFreeAtOnce()
    {
        string[] arguments = [.. _workspace.TrainArguments("run", "--no-report").Select(word => word == "2" ? "40" : word)];
        using (var process = ProgramProcess.Start(arguments))
        {
            await process.WaitFor(
                () => Directory.Exists(_workspace.Path("run"))
                    && Directory.GetDirectories(_workspace.Path("run"), "checkpoint-*").Length > 0);
            var second = CliRun.Of("train", "--output", _workspace.Path("run"), "--resume", "--quiet");
            Assert.Equal(2, second.Code);
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"process {process.Id} on "), second.Error, StringComparison.Ordinal);
            process.Kill();
        }

        CliRun.Of("train", "--output", _workspace.Path("run"), "--resume", "--quiet").Succeeded();
        Assert.False(File.Exists(Path.Combine(_workspace.Path("run"), "run.lock")));
    }

    [Fact]
    public void StartThatIsRefused_LeavesNoFolder()
    {
        Assert.Equal(
            2,
            CliRun.Of(
                "train", "--train", _workspace.Path("missing.csv"), "--model", Workspace.TinyModel, "--output",
                _workspace.Path("a/b/run")).Code);
        Assert.False(Directory.Exists(_workspace.Path("a")));
    }

    public void Dispose() => _workspace.Dispose();
}
