using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Matiz.Testing;

/// <summary>What the API says of files and folders of a revision.</summary>
internal static class TestHubTree
{
    public static Task List(TestHubCall call, TestHubRepository repository, string revision, string folder)
    {
        folder = folder.Trim('/');
        var commit = TestHubInfo.Find(repository, revision);
        if (!commit.FolderIds.ContainsKey(folder))
        {
            throw new TestHubRefusal(404, $"{folder} does not exist on \"{revision}\"", "EntryNotFound", commit.Id);
        }

        string prefix = folder.Length == 0 ? "" : folder + "/";
        bool recursive = call.IsAsked("recursive"), expand = call.IsAsked("expand");
        string[] paths = [.. commit.FolderIds.Keys.Where(path => path.Length > 0).Concat(commit.Files.Keys)
            .Where(path => path.StartsWith(prefix, StringComparison.Ordinal))
            .Where(path => recursive || !path[prefix.Length..].Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        int limit = int.TryParse(call.QueryValue("limit"), out int asked) ? Math.Min(asked, call.Hub.PageSize) : call.Hub.PageSize;
        return call.PageAsync(paths.Select(path => Entry(call.Hub, commit, path, expand)!), limit);
    }

    public static async Task PathsInfo(TestHubCall call, TestHubRepository repository, string revision)
    {
        var commit = TestHubInfo.Find(repository, revision);
        string body = await call.BodyAsync();
        string[] paths;
        bool expand;
        if (call.Context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true)
        {
            var json = JsonNode.Parse(body)!;
            paths = [.. json["paths"]!.AsArray().Select(path => path!.GetValue<string>())];
            expand = json["expand"]?.GetValue<bool>() ?? false;
        }
        else
        {
            var form = QueryHelpers.ParseQuery(body);
            paths = [.. form["paths"].Select(path => path ?? "")];
            expand = form["expand"].ToString() is "true" or "True" or "1";
        }

        if (paths.Length > 500) throw new TestHubRefusal(413, "Too many paths");
        await call.JsonAsync(new JsonArray([.. paths.Select(path => Entry(call.Hub, commit, path, expand)).OfType<JsonNode>()]));
    }

    private static JsonObject? Entry(TestHub hub, TestHubCommit commit, string path, bool expand)
    {
        JsonObject entry;
        if (commit.Files.TryGetValue(path, out var file))
        {
            entry = new JsonObject { ["type"] = "file", ["oid"] = file.BlobId, ["size"] = file.Content.Length };
            if (file.IsLfs)
            {
                entry["lfs"] = new JsonObject { ["oid"] = file.Sha256, ["size"] = file.Content.Length, ["pointerSize"] = file.PointerSize };
                if (hub.ShowsXet) entry["xetHash"] = file.Sha256;
            }
        }
        else if (commit.FolderIds.TryGetValue(path, out string? id))
        {
            entry = new JsonObject { ["type"] = "directory", ["oid"] = id, ["size"] = 0 };
        }
        else return null;

        entry["path"] = path;
        if (expand)
        {
            entry["lastCommit"] = new JsonObject { ["id"] = commit.Id, ["title"] = commit.Title, ["date"] = TestHubInfo.Date(commit) };
            if (file is not null) entry["securityFileStatus"] = new JsonObject { ["status"] = "safe" };
        }

        return entry;
    }
}
