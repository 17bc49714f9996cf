using Matiz.Hub;
using Matiz.Hub.Cache;

namespace Matiz.Tests.Hub;

public sealed class HubCacheTests : IDisposable
{
    private readonly MadeCache _made = new();

    public void Dispose() => _made.Dispose();

    [Fact]
    public void Find_ByBranchAndCommit()
    {
        _made.Add("1_Pooling/config.json", "{}");
        _made.Refer("main", MadeCache.First);
        _made.Refer("refs/pr/1", MadeCache.Second);
        string entry = _made.Of().Entry(MadeCache.First, "1_Pooling/config.json");
        Assert.Equal(entry, _made.Cache.FindFile(MadeCache.Model, "1_Pooling/config.json"));
        Assert.Equal(entry, _made.Cache.FindFile(MadeCache.Model, "1_Pooling/config.json", MadeCache.First));
        Assert.Null(_made.Cache.FindFile(MadeCache.Model, "1_Pooling/config.json", "refs/pr/1"));
        Assert.Null(_made.Cache.FindFile(MadeCache.Model, "other.json"));
        Assert.Equal(MadeCache.Second, _made.Cache.FindCommit(MadeCache.Model, "refs/pr/1"));
        Assert.Null(_made.Cache.FindCommit(MadeCache.Model, "v1"));
        File.Delete(_made.Of().Blob(MadeCache.GitBlob("{}")));
        Assert.Null(_made.Cache.FindFile(MadeCache.Model, "1_Pooling/config.json"));
    }

    [Fact]
    public void IsKnownAbsent_WhereTheHubSaidSo()
    {
        _made.Refer("main", MadeCache.First);
        Assert.False(_made.Cache.IsKnownAbsent(MadeCache.Model, "a/b.json"));
        string absence = _made.Of().Absence(MadeCache.First, "a/b.json");
        Directory.CreateDirectory(Path.GetDirectoryName(absence)!);
        File.WriteAllBytes(absence, []);
        Assert.True(_made.Cache.IsKnownAbsent(MadeCache.Model, "a/b.json"));
    }

    [Fact]
    public void List_CountsSharedContentsOnce()
    {
        _made.Add("a.txt", "0123456789");
        _made.Add("same.txt", "0123456789");
        _made.Add("a.txt", "0123456789", MadeCache.Second);
        _made.Add("b.txt", "new", MadeCache.Second);
        _made.Refer("main", MadeCache.Second);
        _made.Refer("v1", MadeCache.First);
        _made.Add("c.csv", "x,y", repository: HubRepository.Dataset("rows"));
        File.WriteAllText(Path.Combine(_made.Folder, "CACHEDIR.TAG"), "");
        File.WriteAllText(_made.Of().Incomplete("beef"), "half");

        var listing = _made.Cache.List();
        Assert.Equal(20, listing.Bytes);
        Assert.Equal(["datasets/rows", "user/tiny"], listing.Repositories.Select(found => found.Repository.ToString()));
        var tiny = listing.Repositories[1];
        Assert.Equal(17, tiny.Bytes);
        var revisions = tiny.Revisions.ToDictionary(revision => revision.Commit);
        Assert.Equal(["main"], revisions[MadeCache.Second].References);
        Assert.Equal((2, 13), (revisions[MadeCache.Second].FileCount, revisions[MadeCache.Second].Bytes));
        Assert.Equal((2, 10), (revisions[MadeCache.First].FileCount, revisions[MadeCache.First].Bytes));
        Assert.True(DateTimeOffset.UtcNow - tiny.LastUsed < TimeSpan.FromHours(1));
    }

    // A snapshot without files, a link that leads nowhere, a file among snapshots: Python's scan lost the repository, or failed.
    [Fact]
    public void List_DamageHidesNothingElse()
    {
        Directory.CreateDirectory(_made.Of().Snapshot(MadeCache.Second));
        File.Delete(_made.Add("gone.txt", "gone"));
        _made.Add("a.txt", "a");
        File.WriteAllText(Path.Combine(_made.Of().Snapshots, "stray"), "");
        File.WriteAllText(Path.Combine(_made.Of().Snapshots, ".DS_Store"), "");
        _made.Refer("main", "garbage");
        Directory.CreateDirectory(Path.Combine(_made.Folder, "models--"));
        Directory.CreateDirectory(Path.Combine(_made.Folder, "something"));
        var found = Assert.Single(_made.Cache.List().Repositories);
        Assert.Equal(
            [(MadeCache.First, 1), (MadeCache.Second, 0)],
            found.Revisions.Select(revision => (revision.Commit, revision.FileCount)).Order());
    }

    [Fact]
    public void List_NoCache_IsEmpty() => Assert.Empty(_made.Cache.List().Repositories);

    [Fact]
    public void Remove_Revision_KeepsWhatOthersUse()
    {
        string shared = _made.Add("a.txt", "0123456789"), own = _made.Add("b.txt", "old");
        _made.Add("a.txt", "0123456789", MadeCache.Second);
        _made.Refer("main", MadeCache.Second);
        _made.Refer("v1", MadeCache.First);
        TreeListing.Write(_made.Of(), MadeCache.First, []);
        File.WriteAllText(_made.Of().Incomplete("beef"), "half");

        var removed = _made.Cache.Remove(MadeCache.Model, "v1");
        Assert.Equal([MadeCache.First], removed.Commits);
        Assert.True(File.Exists(shared));
        Assert.False(File.Exists(own));
        Assert.False(File.Exists(_made.Of().Reference("v1")));
        Assert.False(File.Exists(_made.Of().Tree(MadeCache.First)));
        Assert.True(File.Exists(_made.Of().Incomplete("beef")));
        Assert.Equal(MadeCache.Second, Assert.Single(Assert.Single(_made.Cache.List().Repositories).Revisions).Commit);

        _made.Cache.Remove(MadeCache.Model, MadeCache.Second);
        Assert.False(Directory.Exists(_made.Of().Root));
    }

    [Fact]
    public void Remove_Repository_TouchesNothingOutside()
    {
        using var elsewhere = new TemporaryFolder();
        string precious = Path.Combine(elsewhere.Root, "precious.txt");
        File.WriteAllText(precious, "precious");
        _made.Add("a.txt", "0123456789");
        File.CreateSymbolicLink(_made.Of().Entry(MadeCache.First, "out.txt"), precious);
        Directory.CreateSymbolicLink(_made.Of().Entry(MadeCache.First, "outside"), elsewhere.Root);
        Directory.CreateSymbolicLink(Path.Combine(_made.Of().Root, "trees"), elsewhere.Root);

        Assert.Equal(10, _made.Cache.Remove(MadeCache.Model).Bytes);
        Assert.False(Directory.Exists(_made.Of().Root));
        Assert.True(File.Exists(precious));
        Assert.All(Directory.EnumerateDirectories(_made.Folder), path => Assert.EndsWith(".locks", path, StringComparison.Ordinal));
    }

    [Fact]
    public void Remove_BlobsThatAreALinkToElsewhere_LeavesThem()
    {
        using var elsewhere = new TemporaryFolder();
        string blob = _made.Add("a.txt", "a"), moved = Path.Combine(elsewhere.Root, "blobs");
        Directory.CreateDirectory(_made.Of().Snapshot(MadeCache.Second));
        Directory.Move(_made.Of().Blobs, moved);
        Directory.CreateSymbolicLink(_made.Of().Blobs, moved);
        Assert.NotNull(_made.Cache.FindFile(MadeCache.Model, "a.txt", MadeCache.First));
        _made.Cache.Remove(MadeCache.Model, MadeCache.First);
        Assert.True(File.Exists(Path.Combine(moved, Path.GetFileName(blob))));
        _made.Cache.Remove(MadeCache.Model);
        Assert.True(File.Exists(Path.Combine(moved, Path.GetFileName(blob))));
    }

    [Theory]
    [InlineData("snapshots")]
    [InlineData("trees")]
    [InlineData("refs")]
    public void Remove_RevisionWhoseFoldersAreElsewhere_IsRefused(string name)
    {
        using var elsewhere = new TemporaryFolder();
        _made.Add("a.txt", "a");
        _made.Add("a.txt", "a", MadeCache.Second);
        string path = Path.Combine(_made.Of().Root, name), moved = elsewhere["moved"];
        if (Directory.Exists(path)) Directory.Move(path, moved);
        else Directory.CreateDirectory(moved);
        Directory.CreateSymbolicLink(path, moved);
        var error = Assert.Throws<HubException>(() => _made.Cache.Remove(MadeCache.Model, MadeCache.First));
        Assert.StartsWith($"user/tiny: {path} is a link to '{moved}'", error.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(moved));
    }

    [Fact]
    public void Remove_WhileSomebodyDownloads_IsRefused()
    {
        _made.Add("a.txt", "a");
        using (CacheLock.TryTake(_made.Of().Lock("beef")))
        {
            Assert.Equal(
                $"user/tiny: somebody downloads it right now (the lock "
                    + $"{_made.Of().Lock("beef")} is held). A repository that nobody fills was "
                + "expected. Try again when the download is done.",
                Assert.Throws<HubException>(() => _made.Cache.Remove(MadeCache.Model)).Message);
        }

        _made.Cache.Remove(MadeCache.Model);
    }

    [Fact]
    public void Remove_WhatIsNotThere_SaysSo()
    {
        _made.Add("a.txt", "a");
        Assert.Equal(
            $"user/none: it is not in the cache {_made.Folder}. A repository and a commit that are there were expected. HubCache.List "
                + "names them.",
            Assert.Throws<HubException>(() => _made.Cache.Remove(HubRepository.Model("user/none"))).Message);
        Assert.Throws<HubException>(() => _made.Cache.Remove(MadeCache.Model, "v9"));
        Assert.Throws<HubException>(() => _made.Cache.Remove(MadeCache.Model, MadeCache.Second));
        Assert.Throws<HubException>(() => _made.Cache.Remove(MadeCache.Model, "../../.."));
    }

    [Fact]
    public void Verify_SoundCache_HasNoFaults()
    {
        _made.Add("a.txt", "a");
        _made.Add("b/c.txt", "c");
        _made.Refer("main", MadeCache.First);
        File.WriteAllText(Path.Combine(_made.Folder, "CACHEDIR.TAG"), "");
        Directory.CreateDirectory(Path.Combine(_made.Folder, ".locks"));
        var check = _made.Cache.Verify();
        Assert.Equal((2, 2L, 0, true), (check.Files, check.Bytes, check.Unnamed, check.IsSound));
        Assert.Empty(check.Faults);
    }

    [Fact]
    public void Verify_FindsEachKindOfDamage()
    {
        var folder = _made.Of();
        File.WriteAllText(_made.Add("cut.txt", "0123456789"), "0123");
        File.Delete(_made.Add("gone.txt", "gone"));
        _made.Add("listed.txt", "listed");
        TreeListing.Write(folder, MadeCache.First, [new HubFile("listed.txt", 99, "beef", null)]);
        File.WriteAllText(folder.Incomplete("beef"), "half");
        string orphan = Path.Combine(folder.Blobs, MadeCache.GitBlob("orphan"));
        File.WriteAllText(orphan, "orphan");
        File.WriteAllText(Path.Combine(folder.Snapshots, "stray"), "");
        File.CreateSymbolicLink(folder.Entry(MadeCache.First, "passwd"), "/etc/passwd");
        _made.Refer("main", "../../..");
        _made.Refer("v1", MadeCache.Second);
        Directory.CreateDirectory(Path.Combine(_made.Folder, "something"));

        var check = _made.Cache.Verify();
        Assert.False(check.IsSound);
        Assert.Equal(
            [
                "Damaged blobs/" + MadeCache.GitBlob("0123456789"), "Damaged snapshots/C/listed.txt", "Dangling snapshots/C/gone.txt",
                "Incomplete blobs/beef.incomplete", "Orphaned blobs/" + MadeCache.GitBlob("orphan"), "Outside snapshots/C/passwd",
                "Reference refs/main", "Reference refs/v1", "Stranger ../something", "Stranger snapshots/stray",
            ],
            check.Faults.Select(fault => $"{fault.Kind} {Path.GetRelativePath(folder.Root, fault.Path).Replace(MadeCache.First, "C")}")
                .Order(StringComparer.Ordinal));
        Assert.All(check.Faults, fault => Assert.StartsWith(fault.Path + ": ", fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Verify_WhatIsBeingFilled_IsNoFault()
    {
        _made.Add("a.txt", "a");
        File.WriteAllText(_made.Of().Incomplete("beef"), "half");
        using (CacheLock.TryTake(_made.Of().Lock("beef"))) Assert.Empty(_made.Cache.Verify().Faults);
        Assert.True(_made.Cache.Verify().IsSound);
        Assert.Equal(HubCacheFaultKind.Incomplete, Assert.Single(_made.Cache.Verify(MadeCache.Model).Faults).Kind);
    }

    [Fact]
    public void Verify_CopiesWithoutLinks_AreHashedByTheListing()
    {
        string entry = _made.Of().Entry(MadeCache.First, "a.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(entry)!);
        File.WriteAllText(entry, "a");
        Assert.Equal((0, 1), (_made.Cache.Verify().Files, _made.Cache.Verify().Unnamed));
        TreeListing.Write(_made.Of(), MadeCache.First, [new HubFile("a.txt", 1, MadeCache.GitBlob("a"), null)]);
        Assert.Equal((1, 0), (_made.Cache.Verify().Files, _made.Cache.Verify().Unnamed));
        File.WriteAllText(entry, "b");
        Assert.Equal(HubCacheFaultKind.Damaged, Assert.Single(_made.Cache.Verify().Faults).Kind);
    }

    [Theory]
    [InlineData("blobs")]
    [InlineData("snapshots")]
    [InlineData("refs")]
    public void FilesInPlaceOfFolders_AreDamage_AndNothingFails(string name)
    {
        Directory.CreateDirectory(_made.Of().Root);
        File.WriteAllText(Path.Combine(_made.Of().Root, name), "");
        Assert.Null(_made.Cache.FindFile(MadeCache.Model, "a.txt"));
        Assert.Single(_made.Cache.List().Repositories);
        Assert.Contains(_made.Cache.Verify().Faults, fault => fault.Kind == HubCacheFaultKind.Damaged);
        _made.Cache.Remove(MadeCache.Model);
    }
}
