using Matiz.Formats.Disk;
using Matiz.Hub.Cache;

namespace Matiz.Hub;

/// <content>Whole repositories.</content>
public sealed partial class HubDownloads
{
    private const int FilesAtOnce = 8;

    /// <summary>
    /// The files of a repository at one commit (reference: snapshot_download), eight at a time. A second call costs one request, a commit
    /// that is here none.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="revision">A branch, a tag, a commit, <c>refs/pr/N</c>; null: the pinned commit, else <c>main</c>.</param>
    /// <param name="selection">Which files; null: <see cref="HubSelection.Everything"/>.</param>
    /// <param name="progress">Is told what comes, by several threads, one after the other.</param>
    /// <param name="cancellationToken">Ends it; what has come stays, and the next call goes on.</param>
    /// <exception cref="HubException">It cannot be had whole.</exception>
    /// <exception cref="FileWriteException">The disk is full, or at fault.</exception>
    public async Task<HubSnapshot> SnapshotAsync(
        HubRepository repository, string? revision = null, HubSelection? selection = null, IProgress<HubProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        selection ??= HubSelection.Everything;
        var pin = PinOf(repository, revision);
        revision = CacheNames.Revision(repository, revision ?? pin?.Commit ?? DefaultRevision);
        var folder = new RepositoryFolder(Cache.Folder, repository);
        var source = await FindSourceAsync(folder, repository, revision, pin, cancellationToken).ConfigureAwait(false);
        var files = await CompleteAsync(folder, repository, source, selection, progress, cancellationToken).ConfigureAwait(false);
        var snapshot = new HubSnapshot(repository, source.Commit, folder.Snapshot(source.Commit), [.. files.Select(file => file.Path)])
        {
            Listing = source.Files,
            IsListed = source.MayFetch || TreeListing.Read(folder, source.Commit) is not null,
        };
        if (pin is not null)
        {
            foreach (string name in snapshot.FileNames) pin.Check(name, snapshot.PathOf(name), cancellationToken);
        }

        if (source.MayFetch) NoteCommit(folder, revision, source.Commit);
        return snapshot;
    }

    /// <summary>
    /// The same for a name that may be a mistyped path, which the error then says: it was looked for as a path, then as an id.
    /// </summary>
    /// <param name="name">An id.</param>
    /// <param name="kind">What the repository holds.</param>
    /// <param name="revision">A branch, a tag, a commit, <c>refs/pr/N</c>; null: the pinned commit, else <c>main</c>.</param>
    /// <param name="selection">Which files; null: <see cref="HubSelection.Everything"/>.</param>
    /// <param name="progress">Is told what comes, by several threads, one after the other.</param>
    /// <param name="cancellationToken">Ends it; what has come stays, and the next call goes on.</param>
    /// <inheritdoc cref="SnapshotAsync(HubRepository, string?, HubSelection?, IProgress{HubProgress}?, CancellationToken)"/>
    public async Task<HubSnapshot> SnapshotAsync(
        HubName name, HubRepositoryKind kind, string? revision = null, HubSelection? selection = null,
        IProgress<HubProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return await SnapshotAsync(name.Repository(kind), revision, selection, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (HubException exception) when (MayBeAPath(exception.Kind))
        {
            throw new HubException(
                exception.Kind, $"'{name}': there is no such path, so it was looked for as an id of the Hub. {exception.Message}",
                exception)
            {
                StatusCode = exception.StatusCode,
                RequestId = exception.RequestId,
            };
        }
    }

    // The Hub does not know the name, or could not be asked for it: it may be a mistyped path.
    private static bool MayBeAPath(HubFault kind) => kind is HubFault.RepositoryNotFound or HubFault.Unauthorized or HubFault.Offline
        or HubFault.Network or HubFault.Certificate or HubFault.TimedOut;

    /// <summary>Where a snapshot is taken from.</summary>
    /// <param name="Commit">The commit.</param>
    /// <param name="Files">All its files, as far as they are known.</param>
    /// <param name="MayFetch">Whether the Hub may be asked for those that are missing.</param>
    /// <param name="Cause">Why it cannot be asked; null where it can, or where offline mode is on.</param>
    private sealed record Source(string Commit, IReadOnlyList<HubFile> Files, bool MayFetch, HubException? Cause);

    private async Task<Source> FindSourceAsync(
        RepositoryFolder folder, HubRepository repository, string revision, HubPin? pin, CancellationToken cancellation)
    {
        bool isCommit = CacheNames.IsCommit(revision);
        string? cached = isCommit ? revision : References.Read(folder, revision);
        if (cached is not null && !CacheFiles.IsFolder(folder.Snapshot(cached))) cached = null;
        if (Options.IsOfflineFor(repository.Kind))
        {
            return cached is null
                ? throw OfflineErrors.NoSnapshot(Options, folder, repository, revision)
                : FromCache(folder, cached, cause: null);
        }

        try
        {
            string commit = revision;
            if (!isCommit)
            {
                var info = await Client.GetInfoAsync(repository, revision, retry: cached is null, cancellation).ConfigureAwait(false);
                commit = CacheNames.Commit(repository, info.Commit);
            }

            var files = await ListAsync(folder, repository, commit, cancellation).ConfigureAwait(false);
            return new Source(commit, files, MayFetch: true, Cause: null);
        }
        catch (HubException exception) when (cached is not null && MayUseCache(exception.Kind))
        {
            NoteFallback(repository, $"the commit {cached}", exception);
            return FromCache(folder, cached, exception);
        }
        catch (HubException exception) when (pin is not null && exception.Kind == HubFault.RevisionNotFound)
        {
            throw pin.Lost(exception);
        }
    }

    // Without a listing, what is there is all that is known.
    private static Source FromCache(RepositoryFolder folder, string commit, HubException? cause) =>
        new(commit, TreeListing.Read(folder, commit) ?? InSnapshot(folder.Snapshot(commit)), MayFetch: false, cause);

    private static List<HubFile> InSnapshot(string snapshot) =>
    [
        .. from path in CacheFiles.Below(snapshot)
           let name = Path.GetRelativePath(snapshot, path).Replace(Path.DirectorySeparatorChar, '/')
           select new HubFile(name, CachedFile.LengthOf(path) ?? 0, "", LfsSha256: null),
    ];

    private async Task<IReadOnlyList<HubFile>> ListAsync(
        RepositoryFolder folder, HubRepository repository, string commit, CancellationToken cancellation)
    {
        if (TreeListing.Read(folder, commit) is { } kept) return kept;
        var files = new List<HubFile>();
        await foreach (var file in Client.ListFilesAsync(repository, commit, cancellationToken: cancellation).ConfigureAwait(false))
        {
            CacheNames.File(repository, file.Path);
            CacheNames.ETag(repository, file.Path, file.ETag);
            files.Add(file);
        }

        try
        {
            TreeListing.Write(folder, commit, files);
        }
        catch (HubException exception) when (exception.Kind == HubFault.Cache)
        {
            // A cache that may only be read can hold all that is wanted.
        }

        return files;
    }

    private async Task<IReadOnlyList<HubFile>> CompleteAsync(
        RepositoryFolder folder, HubRepository repository, Source source, HubSelection selection, IProgress<HubProgress>? progress,
        CancellationToken cancellation)
    {
        var tally = new DownloadTally(progress);
        NoteUnfitting(repository, source, selection);
        while (true)
        {
            var wanted = selection.Choose(repository, source.Files, name => Content(folder.Entry(source.Commit, name)));
            var missing = wanted.Where(file => !CachedFile.IsWhole(folder.Entry(source.Commit, file.Path), file.Size)).ToList();
            if (missing.Count == 0) return wanted;
            if (!source.MayFetch) throw Incomplete(repository, source, missing, wanted.Count);
            NameClashes.Refuse(repository, wanted.Select(file => file.Path), () => NameClashes.AreTakenForOneIn(folder.Locks));
            tally.Expect(wanted, missing);
            await FetchAllAsync(folder, repository, source.Commit, missing, tally, cancellation).ConfigureAwait(false);
        }
    }

    // Where nothing fits at all, the caller sees that there is nothing.
    private void NoteUnfitting(HubRepository repository, Source source, HubSelection selection)
    {
        if (selection.IsTentative || selection.Include.IsDefaultOrEmpty) return;
        string[] unfitting = [.. selection.Include.Where(pattern => !source.Files.Any(file => HubGlob.Matches(pattern, file.Path)))];
        if (unfitting.Length == selection.Include.Length) return;
        foreach (string pattern in unfitting)
            Notes?.Invoke($"{repository}: no file at {source.Commit} fits the pattern '{pattern}'. Case counts, and * crosses /.");
    }

    private static byte[]? Content(string entry) => CachedFile.LengthOf(entry) is null ? null : File.ReadAllBytes(entry);

    private HubException Incomplete(HubRepository repository, Source source, List<HubFile> missing, int count) =>
        source.Cause is not { } cause ? OfflineErrors.Missing(Options, repository, source.Commit, missing, count)
            : new HubException(
                cause.Kind,
                $"{cause.Message} The cached commit {source.Commit} cannot stand in: it lacks "
                    + $"{OfflineErrors.Lacking(missing, count)}.", cause)
            {
                StatusCode = cause.StatusCode,
                RequestId = cause.RequestId,
            };

    // Equal contents under several names come once.
    private async Task FetchAllAsync(
        RepositoryFolder folder, HubRepository repository, string commit, List<HubFile> missing, DownloadTally tally,
        CancellationToken cancellation)
    {
        var contents = missing.GroupBy(file => file.ETag, StringComparer.Ordinal).Select(files => files.ToArray()).ToList();
        CacheWrites.MakeFolder(folder.Cache, folder.Blobs);
        bool byLink = Options.UseLinks && CacheLinks.AreSupportedIn(folder.Cache);
        FreeSpace.Require(repository, folder.Cache, contents.Sum(files => RoomFor(folder, files, byLink)), FreeSpaceIn(folder.Cache));
        var plan = new ParallelOptions { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(contents, plan, async (files, token) =>
        {
            string first = await FetchAsync(folder, repository, commit, files[0], tally.For(files[0]), token).ConfigureAwait(false);
            tally.Done(files[0]);
            string blob = folder.Blob(files[0].ETag);
            foreach (var other in files.Skip(1))
            {
                Place(folder, CachedFile.LengthOf(blob) is null ? first : blob, folder.Entry(commit, other.Path), isNew: false);
                tally.Done(other);
            }
        }).ConfigureAwait(false);
    }

    private static long RoomFor(RepositoryFolder folder, HubFile[] files, bool byLink)
    {
        long size = files[0].Size, copies = byLink ? 0 : files.Length;
        if (CachedFile.IsWhole(folder.Blob(files[0].ETag), size)) return size * copies;
        long there = Math.Min(size, CachedFile.LengthOf(folder.Incomplete(files[0].ETag)) ?? 0);
        return size - there + (size * Math.Max(0, copies - 1));
    }

    // The listing's hash is what the content must have, whatever the answer calls it.
    private async Task<string> FetchAsync(
        RepositoryFolder folder, HubRepository repository, string commit, HubFile file, IProgress<long>? bytes,
        CancellationToken cancellation)
    {
        string blob = folder.Blob(file.ETag), entry = folder.Entry(commit, file.Path);
        if (CachedFile.IsWhole(blob, file.Size))
        {
            using var held = await LockAsync(folder, file.ETag, file.Path, cancellation).ConfigureAwait(false);
            if (CachedFile.IsWhole(entry, file.Size)) return entry;
            if (CachedFile.IsWhole(blob, file.Size))
            {
                Place(folder, blob, entry, isNew: false);
                return entry;
            }
        }

        var answer = await Client.GetMetadataAsync(repository, file.Path, commit, cancellation).ConfigureAwait(false);
        var content = answer with { Repository = repository, Path = file.Path, Commit = commit, ETag = file.ETag, Size = file.Size };
        return await FetchAsync(folder, content, bytes, cancellation).ConfigureAwait(false);
    }
}
