namespace Matiz.Hub.Cache;

/// <summary>What is said where nothing may be asked for, and the cache does not have it.</summary>
internal static class OfflineErrors
{
    private const int MostNames = 3;

    /// <summary>A file that is not cached.</summary>
    public static HubException NoFile(
        HubOptions options, RepositoryFolder folder, HubRepository repository, string path, string revision) => new(
        HubFault.Offline,
        $"{repository}: offline mode is on, and '{path}' at {revision} is not in the cache {folder.Cache}{Damaged(folder, revision)}. "
            + $"{Leave(options, repository.Kind)}");

    /// <summary>A repository of which nothing is cached at a revision.</summary>
    public static HubException NoSnapshot(
        HubOptions options, RepositoryFolder folder, HubRepository repository, string revision) => new(
        HubFault.Offline,
        $"{repository}: offline mode is on, and nothing of it at {revision} is in the cache {folder.Cache}{Damaged(folder, revision)}. "
            + $"{Leave(options, repository.Kind)}");

    /// <summary>A snapshot that lacks files.</summary>
    public static HubException Missing(
        HubOptions options, HubRepository repository, string commit, IReadOnlyList<HubFile> missing, int count) => new(
        HubFault.Offline,
        $"{repository}: offline mode is on, and the cached commit {commit} lacks {Lacking(missing, count)}. "
            + $"{Leave(options, repository.Kind)}");

    /// <summary><c>2 of 7 files (a, b)</c>.</summary>
    public static string Lacking(IReadOnlyList<HubFile> missing, int count) =>
        $"{missing.Count} of {count} files ({string.Join(", ", missing.Take(MostNames).Select(file => file.Path))}"
        + $"{(missing.Count > MostNames ? ", …" : "")})";

    private static string Damaged(RepositoryFolder folder, string revision) =>
        !CacheNames.IsCommit(revision) && File.Exists(folder.Reference(revision)) && References.Read(folder, revision) is null
            ? $" ({folder.Reference(revision)} is damaged: it names no commit)"
            : "";

    private static string Leave(HubOptions options, HubRepositoryKind kind)
    {
        bool isOfDatasets = kind == HubRepositoryKind.Dataset && options.IsOfflineForDatasets is not null;
        string variable = isOfDatasets ? "HF_DATASETS_OFFLINE" : "HF_HUB_OFFLINE";
        return $"A cached copy was expected. Fetch it once without offline mode: unset {variable} (HubOptions.IsOffline).";
    }
}
