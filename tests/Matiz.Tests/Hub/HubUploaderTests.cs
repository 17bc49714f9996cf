using System.Text;
using Matiz.Hub;
using Matiz.Hub.Upload;
using Matiz.Testing;

namespace Matiz.Tests.Hub;

public sealed class HubUploaderTests : IDisposable
{
    private const string Batch = "info/lfs/objects/batch";

    private readonly UploadPlace _place = new();

    private CancellationToken Cancellation { get; } = TestContext.Current.CancellationToken;

    private TestHubRepository Stored => _place.Hub.Find("user/tiny")!;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Repository_IsMadeOnce()
    {
        Assert.True(await _place.Uploader.CreateRepositoryAsync(_place.Repository, isPrivate: true, Cancellation));
        Assert.False(await _place.Uploader.CreateRepositoryAsync(_place.Repository, cancellationToken: Cancellation));

        Assert.True(Stored.IsPrivate);
        Assert.Equal("""{"name":"tiny","organization":"user","visibility":"private"}""", _place.Hub.Requests[0].Body);
        Assert.Equal("""{"name":"tiny","organization":"user"}""", _place.Hub.Requests[1].Body);
    }

    [Fact]
    public async Task Repository_WhoseAccountIsBusy_IsMadeLater()
    {
        _place.Hub.Inject(
            TestHubFault.Status(409, "Cannot create repo: another conflicting operation is in progress"), "repos/create", times: 2);

        Assert.True(await _place.Uploader.CreateRepositoryAsync(_place.Repository, cancellationToken: Cancellation));
        Assert.Equal([1, 2], _place.Clock.Waits.Where(wait => wait < TimeSpan.FromSeconds(5)).Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Repository_ThatExists_IsNoErrorWhateverTheAnswerSays()
    {
        _place.Hub.Inject(TestHubFault.Status(409, "A repository with this name already exists"), "repos/create");

        Assert.False(await _place.Uploader.CreateRepositoryAsync(_place.Repository, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Commit_SendsSmallAndLargeFiles()
    {
        await _place.MakeRepository();
        byte[] weights = UploadPlace.Bytes(100_000);
        var result = await _place.Commit(
            ("config.json", "{}"u8.ToArray()), ("model.safetensors", weights), ("empty.txt", []), ("días/ü ß.txt", "é"u8.ToArray()));

        Assert.False(result.IsUnchanged);
        Assert.Equal(Stored.Head.Id, result.Commit);
        Assert.EndsWith($"/user/tiny/commit/{Stored.Head.Id}", result.Url!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Null(result.PullRequestUrl);
        Assert.Equal("Upload with Matiz", Stored.Head.Title);
        Assert.Equal([".gitattributes", "config.json", "días/ü ß.txt", "empty.txt", "model.safetensors"], Stored.Head.Files.Keys);
        Assert.Equal(weights, Stored["model.safetensors"].Content);
        Assert.True(Stored["model.safetensors"].IsLfs);
        Assert.Equal("é"u8.ToArray(), Stored["días/ü ß.txt"].Content);
        Assert.Equal(
            [("config.json", false), ("model.safetensors", true), ("empty.txt", false), ("días/ü ß.txt", false)],
            result.Files.Select(file => (file.Path, file.IsLarge)));
        Assert.False(_place.Hub.TokenReachedCdn);
        Assert.DoesNotContain(_place.Hub.Requests, request => request.IsCdn && request.Headers.ContainsKey("X-Not-To-Be-Sent"));
    }

    [Fact]
    public async Task WhatIsThere_IsNotSentAgain()
    {
        await _place.MakeRepository();
        var first = await _place.Commit(("config.json", "{}"u8.ToArray()), ("model.safetensors", UploadPlace.Bytes(5000)));
        _place.Hub.ClearRequests();
        var second = await _place.Commit(("config.json", "{}"u8.ToArray()), ("model.safetensors", UploadPlace.Bytes(5000)));

        Assert.True(second.IsUnchanged);
        Assert.Equal(first.Commit, second.Commit);
        Assert.All(second.Files, file => Assert.True(file.IsUnchanged));
        Assert.Equal(["POST /api/models/user/tiny/preupload/main"], _place.Writes);

        var third = await _place.Commit(("config.json", "{ }"u8.ToArray()), ("model.safetensors", UploadPlace.Bytes(5000)));
        Assert.Equal([false, true], third.Files.Select(file => file.IsUnchanged));
        Assert.DoesNotContain(_place.Hub.Requests, request => request.Target.Contains(Batch, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_AreAskedForInGroups()
    {
        await _place.MakeRepository();
        await _place.Commit([.. Enumerable.Range(0, 300).Select(i => ($"f{i}.txt", Encoding.UTF8.GetBytes($"{i}")))]);

        Assert.Equal(2, _place.Writes.Count(write => write.Contains("preupload", StringComparison.Ordinal)));
        Assert.Equal(301, Stored.Head.Files.Count);
    }

    [Fact]
    public async Task OneContentUnderTwoNames_IsSentOnce()
    {
        await _place.MakeRepository();
        byte[] bytes = UploadPlace.Bytes(1000);
        await _place.Commit(("a.safetensors", bytes), ("b.safetensors", bytes));

        Assert.Single(_place.Hub.Requests, request => request.IsCdn);
        Assert.Equal(Stored["a.safetensors"].Sha256, Stored["b.safetensors"].Sha256);
    }

    [Theory]
    [InlineData(1000, 100)]
    [InlineData(1001, 100)]
    [InlineData(1100, 1000)]
    [InlineData(12_345, 1000)]
    public async Task LargeFiles_GoInParts(int size, int partSize)
    {
        await _place.MakeRepository();
        _place.Hub.LfsChunkSize = partSize;
        byte[] bytes = UploadPlace.Bytes(size);
        var seen = new List<HubProgress>();
        var commit = _place.Files(("model.safetensors", bytes));
        await _place.Uploader.CommitAsync(commit, new HeardProgress(seen), Cancellation);

        Assert.Equal(bytes, Stored["model.safetensors"].Content);
        Assert.Equal((size + partSize - 1) / partSize, _place.Hub.Requests.Count(request => request.IsCdn));
        Assert.False(_place.Hub.TokenReachedCdn);
        var complete = _place.Hub.Requests.Single(request => request.Target.Contains("complete_multipart", StringComparison.Ordinal));
        Assert.False(complete.HasToken);
        Assert.True(_place.Hub.Requests.Single(request => request.Target.EndsWith("objects/verify", StringComparison.Ordinal)).HasToken);
        Assert.Equal((size, 1, 1), (seen[^1].FileBytes, seen[^1].FilesDone, seen[^1].FileCount));
        Assert.Equal(seen.Select(told => told.Bytes).Order(), seen.Select(told => told.Bytes));
    }

    [Fact]
    public async Task ARuleIsAdded_ForLargeFilesThatHaveNone()
    {
        var repository = _place.Hub.AddModel("user/tiny", (".gitattributes", "*.safetensors filter=lfs diff=lfs merge=lfs -text"));
        repository.LfsThreshold = 500;
        await _place.Commit(("tokenizer.json", UploadPlace.Bytes(1000)), ("model.safetensors", UploadPlace.Bytes(1000, 2)));

        Assert.Equal(
            "*.safetensors filter=lfs diff=lfs merge=lfs -text\n/tokenizer.json filter=lfs diff=lfs merge=lfs -text\n",
            Encoding.UTF8.GetString(Stored[".gitattributes"].Content));
    }

    [Fact]
    public async Task ARepositoryWithoutRules_GetsThem()
    {
        _place.Hub.AddModel("user/tiny", ("x.txt", "x"));
        await _place.Commit(("model.safetensors", UploadPlace.Bytes(1000, 2)));

        Assert.Equal(
            "/model.safetensors filter=lfs diff=lfs merge=lfs -text\n", Encoding.UTF8.GetString(Stored[".gitattributes"].Content));
    }

    [Fact]
    public async Task PullRequests_AreProposed_AndFoundWhereTheAnswerIsLost()
    {
        await _place.MakeRepository();
        var commit = _place.Files(("config.json", "{}"u8.ToArray())) with { AsPullRequest = true };
        var first = await _place.Uploader.CommitAsync(commit, cancellationToken: Cancellation);
        Assert.EndsWith("/user/tiny/discussions/1", first.PullRequestUrl!.AbsoluteUri, StringComparison.Ordinal);
        Assert.False(Stored.Head.Files.ContainsKey("config.json"));

        _place.Hub.Inject(TestHubFault.StatusAfterwards(500), "/commit/", times: 1);
        var other = _place.Files(("config.json", "{ }"u8.ToArray())) with { AsPullRequest = true };
        var second = await _place.Uploader.CommitAsync(other, cancellationToken: Cancellation);
        Assert.EndsWith("/user/tiny/discussions/2", second.PullRequestUrl!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(2, Stored.Refs.Keys.Count(name => name.StartsWith("refs/pr/", StringComparison.Ordinal)));

        var onIt = _place.Files(("more.txt", "x"u8.ToArray())) with { Revision = "refs/pr/1" };
        await _place.Uploader.CommitAsync(onIt, cancellationToken: Cancellation);
        Assert.Contains("more.txt", Stored.Find("refs/pr/1")!.Files.Keys);
    }

    [Fact]
    public async Task Deletions_AreCommitted()
    {
        _place.Hub.AddModel("user/tiny", ("old.txt", "x"), ("folder/a.txt", "x"), ("folder/b.txt", "x"), ("kept.txt", "x"));
        var commit = _place.Files() with { Deletions = ["old.txt", "folder/"] };
        await _place.Uploader.CommitAsync(commit, cancellationToken: Cancellation);

        Assert.Equal(["kept.txt"], Stored.Head.Files.Keys);
    }

    [Fact]
    public async Task Branches_AreMadeOnce()
    {
        await _place.MakeRepository();

        Assert.True(await _place.Uploader.CreateBranchAsync(_place.Repository, "try/one", Cancellation));
        Assert.False(await _place.Uploader.CreateBranchAsync(_place.Repository, "try/one", Cancellation));
        await _place.Uploader.CommitAsync(
            _place.Files(("x.txt", "x"u8.ToArray())) with { Revision = "try/one" }, cancellationToken: Cancellation);
        Assert.Contains("x.txt", Stored.Find("try/one")!.Files.Keys);
        Assert.DoesNotContain("x.txt", Stored.Head.Files.Keys);
    }

    [Fact]
    public async Task ACardThatIsNotValid_IsRefusedBeforeAnythingIsSent()
    {
        await _place.MakeRepository();
        _place.Hub.ClearRequests();
        var exception = await Assert.ThrowsAsync<HubException>(
            () => _place.Commit(("README.md", "---\nlicense:\tx\n---\n"u8.ToArray()), ("model.safetensors", UploadPlace.Bytes(1000))));

        Assert.Contains("README.md: the Hub refuses what stands between its dashes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("YAML cannot be parsed", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["POST /api/validate-yaml"], _place.Writes);
    }

    [Fact]
    public async Task FilesThatTheRepositoryIgnores_AreSaid()
    {
        _place.Hub.AddModel("user/tiny", (".gitignore", "*.log\n"));
        var result = await _place.Commit(("a.log", "x"u8.ToArray()), ("b.txt", "x"u8.ToArray()));

        Assert.Equal(["a.log"], result.Ignored);
        Assert.Equal(["b.txt"], result.Files.Select(file => file.Path));
    }

    [Fact]
    public async Task Plan_SaysWhatWouldBeDone_AndWritesNothing()
    {
        var files = _place.Files(
            ("config.json", "{}"u8.ToArray()), ("model.safetensors", UploadPlace.Bytes(1000)), ("notes.txt", []), (
                "big.txt", new byte[10_000_001]));
        var before = await _place.Uploader.PlanAsync(files, Cancellation);
        Assert.False(before.RepositoryExists);
        Assert.Equal([false, true, false, true], before.Files.Select(file => file.IsLarge));
        Assert.Equal(10_001_003, before.BytesToSend);

        await _place.MakeRepository();
        await _place.Commit(("config.json", "{}"u8.ToArray()), ("model.safetensors", UploadPlace.Bytes(1000)));
        _place.Hub.ClearRequests();
        var after = await _place.Uploader.PlanAsync(files, Cancellation);
        Assert.True(after.RepositoryExists);
        Assert.Equal([true, true, false, false], after.Files.Select(file => file.IsUnchanged));
        Assert.Empty(_place.Writes);
    }

    [Fact]
    public async Task FilesOnTheDisk_AreRead_AndMustNotChange()
    {
        await _place.MakeRepository();
        string path = Path.Combine(_place.Root, "model.safetensors");
        await File.WriteAllBytesAsync(path, UploadPlace.Bytes(300_000), Cancellation);
        var commit = new HubCommit(_place.Repository, [HubUploadFile.FromDisk("model.safetensors", path)]);
        _place.Hub.Inject(TestHubFault.Before(() => File.WriteAllBytes(path, UploadPlace.Bytes(200_000))), "/preupload/", times: 1);
        var exception = await Assert.ThrowsAsync<HubException>(() => _place.Uploader.CommitAsync(commit, cancellationToken: Cancellation));
        Assert.Contains("the file changed while it was sent", exception.Message, StringComparison.Ordinal);
        Assert.False(Stored.Head.Files.ContainsKey("model.safetensors"));

        await _place.Uploader.CommitAsync(commit, cancellationToken: Cancellation);
        Assert.Equal(200_000, Stored["model.safetensors"].Content.Length);
    }

    [Fact]
    public async Task WhatCannotBeCommitted_IsSaid()
    {
        await _place.MakeRepository();
        var twice = await Assert.ThrowsAsync<HubException>(() => _place.Commit(("a", [1]), ("./a", [2])));
        Assert.Contains("'a' stands twice among the files of a commit", twice.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _place.Files() with { Message = " " });

        string path = Path.Combine(_place.Root, "huge.bin");
        await using (var stream = File.Create(path)) stream.SetLength(MeasuredFile.MostBytes + 1);              // takes no room
        var huge = await Assert.ThrowsAsync<HubException>(() => _place.Uploader.CommitAsync(
            new HubCommit(_place.Repository, [HubUploadFile.FromDisk("huge.bin", path)]), cancellationToken: Cancellation));
        Assert.Contains("50 GB", huge.Message, StringComparison.Ordinal);
        Assert.True(huge.IsOfTheCaller);
    }
}
