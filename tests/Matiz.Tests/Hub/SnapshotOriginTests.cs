using Matiz.Hub;

namespace Matiz.Tests.Hub;

public sealed class SnapshotOriginTests
{
    private static readonly string Commit = new('a', 40);

    [Theory]
    [InlineData("/c/models--org--name/snapshots/{C}", "org/name")]
    [InlineData("/c/models--org--name/snapshots/{C}/config.json", "org/name")]
    [InlineData("/c/models--name/snapshots/{C}", "name")]
    public void SnapshotsOfTheCache_AreKnown(string path, string id) => Assert.Equal(
        new SnapshotOrigin(HubRepository.Model(id), Commit), SnapshotOrigin.OfModel(path.Replace("{C}", Commit, StringComparison.Ordinal)));

    [Theory]
    [InlineData("/c/datasets--org--name/snapshots/{C}")]
    [InlineData("/c/models--org--name/snapshots/main")]
    [InlineData("/c/models--org--name/blobs/{C}")]
    [InlineData("/c/models----/snapshots/{C}")]
    [InlineData("emotion")]
    [InlineData("snapshots/{C}")]
    public void OtherFolders_AreNone(string path) =>
        Assert.Null(SnapshotOrigin.OfModel(path.Replace("{C}", Commit, StringComparison.Ordinal)));
}
