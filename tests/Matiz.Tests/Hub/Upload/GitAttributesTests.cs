using Matiz.Hub.Upload;

namespace Matiz.Tests.Hub.Upload;

public sealed class GitAttributesTests
{
    [Theory]
    [InlineData("model.safetensors", true)]
    [InlineData("2_Dense/model.safetensors", true)]
    [InlineData("events.out.tfevents.1", true)]
    [InlineData("saved_model/variables/x", true)]
    [InlineData("a.tar.gz", true)]
    [InlineData("config.json", false)]
    [InlineData("model.safetensors.index.json", false)]
    [InlineData("tokenizer.json", false)]
    public void Default_IsThatOfANewRepository(string path, bool isLarge) => Assert.Equal(isLarge, GitAttributes.Default.IsLarge(path));

    [Theory]
    [InlineData("*.bin filter=lfs diff=lfs merge=lfs -text", "a.bin", true)]
    [InlineData("# *.bin filter=lfs", "a.bin", false)]
    [InlineData("*.bin filter=lfs\n*.bin -filter", "a.bin", false)]
    [InlineData("*.bin filter=lfs\r\na.bin !filter\r\n", "a.bin", false)]
    [InlineData("*.bin text", "a.bin", false)]
    [InlineData("/a.bin filter=lfs", "a.bin", true)]
    [InlineData("/a.bin filter=lfs", "x/a.bin", false)]
    [InlineData("x/*.bin filter=lfs", "x/y/a.bin", false)]
    [InlineData("x/**/*.bin filter=lfs", "x/y/z/a.bin", true)]
    [InlineData("x/**/*.bin filter=lfs", "x/a.bin", true)]
    [InlineData("[ab].bin filter=lfs", "b.bin", true)]
    [InlineData("[!ab].bin filter=lfs", "b.bin", false)]
    [InlineData("a?.bin filter=lfs", "ab.bin", true)]
    public void Rules_AreThoseOfGit(string text, string path, bool isLarge) =>
        Assert.Equal(isLarge, GitAttributes.Parse(text).IsLarge(path));

    [Fact]
    public void With_AddsARuleForWhatHasNone()
    {
        var attributes = GitAttributes.Parse("*.bin filter=lfs diff=lfs merge=lfs -text");
        string text = attributes.With(["x/a.bin", "tokenizer.json", "a b[1]*.json", "x/y.json"])!;

        Assert.Equal(
            "*.bin filter=lfs diff=lfs merge=lfs -text\n/a[[:space:]]b[[]1][*].json filter=lfs diff=lfs merge=lfs -text\n"
                + "/tokenizer.json filter=lfs diff=lfs merge=lfs -text\nx/y.json filter=lfs diff=lfs merge=lfs -text\n",
            text);
        var again = GitAttributes.Parse(text);
        Assert.All(["a b[1]*.json", "tokenizer.json", "x/y.json"], path => Assert.True(again.IsLarge(path)));
        Assert.False(again.IsLarge("x/tokenizer.json"));
        Assert.Null(again.With(["tokenizer.json", "a b[1]*.json"]));
    }
}
