using System.Text;
using System.Text.Json.Nodes;
using Matiz.Hub;
using Matiz.Hub.Upload;

namespace Matiz.Tests.Hub.Upload;

public sealed class CommitContentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Body_IsOneObjectALine_WithItsLength()
    {
        var random = new Random(3);
        byte[] bytes = new byte[100_001];
        random.NextBytes(bytes);
        var small = await Measured("a\"b ü.json", "{}"u8.ToArray());
        var medium = await Measured("x/y.dat", bytes);
        var empty = await Measured("empty", []);
        var large = await Measured("model.safetensors", "weights"u8.ToArray());
        var commit = new HubCommit(HubRepository.Model("user/tiny"), [])
        {
            Message = "Añade \"todo\"\nsecond",
            Deletions = ["old.bin", "folder/"],
        };
        using var content = new CommitContent(commit, "abc", [small, medium, empty], [large], TestContext.Current.CancellationToken);
        byte[] body = await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(body).TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToList();

        Assert.Equal(body.Length, content.Headers.ContentLength);
        Assert.Equal("application/x-ndjson", content.Headers.ContentType!.MediaType);
        Assert.Equal(
            ["header", "file", "file", "file", "lfsFile", "deletedFile", "deletedFolder"], lines.Select(
                line => line["key"]!.GetValue<string>()));
        Assert.Equal(
            """{"summary":"A\u00F1ade \u0022todo\u0022\nsecond","description":"","parentCommit":"abc"}""",
            lines[0]["value"]!.ToJsonString());
        Assert.Equal("""{"content":"e30=","path":"a\u0022b \u00FC.json","encoding":"base64"}""", lines[1]["value"]!.ToJsonString());
        Assert.Equal(bytes, Convert.FromBase64String(lines[2]["value"]!["content"]!.GetValue<string>()));
        Assert.Equal("", lines[3]["value"]!["content"]!.GetValue<string>());
        Assert.Equal(
            $$"""{"path":"model.safetensors","algo":"sha256","oid":"{{large.Sha256}}","size":7}""", lines[4]["value"]!.ToJsonString());
        Assert.Equal("""{"path":"folder/"}""", lines[6]["value"]!.ToJsonString());
    }

    [Fact]
    public async Task Hashes_AreThoseOfGitAndOfTheStore()
    {
        var file = await Measured("x", "hello\n"u8.ToArray());

        Assert.Equal("ce013625030ba8dba906f756967f9e9ca394464a", file.BlobId);
        Assert.Equal("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03", file.Sha256);
    }

    [Fact]
    public async Task AFileThatChanges_EndsTheBody()
    {
        string path = _folder["config.json"];
        await File.WriteAllTextAsync(path, "{\"a\": 1}", TestContext.Current.CancellationToken);
        var file = await MeasuredFile.ReadAsync(HubUploadFile.FromDisk("config.json", path), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, "{\"a\": 2}", TestContext.Current.CancellationToken);
        var commit = new HubCommit(HubRepository.Model("user/tiny"), []);
        using var content = new CommitContent(commit, null, [file], [], TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<HubException>(
            () => content.CopyToAsync(new MemoryStream(), TestContext.Current.CancellationToken));
        Assert.Contains("the file changed while it was sent", exception.Message, StringComparison.Ordinal);
    }

    private static Task<MeasuredFile> Measured(string path, byte[] bytes) =>
        MeasuredFile.ReadAsync(HubUploadFile.FromBytes(path, bytes), TestContext.Current.CancellationToken);
}
