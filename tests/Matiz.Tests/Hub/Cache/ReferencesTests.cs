using Matiz.Hub.Cache;

namespace Matiz.Tests.Hub.Cache;

public sealed class ReferencesTests : IDisposable
{
    private readonly MadeCache _made = new();

    public void Dispose() => _made.Dispose();

    [Theory]
    [InlineData("main")]
    [InlineData("refs/pr/1")]
    public void Write_IsTheCommitAlone_AndNested(string revision)
    {
        References.Write(_made.Of(), revision, MadeCache.First);
        string path = Path.Combine([_made.Folder, "models--user--tiny", "refs", .. revision.Split('/')]);
        Assert.Equal(MadeCache.First, File.ReadAllText(path));
        Assert.Equal(MadeCache.First, References.Read(_made.Of(), revision));
        string tag = File.ReadAllText(Path.Combine(_made.Folder, "CACHEDIR.TAG"));
        Assert.StartsWith("Signature: 8a477f597d28d172789f06886806bc55", tag, StringComparison.Ordinal);
        Assert.Equal((revision, path, MadeCache.First), Assert.Single(References.All(_made.Of())));
    }

    [Fact]
    public void Write_OfACommit_WritesNothing()
    {
        References.Write(_made.Of(), MadeCache.First, MadeCache.First);
        Assert.False(Directory.Exists(_made.Folder));
    }

    [Theory]
    [InlineData("1111111111111111111111111111111111111111\n", true)]
    [InlineData("", false)]
    [InlineData("garbage", false)]
    [InlineData("../../../../etc", false)]
    [InlineData("111111111111111111111111111111111111111g", false)]
    public void Read_BelievesCommitsOnly(string text, bool isCommit)
    {
        _made.Refer("main", text);
        Assert.Equal(isCommit ? MadeCache.First : null, References.Read(_made.Of(), "main"));
    }
}
