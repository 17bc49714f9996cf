using Matiz.Hub;
using Matiz.Hub.Cache;

namespace Matiz.Tests.Hub.Cache;

public sealed class CacheNamesTests
{
    [Theory]
    [InlineData("config.json")]
    [InlineData("onnx/model.onnx")]
    [InlineData(".gitattributes")]
    [InlineData("..hidden/x")]
    [InlineData("ünïcode/名前.txt")]
    [InlineData("refs/pr/1")]
    public void File_OrdinaryName_IsTaken(string name) => Assert.Equal(name, CacheNames.File(MadeCache.Model, name));

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("/etc/passwd", "it begins at the root")]
    [InlineData("../x", "a part of it is '..'")]
    [InlineData("a/../../x", "a part of it is '..'")]
    [InlineData("a/./x", "a part of it is '.'")]
    [InlineData("a//x", "two slashes follow each other, or one ends it")]
    [InlineData("a/", "two slashes follow each other, or one ends it")]
    [InlineData("..\\x", "it has a '\\', which parts folders on Windows")]
    [InlineData("\\\\server\\share", "it has a '\\', which parts folders on Windows")]
    [InlineData("C:x", "it begins with a drive")]
    [InlineData("a\nb", "it has a control character")]
    [InlineData("a\0b", "it has a control character")]
    public void File_HostileName_IsRefused(string name, string fault)
    {
        Assert.Equal(fault, CacheNames.FaultOf(name));
        var error = Assert.Throws<HubException>(() => CacheNames.File(MadeCache.Model, name));
        Assert.StartsWith("user/tiny: '", error.Message, StringComparison.Ordinal);
        Assert.Equal(HubFault.RevisionNotFound, Assert.Throws<HubException>(() => CacheNames.Revision(MadeCache.Model, name)).Kind);
    }

    [Fact]
    public void File_LongName_IsRefused() =>
        Assert.Equal("a part of it has more than 255 bytes", CacheNames.FaultOf(new('é', 128)));

    [Theory]
    [InlineData("d7edf6bd2a681fb0175f7735299831ee1b22b812", true)]
    [InlineData("abc-123", true)]
    [InlineData("", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a.incomplete", false)]
    [InlineData(".hidden", false)]
    public void ETag_IsAFileName(string etag, bool isOne) => Assert.Equal(isOne, CacheNames.IsETag(etag));

    [Theory]
    [InlineData("d7edf6bd2a681fb0175f7735299831ee1b22b812", true)]
    [InlineData("D7EDF6BD2A681FB0175F7735299831EE1B22B812", false)]
    [InlineData("d7edf6b", false)]
    [InlineData("main", false)]
    public void Commit_IsWhole(string revision, bool isOne) => Assert.Equal(isOne, CacheNames.IsCommit(revision));
}
