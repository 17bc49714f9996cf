using System.Diagnostics;

namespace Matiz.Cli.Tests.Commands;

public sealed class ResumeTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Matiz.Cli.dll");
    private static readonly string[] Long = ["--epochs", "12", "--save-steps", "5"];

    [Fact]
    public async Task KilledAtAnyMoment_Resumed_SameBits()
    {
        using var workspace = new Workspace();
        CliRun.Of(Arguments(workspace, "whole")).Succeeded();
        int kills = 0;
        var words = Arguments(workspace, "killed");
        for (int attempt = 0; attempt < 40; attempt++)
        {
            using var process = Start(words);
            bool mayRun = attempt >= 6;
            int delay = Random.Shared.Next(300, 1500);
            if (!mayRun) await Task.Delay(delay, TestContext.Current.CancellationToken);
            if (!mayRun && !process.HasExited)
            {
                process.Kill();
                kills++;
            }

            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (process.ExitCode == 0) break;
            words = File.Exists(Path.Combine(workspace.Path("killed"), "training_args.json"))
                ? ["train", "--output", workspace.Path("killed"), "--resume", "--quiet"]
                : Arguments(workspace, "killed");
        }

        Assert.True(kills > 0, "no process was killed: every one had ended before");
        Assert.Equal(workspace.HashOfModel("whole"), workspace.HashOfModel("killed"));
    }

    [Fact]
    public void FullDisk_ExitOne_OldCheckpointStays_AndGoesOn()
    {
        using var workspace = new Workspace();
        using var disk = SmallDisk.Mount(workspace.Path("disk"), kilobytes: 1000);
        CliRun.Of(workspace.TrainArguments("whole")).Succeeded();
        Unfinished(workspace);
        CopyAll(workspace.Path("run"), workspace.Path("disk/run"));
        string checkpoint = Assert.Single(Directory.GetDirectories(workspace.Path("disk/run"), "checkpoint-*"));
        var before = Bytes(checkpoint);

        var resumed = CliRun.Of("train", "--output", workspace.Path("disk/run"), "--resume", "--quiet");
        Assert.Equal(1, resumed.Code);
        Assert.EndsWith(
            "Free some space, or name another place; what was there before is untouched.\n", resumed.Error, StringComparison.Ordinal);
        Assert.Single(resumed.Error.TrimEnd('\n').Split('\n'));
        Assert.Equal(before, Bytes(checkpoint));

        disk.Grow(kilobytes: 20_000);
        CliRun.Of("train", "--output", workspace.Path("disk/run"), "--resume", "--quiet").Succeeded();
        Assert.Equal(workspace.HashOfModel("whole"), workspace.HashOfModel("disk/run"));
    }

    [Fact]
    public void FinishedRun_SaysSo_ExitZero()
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.TrainArguments("run", "--max-steps", "2")).Succeeded();
        var again = CliRun.Of("train", "--output", workspace.Path("run"), "--resume").Succeeded();
        Assert.Equal($"the run in {workspace.Path("run")} is finished: there is nothing to go on with.\n", again.Error);
    }

    [Theory]
    [InlineData("--epochs", "3", "--epochs: 2 recorded, 3 given")]
    [InlineData("--seed", "7", "--seed: 42 recorded, 7 given")]
    [InlineData("--keep", "last", "--keep: best recorded, last given")]
    [InlineData("--text-column", "text", "--text-column: none recorded, text given")]
    public void OtherSetting_IsNamed_ExitTwo(string option, string value, string difference)
    {
        using var workspace = new Workspace();
        Unfinished(workspace);
        var resumed = CliRun.Of("train", "--output", workspace.Path("run"), "--resume", option, value);
        Assert.Equal(2, resumed.Code);
        Assert.Equal(
            $"matiz: {workspace.Path("run")}: the run to resume has other settings: {difference}. A resumed run needs the same. "
                + "Leave these options out, or start a new run with another --output.\n",
            resumed.Error);
    }

    [Fact]
    public void SameSettingsAndFreeOnes_AreAllowed()
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.TrainArguments("whole")).Succeeded();
        Unfinished(workspace);
        CliRun.Of(
        [
            .. workspace.TrainArguments("run"), "--resume", "--threads", "1", "--save-steps", "4", "--save-limit", "2", "--no-report",
            "--verbose",
        ]).Succeeded();
        Assert.Equal(workspace.HashOfModel("whole"), workspace.HashOfModel("run"));
    }

    [Fact]
    public void ChangedTrainingFile_IsNamed_ExitTwo()
    {
        using var workspace = new Workspace();
        Unfinished(workspace);
        File.AppendAllText(workspace.Train, "one more,joy\n");
        var resumed = CliRun.Of("train", "--output", workspace.Path("run"), "--resume");
        Assert.Equal(2, resumed.Code);
        Assert.StartsWith($"matiz: {workspace.Train}: the file's SHA-256 is ", resumed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"sha256\"", "\"sha\"", "there is no 'sha256'")]
    [InlineData("\"data_files\": [", "\"data_files\": [ null,", "there is null where a value was expected")]
    public void DamagedRecordOfFiles_IsNamed_ExitTwo(string part, string damaged, string reason)
    {
        using var workspace = new Workspace();
        Unfinished(workspace);
        string record = Path.Combine(workspace.Path("run"), "training_args.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace(part, damaged, StringComparison.Ordinal));
        var resumed = CliRun.Of("train", "--output", workspace.Path("run"), "--resume");
        Assert.Equal(2, resumed.Code);
        Assert.Equal(
            $"matiz: {record}: 'data_files' is damaged ({reason}). The file that the run wrote was expected. "
            + "Restore it, or start the run again.\n",
            resumed.Error);
    }

    [Fact]
    public void FilesOfAPattern_ThatCameOrWent_AreNamed_ExitTwo()
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.Path("parts"));
        foreach (string name in (string[])["a", "b", "d"])
            File.WriteAllText(workspace.Path($"parts/{name}.csv"), Workspace.Table(24, first: name[0] * 24));
        string[] arguments = workspace.TrainArguments("run", "--save-steps", "3", "--save-limit", "9");
        arguments[2] = workspace.Path("parts/*.csv");
        CliRun.Of(arguments).Succeeded();
        Leave(workspace.Path("run"));

        File.Copy(workspace.Path("parts/a.csv"), workspace.Path("parts/c.csv"));
        Refused($"{workspace.Path("parts/c.csv")} was not there");
        File.Delete(workspace.Path("parts/b.csv"));
        Refused($"{workspace.Path("parts/b.csv")} is gone; {workspace.Path("parts/c.csv")} was not there");
        File.Delete(workspace.Path("parts/c.csv"));
        Refused($"{workspace.Path("parts/b.csv")} is gone");

        void Refused(string difference)
        {
            var resumed = CliRun.Of("train", "--output", workspace.Path("run"), "--resume");
            Assert.Equal(2, resumed.Code);
            Assert.Equal(
                $"matiz: {workspace.Path("run")}: the run was begun with other files: {difference}. The same files were expected. "
                + "Put back what is gone and take away what has come, or start a new run with another --output.\n",
                resumed.Error);
        }
    }

    [Fact]
    public void OtherKernels_AreNamed_ExitTwo()
    {
        using var workspace = new Workspace();
        Unfinished(workspace);
        using var process = Start(["train", "--output", workspace.Path("run"), "--resume", "--quiet"], kernels: "reference");
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(2, process.ExitCode);
        Assert.Contains("kernels (MATIZ_KERNELS): ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("--resume was given without --output. The folder of the interrupted run was expected. Give --output FOLDER.", "--resume")]
    [InlineData(
        "--resume and --overwrite were both given. One of them was expected: go on with the run, or replace it. Leave one out.", "--resume",
        "--overwrite", "--output", "x")]
    public void Contradiction_ExitTwo(string message, params string[] args)
    {
        var run = CliRun.Of(["train", .. args]);
        Assert.Equal(2, run.Code);
        Assert.Equal($"matiz: {message}\n", run.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NothingToResume_AndNothingNamed_ExitTwo_NothingIsTrained(bool exists)
    {
        using var workspace = new Workspace();
        string run = workspace.Path("typo");
        if (exists) Directory.CreateDirectory(run);
        var resumed = CliRun.Of("train", "--output", run, "--resume");
        Assert.Equal(2, resumed.Code);
        Assert.Contains($"{run}: there is no run to go on with", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(exists, Directory.Exists(run));
    }

    [Fact]
    public void NothingToResume_StartsOver_AndSaysSo()
    {
        using var workspace = new Workspace();
        string[] args = [.. workspace.TrainArguments("run", "--max-steps", "2", "--resume").Where(word => word != "--quiet")];
        Assert.Contains(
            $"there is no run in {workspace.Path("run")} to go on with: starting over.", CliRun.Of(args).Succeeded().Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_SaysHowToGoOn_ExitOneHundredThirty_AndGoesOn()
    {
        using var workspace = new Workspace();
        CliRun.Of(Arguments(workspace, "whole")).Succeeded();
        using var process = Start([.. Arguments(workspace, "run").Where(word => word != "--quiet")]);
        while (process.StandardError.ReadLine() is { } line && !line.Contains("eval_f1", StringComparison.Ordinal))
        {
            // the first evaluation says that training is under way
        }

        using (var interrupt = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            interrupt.WaitForExit();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(130, process.ExitCode);
        Assert.Contains($"go on with: matiz train --output {workspace.Path("run")} --resume\n", error, StringComparison.Ordinal);
        CliRun.Of("train", "--output", workspace.Path("run"), "--resume", "--quiet").Succeeded();
        Assert.Equal(workspace.HashOfModel("whole"), workspace.HashOfModel("run"));
    }

    private static string[] Arguments(Workspace workspace, string output) => workspace.TrainArguments(output, Long)[..^4] is var most
        ? [.. most.Where((_, index) => index < Array.IndexOf(most, "--epochs") || index > Array.IndexOf(most, "--epochs") + 1), .. Long]
        : [];

    private static void CopyAll(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    private static Dictionary<string, string> Bytes(string folder) =>
        Directory.GetFiles(folder).ToDictionary(path => path, path => Convert.ToHexString(File.ReadAllBytes(path)), StringComparer.Ordinal);

    // A run that was begun and not ended: what a kill between two steps leaves.
    private static void Unfinished(Workspace workspace)
    {
        CliRun.Of(workspace.TrainArguments("run", "--save-steps", "3", "--save-limit", "9")).Succeeded();
        Leave(workspace.Path("run"));
    }

    private static void Leave(string folder)
    {
        foreach (string name in (string[])
        [
            "all_results.json", "train_results.json", "eval_results.json", "test_results.json", "model.safetensors", "trainer_state.json",
            "predictions.jsonl",
        ])
            File.Delete(Path.Combine(folder, name));
        foreach (
            string checkpoint in Directory.GetDirectories(folder, "checkpoint-*")
                .Where(path => path[^1] != '6' || path.EndsWith("16", StringComparison.Ordinal)))
            Directory.Delete(checkpoint, recursive: true);
    }

    private static Process Start(string[] words, string? kernels = null)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. words])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        if (kernels is not null) start.Environment["MATIZ_KERNELS"] = kernels;
        return Process.Start(start)!;
    }
}
