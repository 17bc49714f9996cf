using System.Collections.Immutable;
using Matiz.Files;
using Matiz.Hub.Cache;

namespace Matiz.Hub;

/// <summary>Files of a repository at a commit, on the disk.</summary>
public sealed class HubSnapshot
{
    internal HubSnapshot(HubRepository repository, string commit, string folder, ImmutableArray<string> fileNames) =>
        (Repository, Commit, Folder, FileNames) = (repository, commit, folder, fileNames);

    /// <summary>The repository.</summary>
    public HubRepository Repository { get; }

    /// <summary>The commit, 40 hex digits.</summary>
    public string Commit { get; }

    /// <summary>The folder of the commit; it may hold more files than were asked for.</summary>
    public string Folder { get; }

    /// <summary>The files that were asked for, all of them there, by their names in the repository, ascending.</summary>
    public ImmutableArray<string> FileNames { get; }

    /// <summary>All files of the commit, as far as they are known.</summary>
    internal IReadOnlyList<HubFile> Listing { get; init; } = [];

    /// <summary>Whether <see cref="Listing"/> is what the Hub says; else it is what happens to be in the cache.</summary>
    internal bool IsListed { get; init; }

    /// <summary>The same as the files of a model.</summary>
    public ModelFiles Files => ModelFiles.InFolder(Folder);

    /// <summary>Where a file lies.</summary>
    /// <param name="name">Its name in the repository.</param>
    public string PathOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Path.Combine([Folder, .. name.Split('/')]);
    }

    /// <summary>SHA-256 and size of a file; all of it is read.</summary>
    /// <param name="name">Its name in the repository.</param>
    /// <param name="cancellation">Ends it.</param>
    public HubPinnedFile Measure(string name, CancellationToken cancellation = default)
    {
        string path = PathOf(name);
        return new HubPinnedFile(FileHashes.Sha256(path, cancellation), CachedFile.LengthOf(path) ?? 0);
    }

    /// <summary>
    /// Copies the files into a folder, real files without links, with the records of Python's client beside them
    /// (<c>.cache/huggingface</c>). Files that were downloaded there before are replaced.
    /// </summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubException">Another file is in the way that was never downloaded.</exception>
    /// <exception cref="Formats.Disk.FileWriteException">A file cannot be written.</exception>
    public void CopyTo(string folder, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string cache = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(Folder))))!;
        new LocalFolder(folder).Fill(this, new RepositoryFolder(cache, Repository), cancellation);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Repository}@{Commit}";
}
