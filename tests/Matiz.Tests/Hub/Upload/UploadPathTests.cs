using Matiz.Hub;
using Matiz.Hub.Upload;

namespace Matiz.Tests.Hub.Upload;

public sealed class UploadPathTests
{
    [Theory]
    [InlineData("config.json", "config.json")]
    [InlineData("/a/b.txt", "a/b.txt")]
    [InlineData("./././a", "a")]
    [InlineData(".gitattributes", ".gitattributes")]
    [InlineData("días/日本 😀.txt", "días/日本 😀.txt")]
    public void Names_AreTaken(string path, string expected) => Assert.Equal(expected, HubUploadFile.FromBytes(path, new byte[1]).Path);

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("/", "it is empty")]
    [InlineData("a//b", "a folder in it has no name")]
    [InlineData("a/", "a folder in it has no name")]
    [InlineData("a/../b", "'.' or '..'")]
    [InlineData("a\\b", "it has a '\\'")]
    [InlineData("a\nb", "it has a control character")]
    [InlineData(".git/config", "it lies in '.git'")]
    [InlineData("x/.GIT/config", "it lies in '.git'")]
    [InlineData(".cache/x", "it lies in '.cache'")]
    public void Names_ThatTheHubRefuses_AreSaid(string path, string fault)
    {
        var exception = Assert.Throws<HubException>(() => HubUploadFile.FromBytes(path, new byte[1]));

        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
        Assert.True(exception.IsOfTheCaller);
    }

    [Fact]
    public void HalfACharacter_IsSaid() => Assert.Equal("it has half a character", UploadPath.FaultOf("\ud83d.txt"));

    [Fact]
    public void Escape_KeepsSlashes() => Assert.Equal("a%20b/c%23%3F.txt", UploadPath.Escape("a b/c#?.txt"));
}
