using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>Who may see, download and write what; refusals with the Hub's status, code and words.</summary>
internal static class TestHubAccess
{
    /// <summary>The repository, if the caller may know of it.</summary>
    public static TestHubRepository Open(TestHubCall call, string kind, string id)
    {
        if (call.Hub.NewName(kind, id) is { } newId)
        {
            string target = call.Log.Target.Replace(id, newId, StringComparison.Ordinal);
            throw new TestHubRefusal(307, $"Temporary Redirect. Redirecting to {target}", location: target);
        }

        var repository = call.Hub.Find(id, kind);
        if (repository is null || (repository.IsPrivate && !IsReader(call, repository)))
        {
            throw new TestHubRefusal(call.User is null ? 401 : 404, "Repository not found", "RepoNotFound");
        }

        if (repository.IsDisabled) throw new TestHubRefusal(403, "Access to this resource is disabled.");
        return repository;
    }

    /// <summary>Refuses files of a gated repository to those whose request was not granted.</summary>
    public static void ForFiles(TestHubCall call, TestHubRepository repository)
    {
        if (repository.Gated is null || IsReader(call, repository)) return;
        throw call.User is null
            ? new TestHubRefusal(
                401, $"Access to {Noun(repository)} {repository.Id} is restricted. "
                + "You must have access to it and be authenticated to access it. Please log in.", "GatedRepo")
            : new TestHubRefusal(
                403, $"Access to {Noun(repository)} {repository.Id} is restricted and you are not in the authorized list. "
                + $"Visit {call.Hub.Endpoint}/{repository.Id} to ask for access.", "GatedRepo");
    }

    /// <summary>Refuses writing to those who may not.</summary>
    public static void ForWriting(TestHubCall call, string id)
    {
        if (call.User is null) throw new TestHubRefusal(401, "Invalid username or password.");
        if (call.User.Role == "read" || !call.User.Owns(id))
        {
            throw new TestHubRefusal(
                403, $"Forbidden: your token has not the rights needed to write to '{id}'.");
        }
    }

    /// <summary>Refuses commits to those who may not write; as a pull request anyone with a token may.</summary>
    public static void ForCommits(TestHubCall call, TestHubRepository repository)
    {
        bool isRequest = call.IsAsked("create_pr") || call.Segments.Any(part => part.StartsWith("refs/pr/", StringComparison.Ordinal))
            || call.Segments is [.., "lfs", "objects", _];
        if (!isRequest || call.User is null) ForWriting(call, repository.Id);
        else if (call.User.Role == "read") throw new TestHubRefusal(403, "Forbidden: a write token is needed to ask for changes.");
    }

    /// <summary>Answers whether files may be downloaded, or written.</summary>
    public static Task Check(TestHubCall call, TestHubRepository repository, bool write)
    {
        if (write) ForWriting(call, repository.Id);
        else ForFiles(call, repository);
        return call.JsonAsync(new JsonObject());
    }

    private static bool IsReader(TestHubCall call, TestHubRepository repository) =>
        call.User is { } user && (user.Owns(repository.Id) || repository.Readers.Contains(user.Name));

    private static string Noun(TestHubRepository repository) => repository.Kind[..^1];
}
