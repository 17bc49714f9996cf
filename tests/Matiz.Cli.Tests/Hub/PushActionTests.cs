using System.Text;
using System.Text.Json.Nodes;
using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Hub;

public sealed class PushActionTests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly TestHub _hub = TestHub.Start();
    private readonly string _run;

    public PushActionTests()
    {
        _run = _workspace.Path("emotion");
        new SampleRun { Rows = 20 }.Write(_run);
        File.WriteAllBytes(Path.Combine(_run, "model.safetensors"), new byte[1000]);
        File.WriteAllText(Path.Combine(_run, "tokenizer.json"), "{}");
    }

    public void Dispose()
    {
        _hub.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public void Push_SharesTheModel_AndSaysWhere()
    {
        var run = Push(_run, "user/emotion").Succeeded();

        Assert.Contains("large file (LFS)", run.Output, StringComparison.Ordinal);
        Assert.Contains($"The model is {_hub.Endpoint}/user/emotion (commit ", run.Output, StringComparison.Ordinal);
        Assert.Contains("user/emotion: sending 4 files", run.Error, StringComparison.Ordinal);
        Assert.Equal(
            [".gitattributes", "README.md", "config.json", "model.safetensors", "tokenizer.json"],
            _hub.Find("user/emotion")!.Head.Files.Keys);

        var again = Push(_run, "emotion").Succeeded();
        Assert.Contains("Nothing has changed: ", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasPathCommitAndFiles()
    {
        var json = Push(_run, "user/emotion", "--json", "--message", "First").Succeeded().Json;
        var stored = _hub.Find("user/emotion")!;

        Assert.Equal(_run, json["path"]!.GetValue<string>());
        Assert.Equal(stored.Head.Id, json["commit"]!.GetValue<string>());
        Assert.Equal("First", stored.Head.Title);
        Assert.Equal($"{_hub.Endpoint}/user/emotion", json["url"]!.GetValue<string>());
        Assert.Null(json["pull_request_url"]);
        Assert.False(json["unchanged"]!.GetValue<bool>());
        var weights = json["files"]!.AsArray().Single(file => file!["path"]!.GetValue<string>() == "model.safetensors")!;
        Assert.Equal(1000, weights["size"]!.GetValue<long>());
        Assert.Equal(stored["model.safetensors"].Sha256, weights["sha256"]!.GetValue<string>());
    }

    [Fact]
    public void DryRun_ShowsFilesAndCard_AndWritesNothing()
    {
        var shown = Push(_run, "user/emotion", "--dry-run").Succeeded();
        Assert.Contains("4 files, ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("would go to user/emotion, which would be made.", shown.Output, StringComparison.Ordinal);
        Assert.Contains("# emotion\n", shown.Output, StringComparison.Ordinal);

        JsonObject json = Push(_run, "user/emotion", "--dry-run", "--json").Succeeded().Json;
        Assert.True(json["dry_run"]!.GetValue<bool>());
        Assert.Null(json["commit"]);
        Assert.Equal(4, json["files"]!.AsArray().Count);
        Assert.StartsWith("---\nlibrary_name: transformers\n", json["card"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.All(_hub.Requests, request => Assert.Contains(request.Method, (string[])["GET", "HEAD"]));
        Assert.False(File.Exists(Path.Combine(_run, "README.md")));
    }

    [Fact]
    public void ACardThatSomebodyWroteOnTheHub_Stays_UnlessIncluded()
    {
        _hub.AddModel("user/emotion", ("README.md", "# Written by hand\n"));

        var kept = Push(_run, "user/emotion", "--dry-run", "--json").Succeeded();
        Assert.Null(kept.Json["card"]);
        Assert.DoesNotContain("README.md", kept.Json["files"]!.AsArray().Select(file => file!["path"]!.GetValue<string>()));
        Assert.Contains(
            "README.md of user/emotion was written or changed by somebody. It stays; include README.md to send the card of this folder in "
            + "its place.",
            kept.Error, StringComparison.Ordinal);

        Push(_run, "user/emotion", "--include", "README.md").Succeeded();
        Assert.StartsWith(
            "---\nlibrary_name: transformers\n", Encoding.UTF8.GetString(_hub.Find("user/emotion")!["README.md"].Content),
            StringComparison.Ordinal);
    }

    [Fact]
    public void PullRequests_PrivateRepositoriesAndFurtherFiles()
    {
        File.WriteAllText(Path.Combine(_run, "report.html"), "<p>");
        Push(_run, "user/emotion", "--private", "--include", "report.html", "trainer_*").Succeeded();
        Assert.True(_hub.Find("user/emotion")!.IsPrivate);
        Assert.Contains("report.html", _hub.Find("user/emotion")!.Head.Files.Keys);
        Assert.Contains("trainer_state.json", _hub.Find("user/emotion")!.Head.Files.Keys);

        File.WriteAllText(Path.Combine(_run, "tokenizer.json"), "{ }");
        var request = Push(_run, "user/emotion", "--pull-request").Succeeded();
        Assert.Contains($"The pull request is {_hub.Endpoint}/user/emotion/discussions/1", request.Output, StringComparison.Ordinal);
        Push(_run, "user/emotion", "--revision", "next").Succeeded();
        Assert.Contains("refs/heads/next", _hub.Find("user/emotion")!.Refs.Keys);
    }

    [Fact]
    public void ATokenInAFile_IsExit2_AndNotShown()
    {
        File.WriteAllText(Path.Combine(_run, "tokenizer.json"), "{\n \"a\": \"hf_AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEfGh\"}");
        var run = Push(_run, "user/emotion");

        Assert.Equal(2, run.Code);
        Assert.Contains("tokenizer.json:2: an access token of the Hub stands here (hf_…)", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hf_Ab", run.Error + run.Output, StringComparison.Ordinal);
        Assert.Empty(_hub.Requests);
    }

    [Theory]
    [InlineData("FOLDER ID was expected")]
    [InlineData("there is no such folder", "nowhere", "user/emotion")]
    [InlineData("is no id of the Hub", "{run}", "a b")]
    [InlineData("no file fits the pattern 'x*' (--include)", "{run}", "user/emotion", "--include", "x*")]
    [InlineData("--type: only models are pushed", "{run}", "user/emotion", "--type", "dataset")]
    [InlineData("--message: found blanks", "{run}", "user/emotion", "--message", " ")]
    [InlineData("'lab' is neither user nor one of their organizations (org)", "{run}", "lab/emotion")]
    [InlineData("--token was given, which is for 'hub login'", "{run}", "user/emotion", "--token", "x")]
    public void WhatIsWrong_IsToldInOneLine(string expected, params string[] words)
    {
        var run = Push([.. words.Select(word => word.Replace("{run}", _run, StringComparison.Ordinal))]);

        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void WithoutAToken_TheAdviceIsToLogIn()
    {
        var run = CliRun.With(Options(null), "hub", "push", _run, "user/emotion");

        Assert.Equal(2, run.Code);
        Assert.Contains("Log in (matiz hub login)", run.Error, StringComparison.Ordinal);
    }

    private CliRun Push(params string[] words) => CliRun.With(Options(TestHub.WriteToken), ["hub", "push", .. words]);

    private HubOptions Options(string? token) => new()
    {
        Endpoint = new Uri(_hub.Endpoint),
        Token = token,
        UseImplicitToken = false,
        HomeFolder = _workspace.Path("home"),
        Retries = 0,
    };
}
