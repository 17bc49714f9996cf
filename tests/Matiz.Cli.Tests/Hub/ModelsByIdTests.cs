using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Hub;

/// <summary>Commands that take a model take its id on the Hub, and say so where it is a mistyped path.</summary>
public sealed class ModelsByIdTests : IDisposable
{
    private const string Id = "user/emotion", Text = "i feel great";

    private readonly Workspace _workspace = new();
    private readonly TestHub _hub = TestHub.Start();

    private HubOptions Options => new()
    {
        Endpoint = new Uri(_hub.Endpoint),
        HomeFolder = _workspace.Path("home"),
        Retries = 0,
    };

    public void Dispose()
    {
        _hub.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public void Predict_AnId_AnswersAsTheFolder_AndFetchesOnce()
    {
        _hub.AddFolder(Id, Workspace.TinyClassifier);
        var first = Run("predict", Id, Text, "--json").Succeeded();
        Assert.Equal(CliRun.Of("predict", Workspace.TinyClassifier, Text, "--json").Output, first.Output);
        Assert.StartsWith($"{Id}: there is no such path here; asking 127.0.0.1 for it.\n", first.Error, StringComparison.Ordinal);
        Assert.Matches($"{Id}: downloading [0-9]+ files, [^\n]* …\n{Id}: [0-9]+ files, [^\n]* downloaded in ", first.Error);

        int before = _hub.Requests.Count;
        var second = Run("predict", Id, Text, "--json").Succeeded();
        Assert.Equal(first.Output, second.Output);
        Assert.DoesNotContain("download", second.Error, StringComparison.Ordinal);
        Assert.Equal(before + 1, _hub.Requests.Count);
        Assert.Equal("", Run("predict", Id, Text, "--json", "--quiet").Succeeded().Error);
    }

    [Fact]
    public void Predict_WhatCanBeNoId_IsNotSaidToBeAskedFor()
    {
        var run = Run("predict", "user/a\nb", Text);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.StartsWith(
            "matiz: 'user/a b' is neither a path, where nothing is, nor an id of the Hub:", run.Error, StringComparison.Ordinal);
        Assert.Empty(_hub.Requests);
    }

    [Theory]
    [InlineData("predict", Id, Text)]
    [InlineData("tokenize", Id, Text)]
    [InlineData("info", Id)]
    [InlineData("evaluate", Id, "--test", "ROWS")]
    public void EveryCommandOfAModel_TakesARevision(params string[] line)
    {
        _hub.AddFolder(Id, Workspace.TinyClassifier).Tag("v1");
        _hub.Find(Id)!.Commit("config.json", "no config");
        _hub.Find(Id)!.Commit("tokenizer.json", "no tokenizer");
        string rows = _workspace.Write("rows.csv", "text,label\nI am glad,joy\n");
        string[] words = [.. line.Select(word => word == "ROWS" ? rows : word)];

        Run([.. words, "--revision", "v1"]).Succeeded();
        Assert.Contains("it has no revision 'v2'", Run([.. words, "--revision", "v2"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_OnATerminal_TakesTheBarsAway()
    {
        _hub.AddFolder(Id, Workspace.TinyClassifier);
        _hub.Inject(TestHubFault.Slow(100_000), path: "model.safetensors");
        var run = CliRun.OnTerminal(Options, "predict", Id, Text).Succeeded();
        Assert.Contains("model.safetensors", run.Error, StringComparison.Ordinal);
        Assert.Contains("downloaded in", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Tokenize_AnId_LeavesTheWeights()
    {
        _hub.AddFolder(Id, Workspace.TinyClassifier);
        var run = Run("tokenize", Id, Text, "--json").Succeeded();
        Assert.Equal(CliRun.Of("tokenize", Workspace.TinyClassifier, Text, "--json").Output, run.Output);
        Assert.DoesNotContain(_hub.Requests, request => request.Path.Contains("safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public void Info_AnId_SaysWhatItHolds()
    {
        _hub.AddFolder(Id, Workspace.TinyClassifier);
        var run = Run("info", Id, "--json").Succeeded();
        Assert.Equal(CliRun.Of("info", Workspace.TinyClassifier, "--json").Output, run.Output);
    }

    [Fact]
    public void Revision_OfAnId_IsTaken()
    {
        var repository = _hub.AddFolder(Id, Workspace.TinyClassifier);
        repository.Tag("v1");
        repository.Commit("config.json", "{}"u8.ToArray());
        Run("predict", Id, Text, "--revision", "v1").Succeeded();
        Assert.Equal(2, Run("predict", Id, Text).Code);
    }

    [Theory]
    [InlineData("predict", "emotion/nothing", Text)]
    [InlineData("train", "--model", "my-modle")]
    [InlineData("features", "--model", "my-modle")]
    [InlineData("explore", "--model", "my-modle")]
    [InlineData("convert", "my-modle", "--to", "pytorch", "--output", "never-made")]
    [InlineData("tokenize", "my-modle", Text)]
    [InlineData("info", "my-modle")]
    public void MistypedName_SaysThatItWasLookedForAsAPathThenAsAnId(params string[] line)
    {
        string name = line[0] is "train" or "features" or "explore" ? line[2] : line[1];
        var run = Run([.. line, "--quiet"]);
        Assert.Equal(2, run.Code);
        Assert.StartsWith(
            $"matiz: '{name}': there is no such path, so it was looked for as an id of the Hub. ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("./my-modle")]
    [InlineData("a/b/c")]
    [InlineData("~/model")]
    public void OnlyAPath_AsksNobody(string path)
    {
        var run = Run("predict", path, Text);
        Assert.Equal(2, run.Code);
        Assert.StartsWith($"matiz: {path}: there is no such folder. ", run.Error, StringComparison.Ordinal);
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public void Revision_OfAPath_IsRefused()
    {
        var run = Run("predict", Workspace.TinyClassifier, Text, "--revision", "v1");
        Assert.Equal(2, run.Code);
        Assert.Equal(
            $"matiz: --revision v1: it is of a model of the Hub, and {Workspace.TinyClassifier} is a path. "
                + "Leave --revision out, or name an id.\n",
            run.Error);
        Assert.Equal(2, Run("train", "--revision", "v1").Code);
    }

    [Fact]
    public void Train_ThenResume_UsesTheCommitThatItBeganWith()
    {
        var repository = _hub.AddFolder(Id, Workspace.TinyModel);
        string[] line =
        [
            "train", "--train", _workspace.Train, "--model", Id, "--output", _workspace.Path("run"), "--max-steps", "2", "--batch-size",
            "8",
            "--no-report", "--quiet",
        ];
        Run(line).Succeeded();
        string settings = File.ReadAllText(_workspace.Path("run/training_args.json"));
        Assert.Contains($"\"base_model_revision\": \"{repository.Find("main")!.Id}\"", settings, StringComparison.Ordinal);
        Assert.Contains($"\"base_model\": \"{Id}\"", settings, StringComparison.Ordinal);

        repository.Commit("config.json", "{}"u8.ToArray());     // the branch goes on; the run does not follow
        File.Delete(_workspace.Path("run/all_results.json"));
        Run("train", "--output", _workspace.Path("run"), "--resume", "--quiet").Succeeded();
        var other = Run("train", "--output", _workspace.Path("run"), "--resume", "--revision", "v9", "--quiet");
        Assert.Equal(2, other.Code);
        Assert.Contains("--revision: none recorded, v9 given", other.Error, StringComparison.Ordinal);
    }

    private CliRun Run(params string[] line) => CliRun.With(Options, line);
}
