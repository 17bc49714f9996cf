using System.Net;
using System.Text.Json.Nodes;
using Matiz.Testing;

namespace Matiz.Tests.TestHubs;

/// <summary>The test Hub answers reads as the Hub does, asked by plain HTTP.</summary>
public sealed class TestHubReadTests : IDisposable
{
    private readonly TestHub _hub = TestHub.Start();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public void Dispose()
    {
        _http.Dispose();
        _hub.Dispose();
    }

    [Fact]
    public void BlobId_IsWhatGitSays()
    {
        Assert.Equal("ce013625030ba8dba906f756967f9e9ca394464a", GitObjects.BlobId("hello\n"u8));          // git hash-object
        Assert.Equal("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", GitObjects.BlobId([]));
    }

    [Fact]
    public void TreesAndCommits_AreWhatGitSays()
    {
        var repository = _hub.AddModel("user/x", ("a.txt", "hello\n"), ("a/b.txt", "hello\n"), ("a-b", ""));
        Assert.Equal("879a0548d15ed6dab40fb62dd05cfa2659626306", repository.Head.FolderIds[""]);           // git write-tree
        Assert.Equal("2cc688623d3893d80f6adbbb2e5eeb481c4b3f43", repository.Head.Id);                      // git commit-tree
    }

    [Fact]
    public async Task Resolve_SmallFile_HasCommitAndBlobId()
    {
        var repository = _hub.AddModel("user/x", ("config.json", "{}"), ("deep/er.txt", "below"));
        using var head = await SendAsync(HttpMethod.Head, "/user/x/resolve/main/deep/er.txt");
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(repository.Head.Id, head.Headers.GetValues("X-Repo-Commit").Single());
        Assert.Equal($"\"{GitObjects.BlobId("below"u8)}\"", head.Headers.ETag!.Tag);
        Assert.Equal(5, head.Content.Headers.ContentLength);
        Assert.Equal("below", await _http.GetStringAsync($"{_hub.Endpoint}/user/x/resolve/{repository.Head.Id}/deep/er.txt"));
    }

    [Fact]
    public async Task Resolve_LargeFile_RedirectsToTheOtherOriginWithSignedAddress()
    {
        byte[] content = TestHubFile.Noise(100_000, 1);
        _hub.AddModel("user/x", new Dictionary<string, byte[]> { ["model.safetensors"] = content });
        using var head = await SendAsync(HttpMethod.Head, "/user/x/resolve/main/model.safetensors", TestHub.WriteToken);
        Assert.Equal(HttpStatusCode.Found, head.StatusCode);
        Assert.Equal($"\"{GitObjects.Sha256(content)}\"", head.Headers.GetValues("X-Linked-Etag").Single());
        Assert.Equal("100000", head.Headers.GetValues("X-Linked-Size").Single());
        Assert.NotEqual(100_000, head.Content.Headers.ContentLength);
        string location = head.Headers.Location!.ToString();
        Assert.StartsWith(_hub.CdnEndpoint, location, StringComparison.Ordinal);

        Assert.Equal(content, await _http.GetByteArrayAsync(location));
        Assert.False(_hub.TokenReachedCdn);
        using var refused = await SendAsync(HttpMethod.Get, location, TestHub.WriteToken);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.True(_hub.TokenReachedCdn);
    }

    [Theory]
    [InlineData("bytes=10-", 206, "bytes 10-19/20", 10)]
    [InlineData("bytes=0-3", 206, "bytes 0-3/20", 4)]
    [InlineData("bytes=-5", 206, "bytes 15-19/20", 5)]
    [InlineData("bytes=20-", 416, "bytes */20", 0)]
    public async Task Range_IsAnswered(string range, int status, string contentRange, int length)
    {
        _hub.AddModel("user/x", ("a.txt", "01234567890123456789"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_hub.Endpoint}/user/x/resolve/main/a.txt");
        request.Headers.TryAddWithoutValidation("Range", range);
        using var answer = await _http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(contentRange, answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(length, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    [Theory]
    [InlineData("/user/none/resolve/main/a.txt", null, 401, "RepoNotFound")]
    [InlineData("/user/none/resolve/main/a.txt", TestHub.ReadToken, 404, "RepoNotFound")]
    [InlineData("/user/x/resolve/nowhere/a.txt", null, 404, "RevisionNotFound")]
    [InlineData("/user/x/resolve/main/none.txt", null, 404, "EntryNotFound")]
    [InlineData("/user/x/resolve/main/a.txt", "hf_unknown", 401, null)]
    [InlineData("/org/private/resolve/main/a.txt", TestHub.StrangerToken, 404, "RepoNotFound")]
    [InlineData("/org/private/resolve/main/a.txt", TestHub.ReadToken, 200, null)]
    [InlineData("/org/gated/resolve/main/a.txt", null, 401, "GatedRepo")]
    [InlineData("/org/gated/resolve/main/a.txt", TestHub.StrangerToken, 403, "GatedRepo")]
    [InlineData("/api/models/org/gated", TestHub.StrangerToken, 200, null)]
    [InlineData("/api/models/org/gated/auth-check", TestHub.StrangerToken, 403, "GatedRepo")]
    [InlineData("/api/models/user/x/auth-check/write", TestHub.ReadToken, 403, null)]
    [InlineData("/api/models/user/x/auth-check/write", TestHub.WriteToken, 200, null)]
    [InlineData("/api/agent-harnesses", null, 404, null)]
    [InlineData("/api/whoami-v2", null, 401, null)]
    [InlineData("/api/whoami-v2", TestHub.ReadToken, 200, null)]
    public async Task Errors_HaveStatusAndCode(string path, string? token, int status, string? code)
    {
        _hub.AddModel("user/x", ("a.txt", ""));
        _hub.AddModel("org/private", ("a.txt", "")).IsPrivate = true;
        _hub.AddModel("org/gated", ("a.txt", "")).Gated = "auto";
        using var answer = await SendAsync(HttpMethod.Get, path, token);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, answer.Headers.TryGetValues("X-Error-Code", out var codes) ? codes.Single() : null);
        Assert.Equal(code == "EntryNotFound" || (status == 200 && path.Contains("resolve", StringComparison.Ordinal)),
            answer.Headers.Contains("X-Repo-Commit"));
    }

    [Fact]
    public async Task Tree_Pages_ByLink()
    {
        _hub.AddDataset("user/x", ("a.csv", "1"), ("data/b.csv", "2"), ("data/c.parquet", "3"));
        _hub.PageSize = 2;
        using var first = await SendAsync(HttpMethod.Get, "/api/datasets/user/x/tree/main?recursive=true&expand=false");
        Assert.Equal(["a.csv", "data"], await PathsAsync(first));
        string next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        using var second = await SendAsync(HttpMethod.Get, next);
        Assert.Equal(["data/b.csv", "data/c.parquet"], await PathsAsync(second));
        Assert.False(second.Headers.Contains("Link"));
        using var folder = await SendAsync(HttpMethod.Get, "/api/datasets/user/x/tree/main/data");
        Assert.Equal(["data/b.csv", "data/c.parquet"], await PathsAsync(folder));
    }

    [Fact]
    public async Task Revisions_AreFoundByEveryName()
    {
        var repository = _hub.AddModel("user/x", ("a.txt", "1"));
        var old = repository.Head;
        repository.Tag("v1");
        repository.Branch("refs/pr/1");
        repository.Commit("a.txt", "of the request", "refs/pr/1");
        repository.Commit("a.txt", "2");
        Assert.Equal("1", await TextAsync("v1"));
        Assert.Equal("1", await TextAsync(old.Id));
        Assert.Equal("2", await TextAsync("main"));
        Assert.Equal("of the request", await TextAsync("refs%2Fpr%2F1"));
        var refs = JsonNode.Parse(await _http.GetStringAsync($"{_hub.Endpoint}/api/models/user/x/refs?include_prs=1"))!;
        Assert.Equal("refs/pr/1", refs["pullRequests"]![0]!["ref"]!.GetValue<string>());
        Assert.Equal(old.Id, refs["tags"]![0]!["targetCommit"]!.GetValue<string>());

        Task<string> TextAsync(string revision) => _http.GetStringAsync($"{_hub.Endpoint}/user/x/resolve/{revision}/a.txt");
    }

    [Fact]
    public async Task Renamed_RedirectsOnTheSameOrigin()
    {
        _hub.AddModel("old", ("a.txt", "1"));
        _hub.Rename("old", "user/new");
        using var head = await SendAsync(HttpMethod.Head, "/old/resolve/main/a.txt");
        Assert.Equal((307, "/user/new/resolve/main/a.txt"), ((int)head.StatusCode, head.Headers.Location!.ToString()));
        using var info = await SendAsync(HttpMethod.Get, "/api/models/old/revision/main");
        Assert.Equal((307, "/api/models/user/new/revision/main"), ((int)info.StatusCode, info.Headers.Location!.ToString()));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? _hub.Endpoint + path : path);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        return await _http.SendAsync(request);
    }

    private static async Task<string[]> PathsAsync(HttpResponseMessage answer) =>
        [.. JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(entry => entry!["path"]!.GetValue<string>())];
}
