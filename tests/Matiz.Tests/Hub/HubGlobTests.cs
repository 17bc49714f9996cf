using Matiz.Hub;

namespace Matiz.Tests.Hub;

public sealed class HubGlobTests
{
    // As Python's fnmatch.fnmatchcase answers.
    [Theory]
    [InlineData("*.json", "config.json", true)]
    [InlineData("*.json", "1_Pooling/config.json", true)]
    [InlineData("*.JSON", "config.json", false)]
    [InlineData("config.json", "1_Pooling/config.json", false)]
    [InlineData("onnx/", "onnx/model.onnx", true)]
    [InlineData("onnx/", "onnx", false)]
    [InlineData("onnx", "onnx/model.onnx", false)]
    [InlineData("*/*", "a/b/c", true)]
    [InlineData("*/*", "a", false)]
    [InlineData("model-0000?-of-*", "model-00001-of-00002.safetensors", true)]
    [InlineData("model-0000?-of-*", "model-000012-of-00002.safetensors", false)]
    [InlineData("[abc]*", "b", true)]
    [InlineData("[!abc]*", "b", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[a-c]x", "dx", false)]
    [InlineData("[]]x", "]x", true)]
    [InlineData("[!]]x", "]x", false)]
    [InlineData("[!]]x", "ax", true)]
    [InlineData("[-a]x", "-x", true)]
    [InlineData("[a-]x", "-x", true)]
    [InlineData("[x", "[x", true)]
    [InlineData("[!x", "[!x", true)]
    [InlineData("[", "[", true)]
    [InlineData("a**b", "ab", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    public void Matches_AsPython(string pattern, string name, bool matches) => Assert.Equal(matches, HubGlob.Matches(pattern, name));

    [Fact]
    public void Matches_ManyStars_TakesNoTime() =>
        Assert.False(HubGlob.Matches(string.Concat(Enumerable.Repeat("*a", 200)) + "b", new string('a', 2000)));
}
