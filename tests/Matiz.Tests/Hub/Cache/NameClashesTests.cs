using Matiz.Hub;
using Matiz.Hub.Cache;

namespace Matiz.Tests.Hub.Cache;

public sealed class NameClashesTests
{
    [Theory]
    [InlineData("README.md readme.md", true, "'README.md' and 'readme.md' differ by case only, and this disk takes them for one")]
    [InlineData("a/X b/x a/x", true, "'a/X' and 'a/x' differ by case only, and this disk takes them for one")]
    [InlineData("caf\u00c9 cafe\u0301", true, "'caf\u00c9' and 'cafe\u0301' differ by case only, and this disk takes them for one")]
    [InlineData("a a/b", false, "'a' is a file and the folder of 'a/b'")]
    [InlineData("x/a/b/c x/a", false, "'x/a' is a file and the folder of 'x/a/b/c'")]
    [InlineData("a a", false, "the file 'a' is listed twice")]
    public void Refuse_NamesThatCannotLieTogether(string names, bool isOne, string found) => Assert.Equal(
        $"user/tiny: {found}. Names that can lie beside each other were expected. Leave one out by HubSelection.Exclude, or take a disk "
            + "that "
            + "tells them apart.",
        Assert.Throws<HubException>(() => NameClashes.Refuse(MadeCache.Model, names.Split(' '), () => isOne)).Message);

    [Fact]
    public void Refuse_OnADiskThatTellsThemApart_TakesNamesOfOtherCase() =>
        NameClashes.Refuse(MadeCache.Model, ["README.md", "readme.md", "A/b", "a/c"], () => false);

    [Fact]
    public void AreTakenForOneIn_LeavesNothing()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), NameClashes.AreTakenForOneIn(folder.Root));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Root));
    }
}
