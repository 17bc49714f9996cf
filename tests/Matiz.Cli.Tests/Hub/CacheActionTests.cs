using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Hub;

public sealed class CacheActionTests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly TestHub _hub = TestHub.Start();
    private readonly TestHubRepository _repository;

    public CacheActionTests()
    {
        _repository = _hub.AddModel("user/tiny", ("config.json", "{}"), ("model.safetensors", "weights"));
        _hub.AddDataset("rows", ("train.csv", "text,label\n"));
    }

    private HubOptions Options => new()
    {
        Endpoint = new Uri(_hub.Endpoint),
        HomeFolder = _workspace.Path("home"),
        Token = "",
        PinsFile = "",
        Retries = 0,
    };

    private string Commit => _repository.Head.Id;

    public void Dispose()
    {
        _hub.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public void List_ShowsRepositories()
    {
        var empty = CliRun.With(Options, "hub", "cache", "ls").Succeeded();
        Assert.Equal($"Nothing is cached in {Options.CacheFolder}.\n", empty.Error);
        Assert.Equal("", empty.Output);
        Pull();
        string[] lines = CliRun.With(Options, "hub", "cache", "ls").Succeeded().Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches("^ *datasets/rows +[0-9a-f]{8} +1 file +0.0 kB +main *$", lines[0]);
        Assert.Matches($"^ *user/tiny +{Commit[..8]} +2 files +0.0 kB +main *$", lines[1]);

        var json = CliRun.With(Options, "hub", "cache", "ls", "--json").Succeeded().Json;
        Assert.Equal(20, (int?)json["bytes"]);
        var tiny = json["repositories"]![1]!;
        Assert.Equal(("user/tiny", "model", 9), ((string?)tiny["id"], (string?)tiny["type"], (int?)tiny["bytes"]));
        Assert.Equal(Commit, (string?)tiny["revisions"]![0]!["commit"]);
        Assert.Equal("""["main"]""", tiny["revisions"]![0]!["refs"]!.ToJsonString());
    }

    [Fact]
    public void Remove_TakesARevisionOrAll()
    {
        Pull();
        var run = CliRun.With(Options, "hub", "cache", "rm", "user/tiny", "--revision", "main").Succeeded();
        Assert.StartsWith($"user/tiny at {Commit} was removed: ", run.Error, StringComparison.Ordinal);
        CliRun.With(Options, "hub", "cache", "rm", "rows", "--type", "dataset").Succeeded();
        run = CliRun.With(Options, "hub", "cache", "rm", "user/tiny");
        Assert.Equal(2, run.Code);
        Assert.Equal(
            $"matiz: user/tiny: it is not in the cache {Options.CacheFolder}. A repository and a commit that are there were expected. "
                + "matiz "
            + "hub cache ls names them.\n", run.Error);
    }

    [Fact]
    public void Verify_FindsDamage_AndExitsTwo()
    {
        Pull();
        Assert.Equal("3 files (0.0 kB) were hashed: nothing is wrong.\n", CliRun.With(Options, "hub", "cache", "verify").Succeeded().Error);
        string entry = Path.Combine(Options.CacheFolder, "models--user--tiny", "snapshots", Commit, "model.safetensors");
        File.WriteAllText(entry, "WEIGHTS");
        var run = CliRun.With(Options, "hub", "cache", "verify", "user/tiny");
        Assert.Equal(2, run.Code);
        Assert.Contains(": its hash is ", run.Output, StringComparison.Ordinal);
        var json = CliRun.With(Options, "hub", "cache", "verify", "--json").Json;
        Assert.False((bool?)json["sound"]);
        Assert.Equal("damaged", (string?)json["faults"]![0]!["kind"]);
    }

    [Theory]
    [InlineData("hub cache: nothing stands behind it. ls|rm|verify [ID] was expected.")]
    [InlineData("hub cache: 'rm' stands behind it. ls|rm|verify [ID] was expected.", "rm")]
    [InlineData("hub cache ls: --revision was given, which is for 'hub cache rm'. Leave it out.", "ls", "--revision", "main")]
    [InlineData("user/none: it is not in the cache ", "verify", "user/none")]
    public void Mistakes_AreToldInOneLine(string start, params string[] words)
    {
        var run = CliRun.With(Options, ["hub", "cache", .. words]);
        Assert.Equal(2, run.Code);
        Assert.StartsWith("matiz: " + start, run.Error, StringComparison.Ordinal);
    }

    private void Pull()
    {
        CliRun.With(Options, "hub", "pull", "user/tiny", "--quiet").Succeeded();
        CliRun.With(Options, "hub", "pull", "rows", "--type", "dataset", "--quiet").Succeeded();
    }
}
