using Matiz.Hub.Cache;

namespace Matiz.Tests.Hub.Cache;

public sealed class CacheLinksTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Blob => Path.Combine(_folder.Root, "blobs", "b");

    private string Entry => Path.Combine(_folder.Root, "snapshots", "c", "1_Pooling", "config.json");

    public CacheLinksTests()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Blob)!);
        File.WriteAllText(Blob, "content");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AreSupportedIn_AnOrdinaryFolder_IsTrue_AndLeavesNothing()
    {
        Assert.True(CacheLinks.AreSupportedIn(_folder.Root));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Root, ".locks")));
    }

    [Fact]
    public void Place_ByLink_IsRelative()
    {
        CacheLinks.Place(Blob, Entry, byLink: true, isNew: true);
        Assert.Equal("../../../blobs/b", new FileInfo(Entry).LinkTarget);
        Assert.Equal("content", File.ReadAllText(Entry));
        Assert.True(File.Exists(Blob));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Place_OverALinkThatLeadsNowhere_ReplacesIt(bool byLink)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Entry)!);
        File.CreateSymbolicLink(Entry, "../../../blobs/gone");
        Assert.Null(CachedFile.LengthOf(Entry));
        CacheLinks.Place(Blob, Entry, byLink, isNew: false);
        Assert.Equal("content", File.ReadAllText(Entry));
        Assert.False(File.Exists(Path.Combine(_folder.Root, "blobs", "gone")));
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Entry)!));
    }

    [Fact]
    public void Place_WithoutLinks_MovesWhatIsNew_AndCopiesWhatOthersMayUse()
    {
        CacheLinks.Place(Blob, Entry, byLink: false, isNew: false);
        Assert.True(File.Exists(Blob));
        Assert.Null(new FileInfo(Entry).LinkTarget);

        string other = Path.Combine(_folder.Root, "snapshots", "d", "config.json");
        CacheLinks.Place(Blob, other, byLink: false, isNew: true);
        Assert.False(File.Exists(Blob));
        Assert.Equal("content", File.ReadAllText(other));
    }

    [Fact]
    public void LengthOf_FollowsChains()
    {
        string shared = Path.Combine(_folder.Root, "shared"), blob = Path.Combine(_folder.Root, "blobs", "linked");
        File.WriteAllText(shared, "12345");
        File.CreateSymbolicLink(blob, "../shared");
        CacheLinks.Place(blob, Entry, byLink: true, isNew: false);
        Assert.Equal(5, CachedFile.LengthOf(Entry));
        Assert.True(CachedFile.IsWhole(Entry, 5));
        Assert.False(CachedFile.IsWhole(Entry, 6));
        Assert.Null(CachedFile.LengthOf(_folder.Root));
    }
}
