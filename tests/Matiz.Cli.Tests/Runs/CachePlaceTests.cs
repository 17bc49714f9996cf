namespace Matiz.Cli.Tests.Runs;

/// <summary>Where features are kept, and what is said where they cannot be.</summary>
public sealed class CachePlaceTests : IDisposable
{
    private readonly Workspace _workspace = new();

    private string[] Arguments =>
    [
        "features", "--train", _workspace.Train, "--validation", _workspace.Validation, "--test", _workspace.Test, "--model",
        Workspace.TinyModel,
        "--output", _workspace.Path("run"), "--overwrite", "--no-report", "--quiet",
    ];

    [Fact]
    public void HomeThatDoesNotExist_NothingIsKept_AndSaidOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "HOME is of Unix");
        string here = Directory.CreateDirectory(_workspace.Path("here")).FullName;
        var run = ProgramProcess.Of(Arguments, here, ("HOME", "/no/such/home"), ("MATIZ_CACHE", null), ("XDG_CACHE_HOME", null))
            .Succeeded();
        Assert.Equal(
            "warning: the features were not kept: there is no home folder for the cache (HOME). A folder that exists was expected. "
            + "Name one with MATIZ_CACHE.\n",
            run.Error);
        Assert.Empty(Directory.GetFileSystemEntries(here));
    }

    [Fact]
    public void Tilde_IsTheHomeFolder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "HOME is of Unix");
        string here =
            Directory.CreateDirectory(_workspace.Path("here")).FullName, home = Directory.CreateDirectory(_workspace.Path("home")).FullName;
        Assert.Equal("", ProgramProcess.Of(Arguments, here, ("HOME", home), ("MATIZ_CACHE", "~/mc")).Succeeded().Error);
        Assert.Equal(3, Directory.GetFiles(Path.Combine(home, "mc", "features"), "*.safetensors").Length);
        Assert.Empty(Directory.GetFileSystemEntries(here));
    }

    [Fact]
    public void FolderThatCannotBe_IsSaidOnce_OfATrainingToo()
    {
        string file = _workspace.Write("file", "in the way");
        string cache = Path.Combine(file, "cache");
        var features = ProgramProcess.Of(Arguments, null, ("MATIZ_CACHE", cache)).Succeeded();
        Assert.Single(features.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith(
            $"warning: {cache}/features: the features were not kept: ", features.Error.Replace('\\', '/'), StringComparison.Ordinal);
        var training = ProgramProcess.Of(_workspace.TrainArguments("trained", "--max-steps", "2"), null, ("MATIZ_CACHE", cache))
            .Succeeded();
        Assert.Single(
            training.Error.TrimEnd('\n').Split('\n'), line => line.Contains("the features were not kept", StringComparison.Ordinal));
        Assert.Equal("in the way", File.ReadAllText(file));
    }

    [Fact]
    public async Task RunsThatFillTheSameCache_SayNothing()
    {
        string cache = _workspace.Path("cache");
        var runs = Enumerable.Range(0, 3).Select(i => ProgramProcess.Start(
        [
            .. Arguments.Select(word => word == _workspace.Path("run") ? _workspace.Path($"run-{i}") : word),
        ], null, ("MATIZ_CACHE", cache))).ToList();
        foreach (var run in runs)
        {
            await run.WaitFor(() => false);
            Assert.Equal("", run.End().Succeeded().Error);
            run.Dispose();
        }

        Assert.Equal(3, Directory.GetFiles(Path.Combine(cache, "features")).Length);
    }

    public void Dispose() => _workspace.Dispose();
}
