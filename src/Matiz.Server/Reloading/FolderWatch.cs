using Matiz.Files;
using Matiz.Training;

namespace Matiz.Server.Reloading;

/// <summary>What a look at a folder found.</summary>
internal enum FolderChange
{
    /// <summary>What is served, or what could not be; or something that still changes.</summary>
    None,

    /// <summary>There is no model in it any more.</summary>
    Gone,

    /// <summary>Files that are new, and that nobody has touched for a while.</summary>
    Changed,

    /// <summary>The same, but somebody trains in it.</summary>
    Busy,
}

/// <summary>
/// Sees whether a folder has changed, by looking (<see cref="FolderStamp"/>): notices of the system do not come from network disks, nor
/// when a folder is renamed or a link leads elsewhere. A change counts when the files have not changed for a while, so that what is being
/// written is left alone. Used by one thread.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="served">What is served.</param>
internal sealed class FolderWatch(string folder, FolderStamp? served)
{
    private const string Snapshots = "snapshots";
    private const int DigitsOfACommit = 40;

    private FolderStamp? _served = served, _refused, _seen;
    private long _since;
    private bool _isGone;

    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>
    /// The watch over a model's files, from before they are loaded; null for files in memory, and for those of the Hub's cache, which
    /// belong to a commit and never change.
    /// </summary>
    public static FolderWatch? Over(ModelFiles files)
    {
        if (files.LocalPath is not { } folder || IsSnapshot(folder)) return null;
        string full = Path.GetFullPath(folder);
        return new FolderWatch(full, FolderStamp.Read(full));
    }

    /// <summary>Looks once.</summary>
    /// <param name="stillness">How long files must have been as they are.</param>
    /// <param name="now">The time (<see cref="TimeProvider.GetTimestamp"/>).</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="stamp">What there is.</param>
    public FolderChange Look(TimeSpan stillness, long now, TimeProvider clock, out FolderStamp? stamp)
    {
        stamp = FolderStamp.Read(Folder);
        if (stamp is null) return LookAtNothing();
        _isGone = false;
        if (!stamp.Equals(_seen)) (_seen, _since) = (stamp, now);
        if (stamp.Equals(_served))
        {
            _refused = null;
            return FolderChange.None;
        }

        if (stamp.Equals(_refused) || clock.GetElapsedTime(_since, now) < stillness) return FolderChange.None;
        return RunLock.HolderOf(Folder) is null ? FolderChange.Changed : FolderChange.Busy;
    }

    /// <summary>Notes what is served now.</summary>
    public void Serve(FolderStamp stamp) => (_served, _refused) = (stamp, null);

    /// <summary>Notes what cannot be served: it is tried again when it has changed.</summary>
    public void Refuse(FolderStamp stamp) => _refused = stamp;

    /// <summary>Tries again what could not be served.</summary>
    public void Forget() => _refused = null;

    private FolderChange LookAtNothing()
    {
        bool isNews = !_isGone;
        (_isGone, _seen, _refused) = (true, null, null);
        return isNews ? FolderChange.Gone : FolderChange.None;
    }

    private static bool IsSnapshot(string folder)
    {
        string whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        string commit = Path.GetFileName(whole);
        return commit.Length == DigitsOfACommit && commit.All(char.IsAsciiHexDigitLower)
            && string.Equals(Path.GetFileName(Path.GetDirectoryName(whole)), Snapshots, StringComparison.Ordinal);
    }
}
