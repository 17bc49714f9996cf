using System.Globalization;
using System.Text.Json;
using Matiz.Hub.Cache;

namespace Matiz.Hub.Http;

/// <summary>A branch, a tag or another reference of a repository.</summary>
/// <param name="Name">Its short name, such as <c>main</c>.</param>
/// <param name="Ref">Its whole name, such as <c>refs/heads/main</c>.</param>
/// <param name="Commit">The commit that it stands for.</param>
internal sealed record HubReference(string Name, string Ref, string Commit);

/// <summary>What the Hub says of repositories and users, from its JSON.</summary>
internal static class RepositoryAnswers
{
    private static readonly string[] ReferenceLists = ["branches", "tags", "converts", "pullRequests"];

    /// <summary>The page of a repository at a revision.</summary>
    public static HubRepositoryInfo Info(JsonElement root, HubRequest request, HubRepository asked)
    {
        string? id = HubJson.Text(root, "id");                  // another one where the repository was renamed
        return new HubRepositoryInfo
        {
            Repository = id is not null && HubRepository.FaultOf(id) is null ? new HubRepository(asked.Kind, id) : asked,
            Commit = CacheNames.Commit(asked, HubJson.RequiredText(root, "sha")),
            Author = HubJson.Text(root, "author"),
            IsPrivate = HubJson.Flag(root, "private"),
            IsGated = HubJson.Flag(root, "gated") || HubJson.Text(root, "gated") is { Length: > 0 },
            IsDisabled = HubJson.Flag(root, "disabled"),
            PipelineTag = HubJson.Text(root, "pipeline_tag"),
            LibraryName = HubJson.Text(root, "library_name"),
            LastModified = TimeIn(HubJson.Text(root, "lastModified")),
            Tags = [.. HubJson.Items(root, "tags").Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString()!)],
            FileNames = [.. HubJson.Items(root, "siblings").Select(file => CheckedName(HubJson.RequiredText(file, "rfilename"), request))],
        };
    }

    /// <summary>The files of a page of the tree. Folders are known by their files; what git links to lies elsewhere.</summary>
    public static List<HubFile> Files(JsonElement root, HubRequest request)
    {
        var files = new List<HubFile>();
        foreach (var item in HubJson.RequiredItems(root))
        {
            if (HubJson.RequiredText(item, "type") is not "file") continue;
            string path = CheckedName(HubJson.RequiredText(item, "path"), request), blob = HubJson.RequiredText(item, "oid");
            if (!CacheNames.IsGitBlob(blob)) throw new MissingMemberException("JSON whose 'oid' is not 40 hex digits");
            var large = HubJson.Object(item, "lfs");
            string? sha256 = large is { } stored ? HubJson.Text(stored, "oid") ?? HubJson.Text(stored, "sha256") : null;
            if (large is not null && (sha256 is null || !CacheNames.IsSha256(sha256)))
                throw new MissingMemberException("JSON whose 'lfs.oid' is not 64 hex digits");
            long size = large is { } content && content.TryGetProperty("size", out _)
                ? HubJson.RequiredSize(content, "size") : HubJson.RequiredSize(item, "size");
            files.Add(new HubFile(path, size, blob, sha256));
        }

        return files;
    }

    /// <summary>All references of a repository.</summary>
    public static IReadOnlyList<HubReference> References(JsonElement root) =>
    [
        .. ReferenceLists.SelectMany(list => HubJson.Items(root, list)).Select(item => new HubReference(
            HubJson.RequiredText(item, "name"), HubJson.RequiredText(item, "ref"), HubJson.RequiredText(item, "targetCommit"))),
    ];

    /// <summary>Whose token it is.</summary>
    public static HubUser User(JsonElement root)
    {
        var token = HubJson.Object(root, "auth") is { } auth ? HubJson.Object(auth, "accessToken") : null;
        return new HubUser(
            HubJson.RequiredText(root, "name"),
            HubJson.Text(root, "fullname"),
            [.. HubJson.Items(root, "orgs").Select(organization => HubJson.Text(organization, "name")).OfType<string>()],
            token is { } named ? HubJson.Text(named, "displayName") : null,
            token is { } role ? HubJson.Text(role, "role") : null);
    }

    private static DateTimeOffset? TimeIn(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static string CheckedName(string name, HubRequest request) => CacheNames.FaultOf(name) is not { } fault
        ? name
        : throw new HubException(
            HubFault.UnexpectedAnswer,
            $"{request.Subject}: the Hub lists '{HubErrorBody.Clean(name, token: null)}', which can be no file here: {fault}. "
                + "Names of files in a repository were expected. Do not trust it.");
}
