using System.Text.Json.Nodes;
using Matiz.Testing;

namespace Matiz.Tests.TestHubs;

/// <summary>The Hub's JavaScript client finds in the test Hub what it finds in the real one, and its writes arrive.</summary>
public sealed class NpmClientTests : IDisposable
{
    private readonly TestHub _hub = TestHub.Start();
    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-npm-").FullName;

    public void Dispose()
    {
        _hub.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Reads_EveryFileOfARepository()
    {
        Assert.SkipWhen(NpmHubClient.Absence is not null, NpmHubClient.Absence ?? "");
        var repository = _hub.AddTiny();
        repository.Commit("onnx/notes with spaces.txt", "in a folder");
        _hub.PageSize = 2;

        var about = NpmHubClient.Run(_hub, "describe", "user/tiny");
        Assert.Equal(("user", repository.Head.Id), (about["user"]!.GetValue<string>(), about["sha"]!.GetValue<string>()));
        Assert.Equal(["user/tiny"], about["models"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(["Change files", "initial commit"], about["commits"]!.AsArray().Select(title => title!.GetValue<string>()));
        Assert.Equal((true, true, false), (Is("exists"), Is("hasConfig"), Is("hasNothing")));
        Assert.Equal(
            repository.Head.Files.Select(file => (file.Key, (long)file.Value.Content.Length, file.Value.ETag)),
            about["files"]!.AsArray().Where(file => file!["type"]!.GetValue<string>() == "file").Select(AboutFile));

        NpmHubClient.Run(_hub, "download", "user/tiny", ("folder", _folder));
        AssertSame(repository, TestHubFile.InFolder(_folder));
        Assert.False(_hub.TokenReachedCdn);

        bool Is(string name) => about[name]!.GetValue<bool>();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(10_000)]
    public void Uploads_SmallAndLargeFiles_AtOnceAndInParts(int? chunkSize)
    {
        Assert.SkipWhen(NpmHubClient.Absence is not null, NpmHubClient.Absence ?? "");
        _hub.LfsChunkSize = chunkSize;
        Write("config.json", "{}"u8.ToArray());
        Write("empty.txt", []);
        Write("deep/er/model.safetensors", TestHubFile.Noise(123_456, 1));
        Write("deep/small.bin", TestHubFile.Noise(3, 2));

        var answer = NpmHubClient.Run(_hub, "upload", "user/new", ("folder", _folder), ("create", true));
        var repository = _hub.Find("user/new")!;
        Assert.True(repository.IsPrivate);
        Assert.Equal(repository.Head.Id, answer["oid"]!.GetValue<string>());
        Assert.Equal(("Upload a folder", "by the npm client"), (repository.Head.Title, repository.Head.Message));
        AssertSame(repository, TestHubFile.InFolder(_folder), ".gitattributes");
        Assert.Equal(["deep/er/model.safetensors", "deep/small.bin"],
            repository.Head.Files.Where(file => file.Value.IsLfs).Select(file => file.Key));
        int parts = _hub.Requests.Count(request => request.Path.StartsWith("/uploads/parts/", StringComparison.Ordinal));
        Assert.Equal(chunkSize is null ? 0 : 13, parts);
        Assert.False(_hub.TokenReachedCdn);
    }

    [Fact]
    public void Changes_Branches_AndRequests()
    {
        Assert.SkipWhen(NpmHubClient.Absence is not null, NpmHubClient.Absence ?? "");
        var repository = _hub.AddModel("org/x", ("a.txt", "1"), ("b.txt", "2"));
        string parent = repository.Head.Id;
        var changed = NpmHubClient.Run(_hub, "change", "org/x", ("remove", "a.txt"), ("parentCommit", parent));
        Assert.Equal((repository.Head.Id, 412), (changed["oid"]!.GetValue<string>(), changed["refused"]!.GetValue<int>()));
        Assert.Equal(["b.txt", "notes.txt"], repository.Head.Files.Keys);
        Assert.Equal(repository.Head.Id, repository.Find("dev")!.Id);

        Write("c.txt", "3"u8.ToArray());
        var asked = NpmHubClient.Run(
            _hub, "upload", "org/x", ("folder", _folder), ("isPullRequest", true), ("accessToken", TestHub.StrangerToken));
        Assert.Equal($"{_hub.Endpoint}/org/x/discussions/1", asked["pullRequestUrl"]!.GetValue<string>());
        Assert.Equal(["b.txt", "c.txt", "notes.txt"], repository.Find("refs/pr/1")!.Files.Keys);
        Assert.Equal(["b.txt", "notes.txt"], repository.Head.Files.Keys);
    }

    private static (string Path, long Size, string ETag) AboutFile(JsonNode? file) =>
        (file!["path"]!.GetValue<string>(), file["size"]!.GetValue<long>(), (file["lfs"]?["oid"] ?? file["oid"])!.GetValue<string>());

    private static void AssertSame(TestHubRepository repository, IReadOnlyDictionary<string, byte[]> files, params string[] without)
    {
        Assert.Equal(repository.Head.Files.Keys.Except(without), files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files, file => Assert.Equal(repository[file.Key].Content, file.Value));
    }

    private void Write(string path, byte[] content)
    {
        string full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
    }
}
