namespace Matiz.Hub.Cache;

/// <summary>Where the files of one repository lie in the cache, there or not. Names are checked before they come here.</summary>
internal sealed class RepositoryFolder
{
    /// <summary>The folder of all locks in a cache.</summary>
    public const string LocksName = ".locks";

    /// <summary>How the name of a blob that is not whole ends.</summary>
    public const string IncompleteEnd = ".incomplete";

    private const string LockEnd = ".lock", TreeEnd = ".json";

    public RepositoryFolder(string cache, HubRepository repository)
        : this(cache, repository.CacheFolderName)
    {
    }

    /// <summary>The folder of a repository by its name in the cache.</summary>
    /// <param name="cache">The folder of the cache.</param>
    /// <param name="name">As in <see cref="HubRepository.CacheFolderName"/>.</param>
    public RepositoryFolder(string cache, string name)
    {
        Cache = Path.GetFullPath(cache);
        Root = Path.Combine(Cache, name);
        Locks = Path.Combine(Cache, LocksName, name);
    }

    /// <summary>The folder of the cache.</summary>
    public string Cache { get; }

    /// <summary>The folder of the repository in it.</summary>
    public string Root { get; }

    /// <summary>The locks of its blobs, which lie outside of its folder.</summary>
    public string Locks { get; }

    /// <summary>Contents by their ETags.</summary>
    public string Blobs => Path.Combine(Root, "blobs");

    /// <summary>The commits of branches and tags.</summary>
    public string References => Path.Combine(Root, "refs");

    /// <summary>A folder a commit, with links to the blobs.</summary>
    public string Snapshots => Path.Combine(Root, "snapshots");

    /// <summary>A folder a commit, with an empty file for each name that is known not to be there.</summary>
    public string Absences => Path.Combine(Root, ".no_exist");

    /// <summary>The listing of each commit that was pulled as a whole.</summary>
    public string Trees => Path.Combine(Root, "trees");

    public string Blob(string etag) => Path.Combine(Blobs, etag);

    public string Incomplete(string etag) => Blob(etag) + IncompleteEnd;

    public string Lock(string etag) => Path.Combine(Locks, etag + LockEnd);

    public string Reference(string revision) => Path.Combine([References, .. revision.Split('/')]);

    public string Snapshot(string commit) => Path.Combine(Snapshots, commit);

    public string Entry(string commit, string file) => Path.Combine([Snapshots, commit, .. file.Split('/')]);

    public string Absence(string commit, string file) => Path.Combine([Absences, commit, .. file.Split('/')]);

    public string Tree(string commit) => Path.Combine(Trees, commit + TreeEnd);
}
