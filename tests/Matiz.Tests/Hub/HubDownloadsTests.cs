using Matiz.Hub;
using Matiz.Hub.Cache;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

public sealed class HubDownloadsTests : IDisposable
{
    private static readonly HubRepository Tiny = HubRepository.Model("user/tiny");

    private readonly TemporaryFolder _home = new();
    private readonly TestHub _hub = TestHub.Start();
    private readonly List<string> _notes = [];
    private readonly TestHubRepository _repository;

    public HubDownloadsTests() => _repository = _hub.AddModel(
        Tiny.Id, ("config.json", "{}"), ("1_Pooling/config.json", "{ }"), ("model.safetensors", new string('w', 100_000)));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HubOptions Options => new()
    {
        Endpoint = new Uri(_hub.Endpoint),
        HomeFolder = _home.Root,
        Token = "",
        PinsFile = "",
        Retries = 1,
    };

    private RepositoryFolder Folder => new(Options.CacheFolder, Tiny);

    private string Commit => _repository.Head.Id;

    public void Dispose()
    {
        _hub.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task File_IsLaidOutAsPythonDoes()
    {
        string path = await Downloads().FileAsync(Tiny, "1_Pooling/config.json", cancellationToken: Token);
        string blob = MadeCache.GitBlob("{ }");
        Assert.Equal(Path.Combine(Options.CacheFolder, "models--user--tiny", "snapshots", Commit, "1_Pooling", "config.json"), path);
        Assert.Equal($"../../../blobs/{blob}", new FileInfo(path).LinkTarget);
        Assert.Equal("{ }", await File.ReadAllTextAsync(path, Token));
        Assert.Equal(Commit, await File.ReadAllTextAsync(Path.Combine(Folder.Root, "refs", "main"), Token));
        Assert.Equal(
            [
                ".locks/models--user--tiny/" + blob + ".lock", "CACHEDIR.TAG", "models--user--tiny/blobs/" + blob,
                "models--user--tiny/refs/main", $"models--user--tiny/snapshots/{Commit}/1_Pooling/config.json",
            ],
            CacheFiles.Below(Options.CacheFolder).Select(file => Path.GetRelativePath(Options.CacheFolder, file))
                .Order(StringComparer.Ordinal));
        Assert.Empty(Downloads().Cache.Verify(cancellationToken: Token).Faults);
    }

    [Fact]
    public async Task File_Again_CostsOneHead_AndACommitNothing()
    {
        await Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token);
        Assert.Equal(["HEAD", "GET"], _hub.Requests.Select(request => request.Method).Distinct());
        _hub.ClearRequests();
        await Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token);
        Assert.Equal("HEAD", Assert.Single(_hub.Requests).Method);
        _hub.ClearRequests();
        await Downloads().FileAsync(Tiny, "model.safetensors", Commit, Token);
        Assert.Empty(_hub.Requests);
        Assert.False(Directory.Exists(Path.Combine(Folder.References, Commit)));
    }

    [Fact]
    public async Task File_OfANewCommitWithTheSameContent_IsNotFetchedAgain()
    {
        await Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token);
        _repository.Commit("config.json", "{ \"new\": 1 }");
        _hub.ClearRequests();
        string path = await Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token);
        Assert.Equal(["HEAD"], _hub.Requests.Select(request => request.Method).Distinct());
        Assert.Contains(Commit, path, StringComparison.Ordinal);
        Assert.Equal(Commit, References.Read(Folder, "main"));
    }

    [Theory]
    [InlineData("network")]
    [InlineData("500")]
    [InlineData("401")]
    public async Task File_WhereTheHubFails_IsTakenFromTheCache_WithANote(string how)
    {
        string path = await Downloads().FileAsync(Tiny, "config.json", cancellationToken: Token);
        if (how == "network") _hub.Dispose();
        else if (how == "500") _hub.Inject(TestHubFault.Status(500));
        else _repository.IsPrivate = true;
        Assert.Equal(path, await Downloads().FileAsync(Tiny, "config.json", cancellationToken: Token));
        Assert.StartsWith("user/tiny: config.json is taken from the cache, as it was when it was fetched: "
            + "", Assert.Single(_notes), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HubException>(() => Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token));
    }

    [Fact]
    public async Task File_ThatTheHubHasNot_IsNeverTakenFromTheCache_AndItsAbsenceIsKept()
    {
        await Downloads().FileAsync(Tiny, "config.json", cancellationToken: Token);
        _repository.Commit("config.json", (byte[]?)null);
        Assert.Equal(HubFault.EntryNotFound, (await Refusal("config.json")).Kind);
        Assert.True(Downloads().Cache.IsKnownAbsent(Tiny, "config.json"));
        Assert.True(File.Exists(Path.Combine(Folder.Root, ".no_exist", Commit, "config.json")));
        _hub.ClearRequests();
        Assert.Equal(HubFault.EntryNotFound, (await Refusal("config.json", Commit)).Kind);
        Assert.Empty(_hub.Requests);
        Assert.Equal(HubFault.RevisionNotFound, (await Refusal("config.json", "v9")).Kind);
    }

    [Fact]
    public async Task File_AbsentWithoutACommit_IsNotKept()
    {
        _hub.Inject(TestHubFault.WithoutHeaders("X-Repo-Commit"), path: "none.json");
        Assert.Equal(HubFault.EntryNotFound, (await Refusal("none.json")).Kind);
        Assert.False(Directory.Exists(Folder.Absences));
    }

    [Fact]
    public async Task File_Offline_ComesFromTheCache_OrSaysHowToLeave()
    {
        string path = await Downloads().FileAsync(Tiny, "config.json", cancellationToken: Token);
        _hub.ClearRequests();
        var offline = Options with { IsOffline = true };
        Assert.Equal(path, await Downloads(offline).FileAsync(Tiny, "config.json", cancellationToken: Token));
        var error = await Assert.ThrowsAsync<HubException>(
            () => Downloads(offline).FileAsync(Tiny, "model.safetensors", cancellationToken: Token));
        Assert.Equal(
            $"user/tiny: offline mode is on, and 'model.safetensors' at main is not in the cache {Options.CacheFolder}. A cached copy was "
            + "expected. Fetch it once without offline mode: unset HF_HUB_OFFLINE (HubOptions.IsOffline).", error.Message);
        Assert.Equal(HubFault.Offline, error.Kind);
        await File.WriteAllTextAsync(Folder.Reference("main"), "garbage", Token);
        error = await Assert.ThrowsAsync<HubException>(() => Downloads(offline).FileAsync(Tiny, "config.json", cancellationToken: Token));
        Assert.Contains($"({Folder.Reference("main")} is damaged: it names no commit)", error.Message, StringComparison.Ordinal);
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task File_BrokenOff_GoesOnWhereItWas()
    {
        _hub.Inject(TestHubFault.DropAt(40_000), path: "", method: "GET");
        await Assert.ThrowsAsync<HubException>(
            () => Downloads(Options with { Retries = 0 }).FileAsync(Tiny, "model.safetensors", cancellationToken: Token));
        string incomplete = Assert.Single(Directory.EnumerateFiles(Folder.Blobs));
        Assert.EndsWith(".incomplete", incomplete, StringComparison.Ordinal);
        Assert.False(CacheFiles.IsThere(Folder.Entry(Commit, "model.safetensors")));
        long there = new FileInfo(incomplete).Length;
        _hub.ClearFaults();
        _hub.ClearRequests();
        string path = await Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token);
        Assert.Equal(100_000, new FileInfo(path).ResolveLinkTarget(true) is FileInfo { Length: var length } ? length : 0);
        Assert.Equal($"bytes={there}-", _hub.Requests[^1].Range);
        Assert.Empty(Directory.EnumerateFiles(Folder.Blobs, "*.incomplete"));
        Assert.Empty(Downloads().Cache.Verify(cancellationToken: Token).Faults);
    }

    [Theory]
    [InlineData(100_000)]                                                 // as long as the whole, and wrong
    [InlineData(200_000)]                                                 // longer
    [InlineData(10)]
    public async Task File_WithGarbageLeftOfAnEarlierTry_IsWhole(int length)
    {
        string etag = (await new HubClient(Options).GetMetadataAsync(Tiny, "model.safetensors", cancellationToken: Token)).ETag;
        Directory.CreateDirectory(Folder.Blobs);
        await File.WriteAllTextAsync(Folder.Incomplete(etag), new string('x', length), Token);
        string path = await Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token);
        Assert.Equal(new string('w', 100_000), await File.ReadAllTextAsync(path, Token));
    }

    [Fact]
    public async Task File_ByManyThreads_IsFetchedOnce()
    {
        var downloads = Downloads();
        string[] paths = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
            () => downloads.FileAsync(Tiny, "model.safetensors", cancellationToken: Token), Token)));
        Assert.Single(paths.Distinct());
        Assert.Equal(100_000, _hub.Requests.Where(request => request.Method == "GET").Sum(request => request.BytesSent));
    }

    [Fact]
    public async Task File_WithADamagedBlob_IsFetchedAgain()
    {
        string path = await Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token);
        await File.WriteAllTextAsync(path, "cut", Token);
        await Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token);
        Assert.Equal(new string('w', 100_000), await File.ReadAllTextAsync(path, Token));
        Assert.True(Downloads().Cache.Verify(cancellationToken: Token).IsSound);

        File.Delete(new FileInfo(path).ResolveLinkTarget(true)!.FullName);
        await Downloads().FileAsync(Tiny, "model.safetensors", cancellationToken: Token);
        Assert.Equal(new string('w', 100_000), await File.ReadAllTextAsync(path, Token));
    }

    [Fact]
    public async Task File_WithoutLinks_LiesInTheSnapshot()
    {
        var options = Options with { UseLinks = false };
        string path = await Downloads(options).FileAsync(Tiny, "config.json", cancellationToken: Token);
        Assert.Null(new FileInfo(path).LinkTarget);
        Assert.Empty(Directory.EnumerateFiles(Folder.Blobs));
        await Downloads().FileAsync(Tiny, "1_Pooling/config.json", cancellationToken: Token);
        _repository.Commit("other.json", "{}");
        path = await Downloads(options).FileAsync(Tiny, "1_Pooling/config.json", cancellationToken: Token);
        Assert.Null(new FileInfo(path).LinkTarget);
        Assert.Single(Directory.EnumerateFiles(Folder.Blobs));
    }

    [Fact]
    public async Task File_WithoutRoom_IsRefusedBefore()
    {
        using var downloads = new HubDownloads(Options) { FreeSpaceIn = _ => 99_999 };
        var error = await Assert.ThrowsAsync<HubException>(() => downloads.FileAsync(Tiny, "model.safetensors", cancellationToken: Token));
        Assert.Equal(HubFault.DiskFull, error.Kind);
        Assert.DoesNotContain(_hub.Requests, request => request.Method == "GET");
        await downloads.FileAsync(Tiny, "config.json", cancellationToken: Token);
    }

    [Fact]
    public async Task File_InACacheThatIsAFile_IsOneClearError()
    {
        string cache = Path.Combine(_home.Root, "file");
        await File.WriteAllTextAsync(cache, "", Token);
        var error = await Assert.ThrowsAsync<HubException>(
            () => Downloads(Options with { CacheFolder = cache }).FileAsync(Tiny, "config.json", cancellationToken: Token));
        Assert.StartsWith($"{cache}: the cache cannot be written: ", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsOfTheCaller);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/passwd")]
    public async Task File_OfAHostileName_IsNotAskedFor(string name)
    {
        Assert.Equal(HubFault.EntryNotFound, (await Refusal(name)).Kind);
        Assert.Empty(_hub.Requests);
    }

    [Theory]
    [InlineData("ETag", "\"../../../evil\"")]
    [InlineData("X-Repo-Commit", "../../..")]
    public async Task File_WithAHostileAnswer_LeavesNothing(string header, string value)
    {
        _hub.Inject(TestHubFault.WithHeader(header, value), method: "HEAD");
        await Refusal("config.json");
        Assert.False(Directory.Exists(Folder.Root));
    }

    private async Task<HubException> Refusal(string path, string? revision = null) =>
        await Assert.ThrowsAsync<HubException>(() => Downloads().FileAsync(Tiny, path, revision, Token));

    private HubDownloads Downloads(HubOptions? options = null) => new(options ?? Options) { Notes = _notes.Add };
}
