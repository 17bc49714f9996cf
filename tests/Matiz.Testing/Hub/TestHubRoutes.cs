using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>Which address answers what.</summary>
internal static class TestHubRoutes
{
    /// <summary>What may follow a repository id: tells <c>name/resolve/…</c> from <c>namespace/name/…</c>.</summary>
    private static readonly HashSet<string> Verbs = new(StringComparer.Ordinal)
    {
        "auth-check", "branch", "commit", "commits", "info", "paths-info", "preupload", "raw", "refs", "resolve", "resolve-cache",
        "revision", "tag", "tree", "xet-read-token", "xet-write-token",
    };

    public static async Task AnswerAsync(TestHubCall call)
    {
        try
        {
            if (call.Log.IsCdn)
            {
                await TestHubCdn.AnswerAsync(call);
                return;
            }

            call.Response.Headers["X-Request-Id"] = $"Root=1-{call.Hub.Requests.Count:x8}";
            call.FindUser();
            await Route(call);
        }
        catch (TestHubRefusal refusal)
        {
            if (refusal.Code is not null) call.Response.Headers["X-Error-Code"] = refusal.Code;
            if (refusal.Commit is not null) call.Response.Headers["X-Repo-Commit"] = refusal.Commit;
            if (refusal.Location is not null) call.Response.Headers.Location = refusal.Location;
            call.Response.Headers["X-Error-Message"] = refusal.Message;
            await call.JsonAsync(new JsonObject { ["error"] = refusal.Message }, refusal.Status);
        }
    }

    private static Task Route(TestHubCall call) => call.Segments switch
    {
        ["oauth", .. var rest] => TestHubAccounts.OAuth(call, rest),
        ["api", "whoami-v2"] => TestHubAccounts.WhoAmI(call),
        ["api", "resolve-cache", ("models" or "datasets" or "spaces") and var kind, .. var rest] =>
            Repository(call, kind, [.. rest.Take(2), "resolve-cache", .. rest.Skip(2)], isApi: false),
        ["api", "models" or "datasets" or "spaces"] when call.Method == "GET" => TestHubInfo.List(call, call.Segments[1]),
        ["api", ("models" or "datasets" or "spaces") and var kind, .. var rest] => Repository(call, kind, rest, isApi: true),
        ["api", "repos", "create"] when call.Method == "POST" => TestHubRepositories.Create(call),
        ["api", "repos", "delete"] when call.Method == "DELETE" => TestHubRepositories.Delete(call),
        ["api", "repos", "move"] when call.Method == "POST" => TestHubRepositories.Move(call),
        ["api", "validate-yaml"] when call.Method == "POST" => TestHubRepositories.ValidateYaml(call),
        ["api", "complete_multipart"] when call.Method == "POST" => TestHubLfs.Complete(call),
        ["api", ..] => throw NotFound(),
        [("datasets" or "spaces") and var kind, _, _, ..] => Repository(call, kind, call.Segments[1..], isApi: false),
        [_, _, ..] => Repository(call, "models", call.Segments, isApi: false),
        _ => throw NotFound(),
    };

    private static Task Repository(TestHubCall call, string kind, string[] parts, bool isApi)
    {
        bool hasNamespace = parts.Length >= 2 && !Verbs.Contains(parts[1]) && !parts[0].EndsWith(".git", StringComparison.Ordinal);
        string id = hasNamespace ? $"{parts[0]}/{parts[1]}" : parts[0];
        string[] rest = hasNamespace ? parts[2..] : parts[1..];
        if (id.EndsWith(".git", StringComparison.Ordinal)) id = id[..^".git".Length];
        var repository = TestHubAccess.Open(call, kind, id);

        return (isApi, call.Method, rest) switch
        {
            (true, "GET", []) => TestHubInfo.Repository(call, repository, "main"),
            (true, "GET", ["revision", var revision]) => TestHubInfo.Repository(call, repository, revision),
            (true, "GET", ["tree", var revision, .. var folder]) => TestHubTree.List(call, repository, revision, string.Join('/', folder)),
            (true, "POST", ["paths-info", var revision]) => TestHubTree.PathsInfo(call, repository, revision),
            (true, "GET", ["refs"]) => TestHubInfo.Refs(call, repository),
            (true, "GET", ["commits", var revision]) => TestHubInfo.Commits(call, repository, revision),
            (true, "GET", ["auth-check", .. var access]) => TestHubAccess.Check(call, repository, access is ["write"]),
            (false, "GET" or "HEAD", ["resolve", var revision, .. var path]) =>
                TestHubDownloads.Resolve(call, repository, revision, string.Join('/', path)),
            (false, "GET" or "HEAD", ["raw", var revision, .. var path]) =>
                TestHubDownloads.Raw(call, repository, revision, string.Join('/', path)),
            (false, "GET" or "HEAD", ["resolve-cache", var commit, .. var path]) =>
                TestHubDownloads.Cached(call, repository, commit, string.Join('/', path)),
            (true, "POST", ["preupload", var revision]) => TestHubPreupload.Answer(call, repository, revision),
            (true, "POST", ["commit", var revision]) => TestHubCommits.Answer(call, repository, revision),
            (true, "POST" or "DELETE", ["branch", var name]) => TestHubRepositories.Branch(call, repository, name),
            (true, "POST" or "DELETE", ["tag", var name]) => TestHubRepositories.Tag(call, repository, name),
            (false, "POST", ["info", "lfs", "objects", "batch"]) => TestHubLfs.Batch(call, repository),
            (false, "POST", ["info", "lfs", "objects", "verify"]) => TestHubLfs.Verify(call, repository),
            _ => throw NotFound(),
        };
    }

    private static TestHubRefusal NotFound() => new(404, "Sorry, we can't find the page you are looking for.");
}
