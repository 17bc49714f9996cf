using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>What the API says of repositories: lists, one of them, its refs and its commits.</summary>
internal static class TestHubInfo
{
    public static Task List(TestHubCall call, string kind)
    {
        string search = call.QueryValue("search"), author = call.QueryValue("author");
        var found = call.Hub.All(kind)
            .Where(repository => !repository.IsPrivate || call.User?.Owns(repository.Id) == true)
            .Where(repository => repository.Id.Contains(search, StringComparison.OrdinalIgnoreCase))
            .Where(repository => author.Length == 0 || repository.Id.StartsWith(author + "/", StringComparison.Ordinal));
        int limit = int.TryParse(call.QueryValue("limit"), out int asked) ? asked : call.Hub.PageSize;
        return call.PageAsync(found.Select(repository => (JsonNode)About(repository, repository.Head)), limit);
    }

    public static Task Repository(TestHubCall call, TestHubRepository repository, string revision)
    {
        var commit = Find(repository, revision);
        bool blobs = call.IsAsked("blobs");
        var info = About(repository, commit);
        info["siblings"] = new JsonArray([.. commit.Files.Select(file => Sibling(file.Key, file.Value, blobs))]);
        info["usedStorage"] = commit.Files.Values.Where(file => file.IsLfs).Sum(file => (long)file.Content.Length);
        return call.JsonAsync(info);
    }

    public static Task Refs(TestHubCall call, TestHubRepository repository)
    {
        JsonArray Below(string prefix) => new(
            [.. repository.Refs.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new JsonObject
                {
                    ["name"] = pair.Key[prefix.Length..], ["ref"] = pair.Key, ["targetCommit"] = pair.Value.Id,
                })]);

        var refs = new JsonObject
        {
            ["branches"] = Below("refs/heads/"),
            ["converts"] = Below("refs/convert/"),
            ["tags"] = Below("refs/tags/"),
        };
        if (call.IsAsked("include_prs")) refs["pullRequests"] = Below("refs/pr/");
        return call.JsonAsync(refs);
    }

    public static Task Commits(TestHubCall call, TestHubRepository repository, string revision)
    {
        int limit = int.TryParse(call.QueryValue("limit"), out int asked) ? asked : call.Hub.PageSize;
        return call.PageAsync(Find(repository, revision).History().Select(commit => (JsonNode)new JsonObject
        {
            ["id"] = commit.Id,
            ["title"] = commit.Title,
            ["message"] = commit.Message,
            ["authors"] = new JsonArray(new JsonObject { ["user"] = commit.Author }),
            ["date"] = Date(commit),
        }), limit);
    }

    /// <summary>The commit of a revision.</summary>
    /// <exception cref="TestHubRefusal">404 with the code <c>RevisionNotFound</c>.</exception>
    public static TestHubCommit Find(TestHubRepository repository, string revision) =>
        repository.Find(revision) ?? throw new TestHubRefusal(404, $"Invalid rev id: {revision}", "RevisionNotFound");

    public static string Date(TestHubCommit commit) => commit.Date.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject About(TestHubRepository repository, TestHubCommit commit)
    {
        var info = new JsonObject
        {
            ["_id"] = commit.Id[..24],
            ["id"] = repository.Id,
            ["author"] = repository.Id.Contains('/', StringComparison.Ordinal) ? repository.Id.Split('/')[0] : null,
            ["sha"] = commit.Id,
            ["lastModified"] = Date(commit),
            ["createdAt"] = Date(commit.History().Last()),
            ["private"] = repository.IsPrivate,
            ["gated"] = repository.Gated is { } gated ? JsonValue.Create(gated) : JsonValue.Create(false),
            ["disabled"] = repository.IsDisabled,
            ["downloads"] = 0,
            ["likes"] = 0,
            ["tags"] = new JsonArray(),
        };
        if (repository.Kind == "models") info["modelId"] = repository.Id;
        foreach (var (name, value) in repository.Extra) info[name] = ParseOrText(value);
        return info;
    }

    private static JsonObject Sibling(string path, TestHubFile file, bool blobs)
    {
        var sibling = new JsonObject { ["rfilename"] = path };
        if (!blobs) return sibling;
        sibling["size"] = file.Content.Length;
        sibling["blobId"] = file.BlobId;
        if (file.IsLfs)
        {
            sibling["lfs"] = new JsonObject
            {
                ["sha256"] = file.Sha256,
                ["size"] = file.Content.Length,
                ["pointerSize"] = file.PointerSize,
            };
        }

        return sibling;
    }

    private static JsonNode? ParseOrText(string value)
    {
        try
        {
            return JsonNode.Parse(value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}
