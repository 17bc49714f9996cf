namespace Matiz.Hub.Http;

/// <summary>Addresses of the Hub behind its endpoint. A revision is escaped with its slashes, a file's name keeps them.</summary>
internal static class HubPaths
{
    /// <summary>The API's page of a repository at a revision.</summary>
    public static string Revision(HubRepository repository, string revision) =>
        $"api/{repository.ApiPath}/revision/{Uri.EscapeDataString(revision)}";

    /// <summary>The list of files and folders below a folder.</summary>
    public static string Tree(HubRepository repository, string revision, string folder)
    {
        string below = folder.Length == 0 ? "" : "/" + Uri.EscapeDataString(folder);
        return $"api/{repository.ApiPath}/tree/{Uri.EscapeDataString(revision)}{below}?recursive=true&expand=false";
    }

    /// <summary>A file's content.</summary>
    public static string File(HubRepository repository, string revision, string path) =>
        $"{repository.UrlPath}/resolve/{Uri.EscapeDataString(revision)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
}
