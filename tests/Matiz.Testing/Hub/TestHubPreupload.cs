using System.Text;
using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>Tells before an upload which files are large, which are to be left out, and what the Hub has already.</summary>
internal static class TestHubPreupload
{
    private const int MostFiles = 256;
    private const int SampleSize = 512;

    public static async Task Answer(TestHubCall call, TestHubRepository repository, string revision)
    {
        TestHubAccess.ForCommits(call, repository);
        var commit = TestHubInfo.Find(repository, revision);
        var body = await call.JsonBodyAsync();
        var files = body["files"]?.AsArray() ?? throw new TestHubRefusal(400, "\"files\" is required");
        if (files.Count > MostFiles) throw new TestHubRefusal(413, $"At most {MostFiles} files");

        string ignored = body["gitIgnore"]?.GetValue<string>()
            ?? Encoding.UTF8.GetString(commit.Files.GetValueOrDefault(".gitignore")?.Content ?? []);
        byte[]? attributes = body["gitAttributes"] is { } sent
            ? Encoding.UTF8.GetBytes(sent.GetValue<string>())
            : commit.Files.GetValueOrDefault(TestHubAttributes.Path)?.Content;
        await call.JsonAsync(new JsonObject
        {
            ["files"] = new JsonArray([.. files.Select(file => About(file!, repository, commit, attributes, ignored))]),
            ["commitOid"] = commit.Id,
        });
    }

    private static JsonObject About(JsonNode file, TestHubRepository repository, TestHubCommit commit, byte[]? attributes, string ignored)
    {
        string path = file["path"]!.GetValue<string>();
        long size = file["size"]!.GetValue<long>();
        int sample = Convert.FromBase64String(file["sample"]!.GetValue<string>()).Length;
        if (sample != Math.Min(size, SampleSize)) throw new TestHubRefusal(400, $"The sample of '{path}' has {sample} bytes");
        var answer = new JsonObject
        {
            ["path"] = path,
            ["uploadMode"] = repository.IsLarge(path, size, attributes) ? "lfs" : "regular",
            ["shouldIgnore"] = ignored.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Any(pattern => TestHubAttributes.MatchesPath(pattern, path)),
        };
        if (commit.Files.TryGetValue(path, out var old)) answer["oid"] = old.ETag;
        return answer;
    }
}
