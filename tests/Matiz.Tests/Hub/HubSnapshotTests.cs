using Matiz.Hub;
using Matiz.Hub.Cache;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

public sealed class HubSnapshotTests : IDisposable
{
    private static readonly HubRepository Tiny = HubRepository.Model("user/tiny");

    private readonly TemporaryFolder _home = new();
    private readonly TestHub _hub = TestHub.Start();
    private readonly List<string> _notes = [];
    private readonly TestHubRepository _repository;

    public HubSnapshotTests() => _repository = _hub.AddModel(
        Tiny.Id, ("config.json", "{}"), ("copy/config.json", "{}"), ("README.md", "# tiny"), ("model.safetensors", new string('w', 50_000)),
        ("pytorch_model.bin", new string('p', 60_000)), ("tokenizer.json", "{\"t\": 1}"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HubOptions Options => new()
    {
        Endpoint = new Uri(_hub.Endpoint),
        HomeFolder = _home.Root,
        Token = "",
        PinsFile = "",
        Retries = 0,
    };

    private RepositoryFolder Folder => new(Options.CacheFolder, Tiny);

    private string Commit => _repository.Head.Id;

    public void Dispose()
    {
        _hub.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task Everything_IsThere_AndASecondCallCostsOneRequest()
    {
        var seen = new List<HubProgress>();
        var snapshot = await Downloads().SnapshotAsync(Tiny, progress: new Seen(seen), cancellationToken: Token);
        Assert.Equal(Commit, snapshot.Commit);
        Assert.Equal(Folder.Snapshot(Commit), snapshot.Folder);
        Assert.Equal(
            ["README.md", "config.json", "copy/config.json", "model.safetensors", "pytorch_model.bin", "tokenizer.json"],
            snapshot.FileNames);
        Assert.All(snapshot.FileNames, name => Assert.Equal(_repository[name].Content, File.ReadAllBytes(snapshot.PathOf(name))));
        Assert.True(File.Exists(Folder.Tree(Commit)));
        Assert.Equal(Commit, References.Read(Folder, "main"));
        Assert.Empty(Downloads().Cache.Verify(cancellationToken: Token).Faults);

        Assert.Equal((6, 6), (seen[^1].FilesDone, seen[^1].FileCount));
        Assert.Equal(seen[^1].TotalBytes, seen[^1].Bytes);
        Assert.Single(_hub.Requests, request => request.Method == "GET" && request.Path.EndsWith("config.json", StringComparison.Ordinal));

        _hub.ClearRequests();
        await Downloads().SnapshotAsync(Tiny, cancellationToken: Token);
        Assert.Equal("/api/models/user/tiny/revision/main", Assert.Single(_hub.Requests).Path);
        _hub.ClearRequests();
        await Downloads().SnapshotAsync(Tiny, Commit, cancellationToken: Token);
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task Model_TakesOneFramework_AndOpensAsAFolder()
    {
        var files = await HubModels.OpenAsync("user/tiny", options: Options, cancellationToken: Token);
        Assert.Equal(["README.md", "config.json", "model.safetensors", "tokenizer.json"], files.List());
        Assert.Equal(Folder.Snapshot(Commit), files.LocalPath);
        Assert.DoesNotContain(_hub.Requests, request => request.Path.Contains("pytorch", StringComparison.Ordinal));
        Assert.Equal(files.Path, HubModels.Open("user/tiny", Commit, Options, cancellationToken: Token).Path);
    }

    [Fact]
    public async Task NewCommit_FetchesWhatChanged()
    {
        await Downloads().SnapshotAsync(Tiny, cancellationToken: Token);
        _repository.Commit("README.md", "# changed");
        _hub.ClearRequests();
        var snapshot = await Downloads().SnapshotAsync(Tiny, cancellationToken: Token);
        Assert.Equal("# changed", await File.ReadAllTextAsync(snapshot.PathOf("README.md"), Token));
        Assert.Equal(new string('w', 50_000), await File.ReadAllTextAsync(snapshot.PathOf("model.safetensors"), Token));
        Assert.Single(_hub.Requests, request => request.Method == "HEAD");
        Assert.Equal(2, Directory.GetDirectories(Folder.Snapshots).Length);
    }

    [Fact]
    public async Task BrokenOff_KeepsTheOldReference_AndGoesOn()
    {
        await Downloads().SnapshotAsync(Tiny, cancellationToken: Token);
        string old = Commit;
        _repository.Commit("model.safetensors", new string('n', 80_000));
        _hub.Inject(TestHubFault.DropAt(30_000), cdn: true);
        await Assert.ThrowsAsync<HubException>(() => Downloads().SnapshotAsync(Tiny, cancellationToken: Token));
        Assert.Equal(old, References.Read(Folder, "main"));
        _hub.Dispose();
        Assert.Equal(old, (await Downloads().SnapshotAsync(Tiny, cancellationToken: Token)).Commit);
        Assert.StartsWith($"user/tiny: the commit {old} is taken from the cache", Assert.Single(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_KeepsWhatHasCome()
    {
        using var stop = new CancellationTokenSource();
        _hub.Inject(TestHubFault.HangAt(30_000), cdn: true);
        var seen = new Seen([]) { When = progress => { if (progress is { Path: "model.safetensors", FileBytes: > 0 }) stop.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Downloads().SnapshotAsync(Tiny, progress: seen, cancellationToken: stop.Token));
        Assert.NotEmpty(Directory.EnumerateFiles(Folder.Blobs, "*.incomplete"));
        Assert.Null(References.Read(Folder, "main"));
        _hub.ClearFaults();
        await Downloads().SnapshotAsync(Tiny, cancellationToken: Token);
        Assert.True(Downloads().Cache.Verify(cancellationToken: Token).IsSound);
    }

    [Fact]
    public async Task Offline_IsWhole_OrSaysWhatIsMissing()
    {
        var offline = Options with { IsOffline = true };
        Assert.StartsWith("user/tiny: offline mode is on, and nothing of it at main is in the cache "
            + "", (await Refusal(offline)).Message, StringComparison.Ordinal);
        await Downloads().SnapshotAsync(Tiny, selection: HubSelection.Model, cancellationToken: Token);
        _hub.ClearRequests();
        var model = await Downloads(offline).SnapshotAsync(Tiny, selection: HubSelection.Model, cancellationToken: Token);
        Assert.Equal(4, model.FileNames.Length);
        Assert.Equal(
            $"user/tiny: offline mode is on, and the cached commit {Commit} lacks 2 of 6 files (copy/config.json, pytorch_model.bin). A "
                + "cached "
            + "copy was expected. Fetch it once without offline mode: unset HF_HUB_OFFLINE (HubOptions.IsOffline).",
            (await Refusal(offline)).Message);

        // Of what single files left there is no listing: it is all that is known.
        Directory.Delete(Folder.Trees, recursive: true);
        Assert.Equal(4, (await Downloads(offline).SnapshotAsync(Tiny, cancellationToken: Token)).FileNames.Length);
        File.Delete(Folder.Blob(MadeCache.GitBlob("# tiny")));
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task Pinned_StaysAtItsCommit_AndChecksEveryByte()
    {
        string pins = Path.Combine(_home.Root, HubPins.FileName);
        var options = Options with { PinsFile = pins };
        var first = await Downloads().SnapshotAsync(Tiny, cancellationToken: Token);
        HubPins.Load(pins).With(first, Token).Save();
        _repository.Commit("config.json", "{ \"new\": 1 }");

        Assert.Equal(first.Commit, (await Downloads(options).SnapshotAsync(Tiny, cancellationToken: Token)).Commit);
        Assert.Equal(Commit, (await Downloads(options).SnapshotAsync(Tiny, "main", cancellationToken: Token)).Commit);
        Assert.Equal(first.PathOf("config.json"), await Downloads(options).FileAsync(Tiny, "config.json", cancellationToken: Token));

        await File.WriteAllTextAsync(Folder.Blob(MadeCache.GitBlob("{}")), "[]", Token);
        Assert.Contains("its SHA-256 is ", (await Refusal(options)).Message, StringComparison.Ordinal);
        Assert.Equal(HubFault.Pin, (await Refusal(options)).Kind);
    }

    [Fact]
    public async Task Pinned_ToACommitThatTheHubHasNot_IsAnError()
    {
        string pins = Path.Combine(_home.Root, HubPins.FileName);
        const string Text = """{"format_version": 1, "repositories": {"models/user/tiny": {"commit": "COMMIT", "files": {}}}}""";
        await File.WriteAllTextAsync(pins, Text.Replace("COMMIT", MadeCache.First, StringComparison.Ordinal), Token);
        var error = await Refusal(Options with { PinsFile = pins });
        Assert.Equal(HubFault.Pin, error.Kind);
        Assert.StartsWith(
            $"user/tiny: {pins} pins it to {MadeCache.First}, which the Hub does not have. A commit of the repository was expected. Pin it "
            + "again, or name another revision. (", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NamesOfOtherCase_ArePulledWhereTheDiskTellsThemApart()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the disk takes such names for one");
        _repository.Commit("readme.md", "other");
        var snapshot = await Downloads().SnapshotAsync(Tiny, cancellationToken: Token);
        Assert.Equal("# tiny", await File.ReadAllTextAsync(snapshot.PathOf("README.md"), Token));
        Assert.Equal("other", await File.ReadAllTextAsync(snapshot.PathOf("readme.md"), Token));
    }

    [Fact]
    public async Task WithoutRoom_IsRefusedBefore()
    {
        using var downloads = new HubDownloads(Options) { FreeSpaceIn = _ => 110_000 };
        var error = await Assert.ThrowsAsync<HubException>(() => downloads.SnapshotAsync(Tiny, cancellationToken: Token));
        Assert.Equal(HubFault.DiskFull, error.Kind);
        Assert.DoesNotContain(_hub.Requests, request => request.Path.Contains("/resolve/", StringComparison.Ordinal));
        await downloads.SnapshotAsync(Tiny, selection: HubSelection.Model, cancellationToken: Token);
    }

    [Fact]
    public async Task WithoutLinks_HoldsFiles()
    {
        var snapshot = await Downloads(Options with { UseLinks = false }).SnapshotAsync(Tiny, cancellationToken: Token);
        Assert.All(snapshot.FileNames, name => Assert.Null(new FileInfo(snapshot.PathOf(name)).LinkTarget));
        Assert.Equal(_repository["copy/config.json"].Content, await File.ReadAllBytesAsync(snapshot.PathOf("copy/config.json"), Token));
        Assert.True(Downloads().Cache.Verify(cancellationToken: Token).IsSound);
    }

    [Fact]
    public async Task CopyTo_LeavesRealFiles_AndTheRecordsOfPython()
    {
        var snapshot = await Downloads().SnapshotAsync(Tiny, cancellationToken: Token);
        string folder = Path.Combine(_home.Root, "copy");
        snapshot.CopyTo(folder, Token);
        snapshot.CopyTo(folder, Token);
        Assert.All(snapshot.FileNames, name => Assert.Null(new FileInfo(Path.Combine(folder, name)).LinkTarget));
        string records = Path.Combine(folder, ".cache", "huggingface");
        string[] metadata = await File.ReadAllLinesAsync(Path.Combine(records, "download", "copy", "config.json.metadata"), Token);
        Assert.Equal([Commit, MadeCache.GitBlob("{}")], metadata[..2]);
        Assert.Matches(@"^\d{10}\.\d+$", metadata[2]);
        Assert.Equal("*", await File.ReadAllTextAsync(Path.Combine(records, ".gitignore"), Token));
        Assert.True(File.Exists(Path.Combine(records, "trees", Commit + ".json")));

        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), "mine", Token);
        File.Delete(Path.Combine(records, "download", "config.json.metadata"));
        Assert.Equal(
            $"{Path.Combine(folder, "config.json")}: this exists, and was not downloaded. A place for 'config.json' of user/tiny was "
            + "expected. Name another folder, or move it away.", Assert.Throws<HubException>(() => snapshot.CopyTo(folder, Token)).Message);
    }

    [Fact]
    public void Open_AMistypedPath_SaysBoth()
    {
        var error = Assert.Throws<HubException>(() => HubModels.Open("emotoin", options: Options, cancellationToken: Token));
        Assert.StartsWith(
            "'emotoin': there is no such path, so it was looked for as an id of the Hub. ", error.Message, StringComparison.Ordinal);
        Assert.Equal("./emotoin", HubModels.Open("./emotoin", options: Options, cancellationToken: Token).Path);
        Assert.Equal(
            "./emotoin: this is a path, and the revision 'v1' was given. An id of the Hub was expected, since a folder has no revisions. "
                + "Leave "
            + "the revision out.",
            Assert.Throws<HubException>(() => HubModels.Open("./emotoin", "v1", Options, cancellationToken: Token)).Message);
    }

    private async Task<HubException> Refusal(HubOptions options) =>
        await Assert.ThrowsAsync<HubException>(() => Downloads(options).SnapshotAsync(Tiny, cancellationToken: Token));

    private HubDownloads Downloads(HubOptions? options = null) => new(options ?? Options) { Notes = _notes.Add };

    private sealed class Seen(List<HubProgress> all) : IProgress<HubProgress>
    {
        public Action<HubProgress> When { get; init; } = _ => { };

        public void Report(HubProgress value)
        {
            all.Add(value);
            When(value);
        }
    }
}
