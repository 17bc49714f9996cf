using Matiz.Files;
using Matiz.Server.Reloading;
using Matiz.Training;

namespace Matiz.Server.Tests.Reloading;

public sealed class FolderWatchTests : IDisposable
{
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(5);

    private readonly VersionedFolder _folder = new();
    private readonly FolderWatch _watch;
    private double _seconds;

    public FolderWatchTests() => _watch = FolderWatch.Over(ModelFiles.InFolder(_folder.Folder))!;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NothingChanged_IsNoNews() => Assert.Equal(FolderChange.None, LookAfter(60));

    [Fact]
    public void Change_CountsWhenItHasBeenStill()
    {
        _folder.Overwrite(1);
        Assert.Equal(FolderChange.None, LookAfter(1));
        Assert.Equal(FolderChange.None, LookAfter(4));
        Assert.Equal(FolderChange.Changed, LookAfter(1));
    }

    [Fact]
    public void FolderThatIsBeingWritten_IsLeftAlone()
    {
        for (int version = 1; version < 5; version++)
        {
            _folder.Replace(version);
            Assert.Equal(FolderChange.None, LookAfter(4));
        }

        Assert.Equal(FolderChange.Changed, LookAfter(5));
    }

    [Fact]
    public void RunAtWork_IsWaitedFor()
    {
        using (RunLock.Take(_folder.Folder))
        {
            _folder.Overwrite(1);
            LookAfter(1);
            Assert.Equal(FolderChange.Busy, LookAfter(6));
        }

        Assert.Equal(FolderChange.Changed, LookAfter(1));
    }

    [Fact]
    public void Refused_IsTriedAgainWhenItHasChanged()
    {
        _folder.Overwrite(1);
        LookAfter(1);
        Assert.Equal(FolderChange.Changed, LookAfter(6, refuses: true));
        Assert.Equal(FolderChange.None, LookAfter(60));
        _folder.Overwrite(2);
        LookAfter(1);
        Assert.Equal(FolderChange.Changed, LookAfter(6));
    }

    [Fact]
    public void FolderThatVanishes_IsSaidOnce_AndSeenWhenItComesBack()
    {
        string away = _folder.Folder + "-away";
        Directory.Move(_folder.Folder, away);
        Assert.Equal(FolderChange.Gone, LookAfter(1));
        Assert.Equal(FolderChange.None, LookAfter(60));
        Directory.Move(away, _folder.Folder);
        Assert.Equal(FolderChange.None, LookAfter(60));             // the very same files
        _folder.Replace(1);
        LookAfter(1);
        Assert.Equal(FolderChange.Changed, LookAfter(6));
    }

    [Fact]
    public void CacheOfTheHub_IsNotWatched()
    {
        string snapshot = Path.Combine(_folder.Folder, "models--a--b", "snapshots", new string('a', 40));
        Assert.Null(FolderWatch.Over(ModelFiles.InFolder(snapshot)));
    }

    private FolderChange LookAfter(double seconds, bool refuses = false)
    {
        _seconds += seconds;
        var change = _watch.Look(Stillness, (long)(_seconds * TimeProvider.System.TimestampFrequency), TimeProvider.System, out var stamp);
        if (refuses) _watch.Refuse(stamp!);
        return change;
    }
}
