using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Matiz.Testing;

namespace Matiz.Tests.TestHubs;

/// <summary>The test Hub takes writes as the Hub does, asked by plain HTTP.</summary>
public sealed class TestHubWriteTests : IDisposable
{
    private const string Lfs = "application/vnd.git-lfs+json";
    private const string Header = """{"key":"header","value":{"summary":"Change","description":"why"}}""";

    private readonly TestHub _hub = TestHub.Start();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public void Dispose()
    {
        _http.Dispose();
        _hub.Dispose();
    }

    [Fact]
    public async Task Create_MakesARepositoryOnce()
    {
        var (status, made) = await PostAsync(
            "/api/repos/create", """{"name":"x","organization":"org","visibility":"private","type":"dataset"}""");
        Assert.Equal((200, $"{_hub.Endpoint}/datasets/org/x"), (status, made["url"]!.GetValue<string>()));
        Assert.True(_hub.Find("org/x", "datasets")!.IsPrivate);
        Assert.Equal([".gitattributes"], _hub.Find("org/x", "datasets")!.Head.Files.Keys);
        Assert.Equal(409, (await PostAsync("/api/repos/create", """{"name":"x","organization":"org","type":"dataset"}""")).Status);
        Assert.Equal(403, (await PostAsync("/api/repos/create", """{"name":"x","organization":"other"}""")).Status);
        Assert.Equal(403, (await PostAsync("/api/repos/create", """{"name":"y"}""", token: TestHub.ReadToken)).Status);
        Assert.Equal(401, (await PostAsync("/api/repos/create", """{"name":"y"}""", token: null)).Status);
    }

    [Fact]
    public async Task Preupload_TellsLargeFromSmall_AndWhatIsThere()
    {
        var repository = _hub.AddModel("user/x", ("config.json", "{}"), (".gitignore", "*.log\n"));
        repository.LfsThreshold = 1000;
        var (_, answer) = await PostAsync("/api/models/user/x/preupload/main", """
            {"files":[{"path":"config.json","sample":"e30=","size":2},{"path":"a.bin","sample":"AA==","size":1},
            {"path":"empty.bin","sample":"","size":0},{"path":"b.log","sample":"AA==","size":1}]}
            """);
        var files = answer["files"]!.AsArray();
        Assert.Equal(["regular", "lfs", "regular", "regular"], files.Select(file => file!["uploadMode"]!.GetValue<string>()));
        Assert.Equal([false, false, false, true], files.Select(file => file!["shouldIgnore"]!.GetValue<bool>()));
        Assert.Equal(GitObjects.BlobId("{}"u8), files[0]!["oid"]!.GetValue<string>());
    }

    [Fact]
    public async Task Commit_WritesSmallFiles_AndDeletes()
    {
        var repository = _hub.AddModel("user/x", ("a.txt", "1"), ("old/b.txt", "2"), ("c.txt", "3"));
        string parent = repository.Head.Id;
        var (status, answer) = await CommitAsync("main",
            $$$"""{"key":"header","value":{"summary":"Change","description":"","parentCommit":"{{{parent}}}"}}""",
            """{"key":"file","value":{"content":"e30=","path":"config.json","encoding":"base64"}}""",
            """{"key":"deletedFolder","value":{"path":"old/"}}""", """{"key":"deletedFile","value":{"path":"c.txt"}}""");
        Assert.Equal((200, repository.Head.Id), (status, answer["commitOid"]!.GetValue<string>()));
        Assert.Equal($"{_hub.Endpoint}/user/x/commit/{repository.Head.Id}", answer["commitUrl"]!.GetValue<string>());
        Assert.Equal(["a.txt", "config.json"], repository.Head.Files.Keys);
        Assert.Equal(parent, repository.Head.Parent!.Id);
        Assert.Equal(412, (await CommitAsync(
            "main", $$$"""{"key":"header","value":{"summary":"Too late","parentCommit":"{{{parent}}}"}}""")).Status);
    }

    [Theory]
    [InlineData("""{"key":"file","value":{"content":"e30=","path":"../x","encoding":"base64"}}""", 400)]
    [InlineData("""{"key":"file","value":{"content":"e30=","path":"x.safetensors","encoding":"base64"}}""", 422)]
    [InlineData("""{"key":"file","value":{"content":"###","path":"x","encoding":"base64"}}""", 400)]
    [InlineData("""{"key":"lfsFile","value":{"path":"x","algo":"sha256","oid":"00","size":1}}""", 400)]
    [InlineData("""{"key":"deletedFile","value":{"path":"none"}}""", 400)]
    public async Task Commit_OfWrongLines_IsRefusedWhole(string line, int status)
    {
        var repository = _hub.AddModel("user/x", ("a.txt", "1"));
        string before = repository.Head.Id;
        Assert.Equal(status, (await CommitAsync("main", Header, line)).Status);
        Assert.Equal(before, repository.Head.Id);
    }

    [Fact]
    public async Task Commit_AsPullRequest_LeavesMainAlone()
    {
        var repository = _hub.AddModel("org/x", ("a.txt", "1"));
        string before = repository.Head.Id;
        const string Line = """{"key":"file","value":{"content":"e30=","path":"b.txt","encoding":"base64"}}""";
        Assert.Equal(403, (await CommitToAsync("main", TestHub.StrangerToken, "org/x", Header, Line)).Status);
        var (status, answer) = await CommitToAsync("main?create_pr=1", TestHub.StrangerToken, "org/x", Header, Line);
        Assert.Equal((200, $"{_hub.Endpoint}/org/x/discussions/1"), (status, answer["pullRequestUrl"]!.GetValue<string>()));
        Assert.Equal(before, repository.Head.Id);
        Assert.Equal(["a.txt", "b.txt"], repository.Find("refs/pr/1")!.Files.Keys);
    }

    [Fact]
    public async Task LargeFile_InOnePiece()
    {
        var repository = _hub.AddModel("user/x", ("a.txt", "1"));
        byte[] content = TestHubFile.Noise(3000, 1);
        var action = await BatchAsync(content);
        using var put = await _http.PutAsync(action["upload"]!["href"]!.GetValue<string>(), new ByteArrayContent(content));
        Assert.True(put.IsSuccessStatusCode);
        await VerifyAndCommitAsync(repository, content, action);
        Assert.Null((await BatchAnswerAsync(content))["actions"]);
    }

    [Fact]
    public async Task LargeFile_InParts_JoinsThemInOrder()
    {
        _hub.LfsChunkSize = 250;
        var repository = _hub.AddModel("user/x", ("a.txt", "1"));
        byte[] content = TestHubFile.Noise(2990, 2);
        var action = await BatchAsync(content);
        var header = action["upload"]!["header"]!.AsObject();
        Assert.Equal("250", header["chunk_size"]!.GetValue<string>());
        var parts = new JsonArray();
        for (int number = 1; number <= 12; number++)
        {
            byte[] part = content[((number - 1) * 250)..Math.Min(content.Length, number * 250)];
            using var put = await _http.PutAsync(header[$"{number}"]!.GetValue<string>(), new ByteArrayContent(part));
            parts.Add(new JsonObject { ["partNumber"] = number, ["etag"] = put.Headers.ETag!.Tag });
        }

        string complete = action["upload"]!["href"]!.GetValue<string>()[_hub.Endpoint.Length..];
        var body = new JsonObject { ["oid"] = GitObjects.Sha256(content), ["parts"] = parts };
        Assert.Equal(200, (await PostAsync(complete, body.ToJsonString(), Lfs, token: null)).Status);
        await VerifyAndCommitAsync(repository, content, action);
    }

    [Fact]
    public async Task Upload_OfOtherBytes_IsRefused()
    {
        _hub.AddModel("user/x", ("a.txt", "1"));
        var action = await BatchAsync(TestHubFile.Noise(3000, 1));
        using var put = await _http.PutAsync(action["upload"]!["href"]!.GetValue<string>(), new ByteArrayContent([1, 2, 3]));
        Assert.Equal(400, (int)put.StatusCode);
    }

    [Fact]
    public async Task BranchesTagsMoveDelete()
    {
        var repository = _hub.AddModel("user/x", ("a.txt", "1"));
        Assert.Equal(200, await StatusAsync("/api/models/user/x/branch/dev"));
        Assert.Equal(409, await StatusAsync("/api/models/user/x/branch/dev"));
        Assert.Equal((200, 409), (await TagAsync(), await TagAsync()));
        Assert.Equal(["refs/heads/dev", "refs/heads/main", "refs/tags/v1"], repository.Refs.Keys.Order());
        Assert.Equal(200, await StatusAsync("/api/repos/move", """{"fromRepo":"user/x","toRepo":"org/y","type":"model"}"""));
        Assert.Equal("org/y", repository.Id);
        using var delete = Request(
            HttpMethod.Delete, "/api/repos/delete", """{"name":"y","organization":"org"}""", "application/json", TestHub.WriteToken);
        using var deleted = await _http.SendAsync(delete);
        Assert.Equal(200, (int)deleted.StatusCode);
        Assert.Null(_hub.Find("org/y"));

        Task<int> TagAsync() => StatusAsync("/api/models/user/x/tag/main", """{"tag":"v1"}""");
        async Task<int> StatusAsync(string path, string body = "{}")
        {
            using var request = Request(HttpMethod.Post, path, body, "application/json", TestHub.WriteToken);
            using var answer = await _http.SendAsync(request);
            return (int)answer.StatusCode;
        }
    }

    [Fact]
    public async Task StatusAfterwards_CommitsAndSays500()
    {
        var repository = _hub.AddModel("user/x", ("a.txt", "1"));
        _hub.Inject(TestHubFault.StatusAfterwards(500), path: "/commit/");
        const string Line = """{"key":"file","value":{"content":"e30=","path":"b.txt","encoding":"base64"}}""";
        Assert.Equal(500, (await CommitAsync("main", Header, Line)).Status);
        Assert.Equal(["a.txt", "b.txt"], repository.Head.Files.Keys);
    }

    [Theory]
    [InlineData("---\nlicense: mit\n---\n# Card", 200)]
    [InlineData("# Card", 200)]
    [InlineData("---\nlicense: mit\n", 400)]
    public async Task Yaml_IsValidated(string card, int status)
    {
        var body = new JsonObject { ["content"] = card, ["repoType"] = "model" };
        Assert.Equal(status, (await PostAsync("/api/validate-yaml", body.ToJsonString())).Status);
    }

    private async Task<JsonNode> BatchAsync(byte[] content) => (await BatchAnswerAsync(content))["actions"]!;

    private async Task<JsonNode> BatchAnswerAsync(byte[] content)
    {
        var body = new JsonObject
        {
            ["operation"] = "upload",
            ["transfers"] = new JsonArray("basic", "multipart"),
            ["objects"] = new JsonArray(new JsonObject { ["oid"] = GitObjects.Sha256(content), ["size"] = content.Length }),
            ["hash_algo"] = "sha256",
        };
        return (await PostAsync("/user/x.git/info/lfs/objects/batch", body.ToJsonString(), Lfs)).Body["objects"]![0]!;
    }

    private async Task VerifyAndCommitAsync(TestHubRepository repository, byte[] content, JsonNode action)
    {
        var verify = new JsonObject { ["oid"] = GitObjects.Sha256(content), ["size"] = content.Length };
        string path = action["verify"]!["href"]!.GetValue<string>()[_hub.Endpoint.Length..];
        Assert.Equal(200, (await PostAsync(path, verify.ToJsonString(), Lfs)).Status);
        var line = new JsonObject
        {
            ["key"] = "lfsFile",
            ["value"] = new JsonObject
            {
                ["path"] = "model.bin",
                ["algo"] = "sha256",
                ["oid"] = GitObjects.Sha256(content),
                ["size"] = content.Length,
            },
        };
        Assert.Equal(200, (await CommitAsync("main", Header, line.ToJsonString())).Status);
        Assert.Equal(content, repository["model.bin"].Content);
        Assert.True(repository["model.bin"].IsLfs);
    }

    private Task<(int Status, JsonNode Body)> CommitAsync(string revision, params string[] lines) =>
        CommitToAsync(revision, TestHub.WriteToken, "user/x", lines);

    private Task<(int Status, JsonNode Body)> CommitToAsync(string revision, string token, string id, params string[] lines) =>
        PostAsync($"/api/models/{id}/commit/{revision}", string.Join('\n', lines) + "\n", "application/x-ndjson", token);

    private async Task<(int Status, JsonNode Body)> PostAsync(
        string path, string body, string contentType = "application/json", string? token = TestHub.WriteToken)
    {
        using var request = Request(HttpMethod.Post, path, body, contentType, token);
        using var answer = await _http.SendAsync(request);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string body, string contentType, string? token)
    {
        var request = new HttpRequestMessage(method, _hub.Endpoint + path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        request.Headers.TryAddWithoutValidation("Accept", contentType);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        return request;
    }
}
