using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Hub;

public sealed class PullActionTests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly TestHub _hub = TestHub.Start();
    private readonly TestHubRepository _repository;

    public PullActionTests() =>
        _repository = _hub.AddModel("user/tiny", ("config.json", "{}"), ("a/b.txt", "b"), ("model.safetensors", "w"));

    private HubOptions Options => new()
    {
        Endpoint = new Uri(_hub.Endpoint),
        HomeFolder = _workspace.Path("home"),
        Token = "",
        PinsFile = _workspace.Path("pins.json"),
        Retries = 0,
    };

    public void Dispose()
    {
        _hub.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public void Pull_PrintsTheSnapshot_OrJson()
    {
        string snapshot = Path.Combine(Options.CacheFolder, "models--user--tiny", "snapshots", _repository.Head.Id);
        var run = CliRun.With(Options, "hub", "pull", "user/tiny").Succeeded();
        Assert.Equal(snapshot + "\n", run.Output);
        var json = CliRun.With(Options, "hub", "pull", "user/tiny", "--include", "*.json", "a/", "--exclude", "c*", "--json").Succeeded()
            .Json;
        Assert.Equal(snapshot, (string?)json["path"]);
        Assert.Equal(_repository.Head.Id, (string?)json["commit"]);
        Assert.Equal(
            """[{"path":"a/b.txt","size":1,"sha256":"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"}]""",
            json["files"]!.ToJsonString());
    }

    [Fact]
    public void Include_APatternThatFitsNothing_IsSaid()
    {
        var run = CliRun.With(Options, "hub", "pull", "user/tiny", "--include", "*.json", "*.JSON").Succeeded();
        Assert.Contains(
            $"warning: user/tiny: no file at {_repository.Head.Id} fits the pattern '*.JSON'. Case counts, and * crosses /.\n", run.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("'*.json'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AnId_MayHaveItsKindBeforeIt_AsCacheListsIt()
    {
        _hub.AddDataset("user/rows", ("train.csv", "text,label\n"));
        CliRun.With(Options, "hub", "pull", "datasets/user/rows").Succeeded();
        Assert.Contains("datasets/user/rows", CliRun.With(Options, "hub", "cache", "ls").Output, StringComparison.Ordinal);
        CliRun.With(Options, "hub", "cache", "rm", "datasets/user/rows").Succeeded();
        Assert.Equal(2, CliRun.With(Options, "hub", "pull", "models/user/rows").Code);
    }

    [Fact]
    public void Output_HoldsRealFiles()
    {
        string folder = _workspace.Path("tiny");
        var run = CliRun.With(Options, "hub", "pull", "user/tiny", "--output", folder).Succeeded();
        Assert.Equal(folder + "\n", run.Output);
        Assert.Null(new FileInfo(Path.Combine(folder, "a", "b.txt")).LinkTarget);
        Assert.True(File.Exists(Path.Combine(folder, ".cache", "huggingface", "download", "config.json.metadata")));
    }

    [Fact]
    public void Pin_HoldsTheCommit_UntilItIsPinnedAgain()
    {
        string first = _repository.Head.Id;
        CliRun.With(Options, "hub", "pull", "user/tiny", "--pin", "--quiet").Succeeded();
        _repository.Commit("config.json", "{ }");
        Assert.Contains(first, CliRun.With(Options, "hub", "pull", "user/tiny").Succeeded().Output, StringComparison.Ordinal);
        var run = CliRun.With(Options, "hub", "pull", "user/tiny", "--pin").Succeeded();
        Assert.Contains(_repository.Head.Id, run.Output, StringComparison.Ordinal);
        Assert.Contains($"user/tiny is pinned to {_repository.Head.Id} in "
            + $"{_workspace.Path("pins.json")}.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hub: 'pul' stands behind it", "pul", "x")]
    [InlineData("hub pull: nothing stands behind it. ID was expected.", "pull")]
    [InlineData("'../x' is no id of the Hub: ", "pull", "../x")]
    [InlineData("user/none: ", "pull", "user/none")]
    [InlineData("user/tiny: ", "pull", "user/tiny", "--revision", "v9")]
    [InlineData("user/tiny: no file at ", "pull", "user/tiny", "--include", "*.gguf")]
    [InlineData("--type: found 'kernel', expected one of model, dataset, space", "pull", "user/tiny", "--type", "kernel")]
    [InlineData("hub logout: --pin was given, which is for 'hub pull'. Leave it out.", "logout", "--pin")]
    public void Mistakes_AreToldInOneLine(string start, params string[] words)
    {
        var run = CliRun.With(Options, ["hub", .. words]);
        Assert.Equal(2, run.Code);
        Assert.StartsWith("matiz: " + start, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Offline_SaysHowToLeave()
    {
        var run = CliRun.With(Options with { IsOffline = true }, "hub", "pull", "user/tiny");
        Assert.Equal(2, run.Code);
        Assert.EndsWith(
            "A cached copy was expected. Fetch it once without offline mode: unset HF_HUB_OFFLINE.\n", run.Error, StringComparison.Ordinal);
        Assert.Empty(_hub.Requests);
    }
}
