using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Runs;

/// <summary>With --overwrite an earlier run goes when the new one stands, and not before.</summary>
public sealed class OverwriteTests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly Dictionary<string, string> _before;

    public OverwriteTests()
    {
        CliRun.Of(_workspace.TrainArguments("run", "--max-steps", "2")).Succeeded();
        _before = Files(Run);
    }

    private string Run => _workspace.Path("run");

    [Fact]
    public void BaseModelWithNaN_LeavesTheEarlierRun()
    {
        string model = _workspace.CopyModel("nan", Workspace.TinyModel);
        SetFirstWeight(Path.Combine(model, "model.safetensors"), float.NaN);
        Refused(_workspace.TrainArguments("run", "--overwrite", "--model", model), changed: "--model");
    }

    [Fact]
    public void RateThatDiverges_LeavesTheEarlierRun() =>
        Refused(_workspace.TrainArguments("run", "--overwrite", "--learning-rate", "1e30"), changed: "--learning-rate");

    [Fact]
    public void DataThatCannotBeRead_LeavesTheEarlierRun()
    {
        string broken = _workspace.Write("broken.csv", "text,label\n\"never closed,joy\n");
        Refused(_workspace.TrainArguments("run", "--overwrite", "--train", broken), changed: "--train");
    }

    [Fact]
    public void FeaturesThatFail_LeaveTheEarlierRun()
    {
        string one = _workspace.Write("one.csv", "text,label\na,joy\nb,joy\nc,joy\n");
        Refused(
        [
            "features", "--train", one, "--validation", one, "--model", Workspace.TinyModel, "--output", Run, "--overwrite", "--no-cache",
            "--quiet",
        ], changed: null);
    }

    [Fact]
    public void DataOfTheEarlierRunItself_IsRefused()
    {
        string own = Path.Combine(Run, "predictions.jsonl");
        var refused = Refused(_workspace.TrainArguments("run", "--overwrite", "--train", own), changed: "--train");
        Assert.Contains(
            $"{own}: this file of train was written by the run in {Run}, and would go with it.", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--labels", "checkpoint-9/labels.txt", "anger\njoy\nsadness\n")]
    [InlineData("--class-weight", "baselines.json", "{\"joy\": 2, \"anger\": 1, \"sadness\": 1}")]
    public void FileOfAnOptionInTheEarlierRun_IsRefused(string option, string name, string content)
    {
        string own = Path.Combine(Run, name);
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        File.WriteAllText(own, content);
        string train = _workspace.Write("three.csv", "text,label\na,joy\nb,anger\nc,sadness\n");
        var refused = CliRun.Of(
            "train", "--train", train, "--validation", train, "--model", Workspace.TinyModel, "--output", Run, "--overwrite", option, own);
        Assert.Equal(2, refused.Code);
        Assert.Contains(
            $"{own}: this file of {option} was written by the run in {Run}, and would go with it.", refused.Error,
            StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(own));
    }

    [Fact]
    public void FilesOfTheUserBelowCheckpoints_AreKept()
    {
        string own = Path.Combine(Run, "checkpoint-7"), shared = Directory.GetDirectories(Run, "checkpoint-*").Single();
        Directory.CreateDirectory(own);
        foreach (string folder in (string[])[own, shared]) File.WriteAllText(Path.Combine(folder, "notes.txt"), "mine");
        CliRun.Of(_workspace.TrainArguments("run", "--overwrite", "--max-steps", "2")).Succeeded();
        foreach (string folder in (string[])[own, shared]) Assert.Equal("mine", File.ReadAllText(Path.Combine(folder, "notes.txt")));
        Assert.True(File.Exists(Path.Combine(shared, "run_state.json")));
        Assert.Single(Directory.GetFileSystemEntries(own));
    }

    [Fact]
    public void NewRun_HasItsFilesAndNoOthers_AndTheSameBits()
    {
        CliRun.Of(_workspace.TrainArguments("fresh")).Succeeded();
        CliRun.Of(_workspace.TrainArguments("run", "--overwrite")).Succeeded();
        Assert.Equal(Files(_workspace.Path("fresh")).Keys.Order(StringComparer.Ordinal), Files(Run).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(_workspace.HashOfModel("fresh"), _workspace.HashOfModel("run"));
        string state = File.ReadAllText(Path.Combine(Run, "trainer_state.json"));
        Assert.StartsWith(
            Run + "/checkpoint-", JsonNode.Parse(state)!["best_model_checkpoint"]!.GetValue<string>().Replace('\\', '/'),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EndedOnTheWay_TheEarlierRunStands_AndTheNewOneGoesOn(bool isKilled)
    {
        string[] arguments = [.. _workspace.TrainArguments("run", "--overwrite").Select(word => word == "2" ? "40" : word)];
        using (var process = ProgramProcess.Start(arguments))
        {
            await process.WaitFor(
                () => Directory.Exists(Path.Combine(Run, ".new-run"))
                    && Directory.GetDirectories(Path.Combine(Run, ".new-run"), "checkpoint-*").Length > 0);
            if (isKilled) process.Kill();
            else process.Interrupt();
            Assert.NotEqual(0, process.End().Code);
            if (!isKilled)
                Assert.Contains(
                    $"the earlier run in {Run} stands until the new one is complete; go on with: matiz train --output {Run} --resume\n",
                    process.End().Error, StringComparison.Ordinal);
        }

        Assert.Equal(_before, Files(Run));
        CliRun.Of("report", Run).Succeeded();
        CliRun.Of([.. arguments.Where(word => word != "--overwrite"), "--resume", "--no-report"]).Succeeded();
        CliRun.Of(
            [.. arguments.Where(
                word => word != "--overwrite").Select(word => word == Run ? _workspace.Path("fresh") : word), "--no-report"])
            .Succeeded();
        Assert.Equal(_workspace.HashOfModel("fresh"), _workspace.HashOfModel("run"));
        Assert.False(Directory.Exists(Path.Combine(Run, ".new-run")));
    }

    public void Dispose() => _workspace.Dispose();

    // The later of two equal options would be a mistake of its own: the earlier one is left out.
    private CliRun Refused(string[] arguments, string? changed)
    {
        if (changed is not null && Array.IndexOf(arguments, changed) is var first && Array.LastIndexOf(arguments, changed) != first)
            arguments = [.. arguments.Where((_, index) => index != first && index != first + 1)];
        var run = CliRun.Of(arguments);
        Assert.Equal(2, run.Code);
        Assert.Equal(_before, Files(Run));
        return run;
    }

    private static Dictionary<string, string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(folder, path))
        .Where(name => !name.StartsWith(".new-run", StringComparison.Ordinal) && name is not "run.lock")
        .ToDictionary(name => name, name => Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder, name))), StringComparer.Ordinal);

    private static void SetFirstWeight(string path, float value)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var offsets =
            JsonNode.Parse(Encoding.UTF8.GetString(bytes, 8, header))!["encoder.layer.0.attention.self.query.weight"]!["data_offsets"]!;
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(8 + header + offsets[0]!.GetValue<int>()), value);
        File.WriteAllBytes(path, bytes);
    }
}
