using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>Commits: one JSON object a line, on a branch or as a new pull request.</summary>
internal static class TestHubCommits
{
    public static async Task Answer(TestHubCall call, TestHubRepository repository, string revision)
    {
        TestHubAccess.ForCommits(call, repository);
        if (call.Context.Request.ContentType?.StartsWith("application/x-ndjson", StringComparison.Ordinal) != true)
        {
            throw new TestHubRefusal(415, "Send application/x-ndjson");
        }

        var lines = Lines(await call.BodyAsync());
        if (lines is not [("header", var header), ..]) throw new TestHubRefusal(400, "The first line must be the header");
        string summary = header["summary"]?.GetValue<string>() ?? "";
        if (summary.Length == 0) throw new TestHubRefusal(400, "\"summary\" is required");

        var head = TestHubInfo.Find(repository, revision);
        if (header["parentCommit"]?.GetValue<string>() is { } parent && parent != head.Id)
        {
            throw new TestHubRefusal(412, "A commit has happened since. Please refresh and try again.");
        }

        var changes = new TestHubChanges(call.Hub, repository, head);
        foreach (var (key, value) in lines.Skip(1)) changes.Add(key, value);

        string refName = TestHubRepository.RefName(revision), url = TestHubRepositories.Url(call.Hub, repository.Kind, repository.Id);
        string? pullRequest = null;
        if (call.IsAsked("create_pr"))
        {
            int number = 1 + repository.Refs.Keys.Count(name => name.StartsWith("refs/pr/", StringComparison.Ordinal));
            refName = string.Create(CultureInfo.InvariantCulture, $"refs/pr/{number}");
            repository.Branch(refName, head.Id);
            pullRequest = string.Create(CultureInfo.InvariantCulture, $"{url}/discussions/{number}");
        }
        else if (!repository.Refs.ContainsKey(refName))
        {
            throw new TestHubRefusal(400, "Commits go to a branch");
        }

        string description = header["description"]?.GetValue<string>() ?? "";
        var commit = repository.Write(refName, changes.Files, summary, description, call.User!.Name, changes.Large);
        var answer = new JsonObject
        {
            ["success"] = true,
            ["commitOid"] = commit.Id,
            ["commitUrl"] = $"{url}/commit/{commit.Id}",
            ["hookOutput"] = "",
        };
        if (pullRequest is not null) answer["pullRequestUrl"] = pullRequest;
        await call.JsonAsync(answer);
    }

    private static List<(string Key, JsonNode Value)> Lines(string body)
    {
        try
        {
            return [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
                .Select(line => (line["key"]!.GetValue<string>(), line["value"]!))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new TestHubRefusal(400, "Every line must be an object with \"key\" and \"value\"");
        }
    }
}
