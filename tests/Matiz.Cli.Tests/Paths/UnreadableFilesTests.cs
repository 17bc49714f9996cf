using System.Runtime.Versioning;

namespace Matiz.Cli.Tests.Paths;

/// <summary>What may not be read is the user's to change: exit 2, by name.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UnreadableFilesTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    public static TheoryData<string, string, string[]> Files => new()
    {
        { "config.json", "run/config.json", ["predict", "run", "hi"] },
        { "weights", "run/model.safetensors", ["predict", "run", "hi"] },
        { "tokenizer", "run/tokenizer.json", ["tokenize", "run", "hi"] },
        { "settings", "run/training_args.json", ["errors", "run"] },
        { "predictions", "run/predictions.jsonl", ["report", "run"] },
        { "data of the run", "run/dataset_info.json", ["compare", "run", "run"] },
        { "results", "run/all_results.json", ["report", "run"] },
        { "history", "run/trainer_state.json", ["report", "run"] },
        { "calibration", "run/calibration.json", ["evaluate", "run", "--test", "test.csv"] },
        { "folder of a model", "run", ["predict", "run", "hi"] },
        { "folder of a run", "run", ["errors", "run"] },
        { "folder of the model to begin with", "run", ["features", "--model", "run", "--output", "new", "--train", "train.csv"] },
        { "folder above", ".", ["predict", "run", "hi"] },
        { "class weights", "weights.json",
        [
            "features", "--model", "run", "--output", "new", "--train", "train.csv", "--class-weight", "weights.json",
        ] },
        { "class weights of train", "weights.json",
        [
            "train", "--model", "run", "--output", "new", "--train", "train.csv", "--class-weight", "weights.json",
        ] },
        { "labels", "names.txt", ["explore", "--model", "run", "--train", "train.csv", "--labels", "names.txt", "--no-map"] },
        { "review", "review.csv", ["fix", "run", "--from", "review.csv", "--output", "fixed.csv"] },
        { "rows", "test.csv", ["evaluate", "run", "--test", "test.csv"] },
        { "rows to predict", "test.csv", ["predict", "run", "--input", "test.csv"] },
        { "rows in a closed folder", "closed", ["predict", "run", "--input", "closed/test.csv"] },
        { "report to replace", "run/report.html", ["report", "run"] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void WhatMayNotBeRead_IsNamed_ExitTwo(string what, string closed, string[] words)
    {
        OtherUser.Require();
        using var workspace = new Workspace();
        workspace.CopyModel("run", run.Folder);
        workspace.Write("run/calibration.json", "{\"temperature\": 1}");
        workspace.Write("weights.json", "{\"joy\": 1, \"fear\": 1, \"anger\": 1}");
        workspace.Write("names.txt", "joy\nanger\nfear\n");
        workspace.Write("review.csv", "split,file,line,id,text,label,predicted,loss,suggested,new_label,action\n");
        Directory.CreateDirectory(workspace.Path("closed"));
        workspace.Write("closed/test.csv", "text,label\na,joy\n");
        OtherUser.Give(workspace.Root);
        string path = Path.GetFullPath(workspace.Path(closed));
        var mode = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, UnixFileMode.None);
        var refused = OtherUser.Run(
            [.. words.Select(
                word => File.Exists(workspace.Path(word)) || Directory.Exists(workspace.Path(word)) || word is "new" or "fixed.csv"
                    ? workspace.Path(word)
                    : word)]);
        File.SetUnixFileMode(path, mode);
        Assert.True(refused.Code == 2, $"{what}: exit code {refused.Code}: {refused.Error}");
        Assert.Contains("may not be ", refused.Error, StringComparison.Ordinal);
        Assert.Contains(closed is "." ? workspace.Path("run") : workspace.Path(closed), refused.Error, StringComparison.Ordinal);
        Assert.Single(refused.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(workspace.Path("new")));
    }
}
