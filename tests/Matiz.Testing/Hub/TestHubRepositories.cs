using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Matiz.Testing;

/// <summary>Making, deleting, renaming repositories, and their branches and tags.</summary>
internal static partial class TestHubRepositories
{
    public static async Task Create(TestHubCall call)
    {
        var body = await call.JsonBodyAsync();
        var (kind, id) = KindAndId(call, body);
        if (call.Hub.Find(id, kind) is not null)
        {
            await call.JsonAsync(
                new JsonObject { ["error"] = $"You already created this {kind[..^1]} repo", ["url"] = Url(call.Hub, kind, id) }, 409);
            return;
        }

        var repository = call.Hub.Add(
            kind, id, new Dictionary<string, byte[]>(StringComparer.Ordinal) { [TestHubAttributes.Path] = TestHubAttributes.Default });
        repository.IsPrivate = body["visibility"]?.GetValue<string>() == "private" || body["private"]?.GetValue<bool>() == true;
        await call.JsonAsync(new JsonObject { ["url"] = Url(call.Hub, kind, id), ["name"] = id, ["id"] = repository.Head.Id[..24] });
    }

    public static async Task Delete(TestHubCall call)
    {
        var (kind, id) = KindAndId(call, await call.JsonBodyAsync());
        if (!call.Hub.Remove(kind, id)) throw new TestHubRefusal(404, "Repository not found", "RepoNotFound");
        await call.SendAsync("text/plain", "OK");
    }

    public static async Task Move(TestHubCall call)
    {
        var body = await call.JsonBodyAsync();
        string kind = Kind(body), from = Text(body, "fromRepo"), to = Text(body, "toRepo");
        TestHubAccess.ForWriting(call, from);
        TestHubAccess.ForWriting(call, to);
        if (call.Hub.Find(from, kind) is null) throw new TestHubRefusal(404, "Repository not found", "RepoNotFound");
        if (call.Hub.Find(to, kind) is not null) throw new TestHubRefusal(409, "A repository with this name already exists");
        call.Hub.Rename(from, to, kind);
        await call.SendAsync("text/plain", "OK");
    }

    public static async Task Branch(TestHubCall call, TestHubRepository repository, string name)
    {
        TestHubAccess.ForWriting(call, repository.Id);
        string refName = TestHubRepository.RefName(name);
        if (call.Method == "DELETE")
        {
            if (name == "main") throw new TestHubRefusal(403, "The branch main cannot be deleted");
            if (!repository.RemoveRef(refName)) throw new TestHubRefusal(404, "Reference does not exist", "RevisionNotFound");
        }
        else
        {
            var body = await call.JsonBodyAsync();
            if (repository.Refs.ContainsKey(refName)) throw new TestHubRefusal(409, "Reference already exists");
            string start = body["startingPoint"]?.GetValue<string>() ?? "main";
            TestHubInfo.Find(repository, start);
            repository.Branch(name, start);
        }

        await call.SendAsync("text/plain", "OK");
    }

    public static async Task Tag(TestHubCall call, TestHubRepository repository, string revisionOrTag)
    {
        TestHubAccess.ForWriting(call, repository.Id);
        if (call.Method == "DELETE")
        {
            bool isGone = repository.RemoveRef($"refs/tags/{revisionOrTag}");
            if (!isGone) throw new TestHubRefusal(404, "Tag does not exist", "RevisionNotFound");
        }
        else
        {
            string tag = Text(await call.JsonBodyAsync(), "tag");
            TestHubInfo.Find(repository, revisionOrTag);
            if (repository.Refs.ContainsKey($"refs/tags/{tag}")) throw new TestHubRefusal(409, $"Tag {tag} already exists");
            repository.Tag(tag, revisionOrTag);
        }

        await call.SendAsync("text/plain", "OK");
    }

    public static async Task ValidateYaml(TestHubCall call)
    {
        string content = Text(await call.JsonBodyAsync(), "content").ReplaceLineEndings("\n");
        var (errors, warnings) = (new JsonArray(), new JsonArray());
        int end = content.StartsWith("---\n", StringComparison.Ordinal) ? content.IndexOf("\n---", 3, StringComparison.Ordinal) : 0;
        string yaml = end > 0 ? content[4..Math.Max(4, end)] : "";
        if (end < 0 || yaml.Contains('\t', StringComparison.Ordinal)) errors.Add(new JsonObject { ["message"] = "YAML cannot be parsed" });
        else if (yaml.Length == 0) warnings.Add(new JsonObject { ["message"] = "empty or missing yaml metadata in repo card" });
        await call.JsonAsync(new JsonObject { ["errors"] = errors, ["warnings"] = warnings }, end < 0 || errors.Count > 0 ? 400 : 200);
    }

    public static string Url(TestHub hub, string kind, string id) => $"{hub.Endpoint}/{(kind == "models" ? "" : kind + "/")}{id}";

    private static (string Kind, string Id) KindAndId(TestHubCall call, JsonNode body)
    {
        string name = Text(body, "name");
        if (!ValidName().IsMatch(name)) throw new TestHubRefusal(400, $"Invalid repository name '{name}'");
        if (call.User is null) throw new TestHubRefusal(401, "Invalid username or password.");
        string id = $"{body["organization"]?.GetValue<string>() ?? call.User.Name}/{name}";
        TestHubAccess.ForWriting(call, id);
        return (Kind(body), id);
    }

    private static string Kind(JsonNode body) => (body["type"]?.GetValue<string>() ?? "model") switch
    {
        "model" => "models",
        "dataset" => "datasets",
        "space" => "spaces",
        var type => throw new TestHubRefusal(400, $"Unknown repository type '{type}'"),
    };

    private static string Text(JsonNode body, string name) =>
        body[name] is JsonValue value && value.TryGetValue(out string? text)
            ? text
            : throw new TestHubRefusal(400, $"\"{name}\" is required");

    [GeneratedRegex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,95}$", RegexOptions.NonBacktracking)]
    private static partial Regex ValidName();
}
