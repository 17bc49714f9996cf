using System.Text;
using Matiz.Charts.Drawing;

namespace Matiz.Tests.Charts.Drawing;

public sealed class XmlTextTests
{
    [Theory]
    [InlineData("plain é 喜 😀", "plain é 喜 😀")]
    [InlineData("a\u0000\u0008\u001f\u007f\u0085b", "a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDb")]
    [InlineData("\ufffe\uffff", "\uFFFD\uFFFD")]
    [InlineData("a\tb\r\nc", "a\tb\nc")]
    public void Clean_ReplacesWhatXmlForbids(string text, string expected) => Assert.Equal(expected, XmlText.Clean(text));

    [Fact]
    public void Clean_ReplacesLoneSurrogates() =>
        Assert.Equal("\uFFFDx\uFFFD😀\uFFFD", XmlText.Clean("\ude00x\ud83d😀\ud83d"));

    [Theory]
    [InlineData("  a \t\n b  ", "a b")]
    [InlineData(" \r\n ", "")]
    public void Line_HasSingleSpaces(string text, string expected) => Assert.Equal(expected, XmlText.Line(text));

    [Fact]
    public void AppendEscaped_EscapesMarkup()
    {
        var target = new StringBuilder();

        XmlText.AppendEscaped(target, "<a href=\"x\">&'</a>]]>");

        Assert.Equal("&lt;a href=&quot;x&quot;&gt;&amp;'&lt;/a&gt;]]&gt;", target.ToString());
    }
}
