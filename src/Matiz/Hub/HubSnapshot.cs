using System.Collections.Immutable;
using Matiz.Files;

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

    /// <inheritdoc/>
    public override string ToString() => $"{Repository}@{Commit}";
}
