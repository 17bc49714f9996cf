namespace Matiz.Hub;

/// <summary>The repository and the commit that a folder of the cache is of, told by its name alone.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Commit">The commit, 40 hex digits.</param>
internal sealed record SnapshotOrigin(HubRepository Repository, string Commit)
{
    private const string Snapshots = "snapshots", Models = "models--";
    private const int CommitLength = 40;

    /// <summary>The origin of <c>…/models--org--name/snapshots/COMMIT</c>, or of a file in it; null for any other path.</summary>
    public static SnapshotOrigin? OfModel(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] parts = Path.GetFullPath(path).Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        int at = Array.LastIndexOf(parts, Snapshots);
        if (at < 1 || at + 1 >= parts.Length || !parts[at - 1].StartsWith(Models, StringComparison.Ordinal)) return null;
        string commit = parts[at + 1], id = parts[at - 1][Models.Length..].Replace("--", "/", StringComparison.Ordinal);
        return commit.Length == CommitLength && commit.All(char.IsAsciiHexDigitLower) && HubRepository.FaultOf(id) is null
            ? new SnapshotOrigin(HubRepository.Model(id), commit)
            : null;
    }
}
