using Matiz.Formats.Disk;
using Matiz.Hub.Cache;

namespace Matiz.Hub;

/// <summary>
/// Files of the Hub through the cache: what is there is not fetched again, what was broken off goes on, and nothing is seen before it is
/// whole and its hash is right. Safe for many threads and processes, of Python too. Where the Hub cannot be reached, or does not let the
/// caller in, what was cached is used, with a note.
/// </summary>
public sealed partial class HubDownloads : IDisposable
{
    internal const string DefaultRevision = "main";

    private readonly bool _ownsClient;
    private readonly Lazy<HubPins?> _pins;

    /// <summary>Downloads by a client of their own.</summary>
    /// <param name="options">Where the Hub and the cache are; null: <see cref="HubOptions.FromEnvironment()"/>.</param>
    public HubDownloads(HubOptions? options = null)
        : this(new HubClient(options)) => _ownsClient = true;

    /// <summary>Downloads by a client, which stays the caller's.</summary>
    public HubDownloads(HubClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        Client = client;
        Cache = new HubCache(client.Options.CacheFolder);
        _pins = new Lazy<HubPins?>(() => HubPins.Heeded(Options));
    }

    /// <summary>Asks the Hub.</summary>
    public HubClient Client { get; }

    /// <summary>Keeps what comes.</summary>
    public HubCache Cache { get; }

    /// <summary>Is told what a user may want to know: that a cached copy is used since the Hub cannot be reached, that another process is
    /// waited for. One line each.</summary>
    public Action<string>? Notes { get; init; }

    /// <summary>Bytes that may be written in a folder; null: unknown.</summary>
    internal Func<string, long?> FreeSpaceIn { get; init; } = FreeSpace.In;

    private HubOptions Options => Client.Options;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsClient) Client.Dispose();
    }

    /// <summary>One file (reference: hf_hub_download): a commit that is here costs no request, a branch one.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="path">The file's name in it.</param>
    /// <param name="revision">A branch, a tag, a commit, <c>refs/pr/N</c>; null: the pinned commit, else <c>main</c>.</param>
    /// <param name="cancellationToken">Ends it; what has come stays, and the next call goes on.</param>
    /// <returns>Where it lies, in the snapshot of its commit.</returns>
    /// <exception cref="HubException">There is none, or it cannot be had.</exception>
    /// <exception cref="FileWriteException">The disk is full, or at fault.</exception>
    public async Task<string> FileAsync(
        HubRepository repository, string path, string? revision = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(path);
        CacheNames.File(repository, path);
        var pin = PinOf(repository, revision);
        pin?.RequirePinned(path);
        revision = CacheNames.Revision(repository, revision ?? pin?.Commit ?? DefaultRevision);
        var folder = new RepositoryFolder(Cache.Folder, repository);
        try
        {
            string entry = await EntryAsync(folder, repository, path, revision, cancellationToken).ConfigureAwait(false);
            pin?.Check(path, entry, cancellationToken);
            return entry;
        }
        catch (HubException exception) when (pin is not null && exception.Kind == HubFault.RevisionNotFound)
        {
            throw pin.Lost(exception);
        }
    }

    private HubPin? PinOf(HubRepository repository, string? revision) => revision is null ? _pins.Value?.Find(repository) : null;

    private async Task<string> EntryAsync(
        RepositoryFolder folder, HubRepository repository, string path, string revision, CancellationToken cancellation)
    {
        if (CacheNames.IsCommit(revision))
        {
            if (FindWhole(folder, revision, path) is { } there) return there;
            if (File.Exists(folder.Absence(revision, path))) throw Absent(repository, path, revision);
        }

        if (Options.IsOfflineFor(repository.Kind))
            return FindCached(folder, revision, path) ?? throw OfflineErrors.NoFile(Options, folder, repository, path, revision);
        HubFileMetadata file;
        try
        {
            file = await AskAsync(folder, repository, path, revision, retry: false, cancellation).ConfigureAwait(false);
        }
        catch (HubException exception) when (exception.Kind is var kind && MayUseCache(kind))
        {
            if (FindCached(folder, revision, path) is { } cached)
            {
                NoteFallback(repository, path, exception);
                return cached;
            }

            if (!MayPass(kind)) throw;
            file = await AskAsync(folder, repository, path, revision, retry: true, cancellation).ConfigureAwait(false);
        }

        string entry = await FetchAsync(folder, file, bytes: null, cancellation).ConfigureAwait(false);
        NoteCommit(folder, revision, file.Commit);
        return entry;
    }

    // That a commit has no such file is kept, since a commit never changes.
    private async Task<HubFileMetadata> AskAsync(
        RepositoryFolder folder, HubRepository repository, string path, string revision, bool retry, CancellationToken cancellation)
    {
        try
        {
            return await Client.GetMetadataAsync(repository, path, revision, retry, cancellation).ConfigureAwait(false);
        }
        catch (HubException exception) when (
            exception is { Kind: HubFault.EntryNotFound, Commit: { } commit } && CacheNames.IsCommit(commit))
        {
            KeepAbsence(folder, commit, path);
            NoteCommit(folder, revision, commit);
            throw;
        }
    }

    private static void KeepAbsence(RepositoryFolder folder, string commit, string path)
    {
        try
        {
            string absence = folder.Absence(commit, path);
            CacheWrites.MakeFolder(folder.Cache, Path.GetDirectoryName(absence)!);
            if (!File.Exists(absence)) File.WriteAllBytes(absence, []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or HubException)
        {
            // It is asked for once more.
        }
    }

    // The reference is written last: until then the old one leads to a snapshot that was whole. A cache that may only be read keeps it.
    private static void NoteCommit(RepositoryFolder folder, string revision, string commit)
    {
        try
        {
            References.Write(folder, revision, commit);
        }
        catch (HubException exception) when (exception.Kind == HubFault.Cache)
        {
            // The next call asks again.
        }
    }

    private static string? FindWhole(RepositoryFolder folder, string commit, string path)
    {
        string entry = folder.Entry(commit, path);
        if (CachedFile.LengthOf(entry) is not { } length) return null;
        long? size = TreeListing.Read(folder, commit)?.FirstOrDefault(file => file.Path == path)?.Size;
        return size is null || size == length ? entry : null;
    }

    private static string? FindCached(RepositoryFolder folder, string revision, string path) =>
        (CacheNames.IsCommit(revision) ? revision : References.Read(folder, revision)) is { } commit
            ? FindWhole(folder, commit, path)
            : null;

    private void NoteFallback(HubRepository repository, string what, HubException cause) => Notes?.Invoke(
        $"{repository}: {what} is taken from the cache, as it was when it was fetched: {cause.Message}");

    private static HubException Absent(HubRepository repository, string path, string commit) => new(
        HubFault.EntryNotFound,
        $"{repository}: there is no '{path}' at the commit {commit}, as the Hub said before. A file of the repository was expected. "
            + "Check the name and the revision.");

    /// <summary>Whether what was cached may stand in: never where the Hub knows the repository and says that something is not
    /// there.</summary>
    private static bool MayUseCache(HubFault kind) => kind is HubFault.Network or HubFault.Certificate or HubFault.TimedOut
        or HubFault.Server or HubFault.RateLimited or HubFault.Unauthorized or HubFault.Forbidden or HubFault.Gated or HubFault.Disabled
        or HubFault.RepositoryNotFound or HubFault.UnexpectedAnswer;

    /// <summary>Whether it may be over in a moment.</summary>
    private static bool MayPass(HubFault kind) =>
        kind is HubFault.Network or HubFault.TimedOut or HubFault.Server or HubFault.RateLimited;
}
