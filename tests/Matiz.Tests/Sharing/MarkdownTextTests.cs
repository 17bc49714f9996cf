using Matiz.Sharing;

namespace Matiz.Tests.Sharing;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("joy", "joy")]
    [InlineData("not-spam_2 (old)", "not-spam_2 (old)")]
    [InlineData("<5 stars>", "\\<5 stars\\>")]
    [InlineData("a\nb\r\n\r\n c\t", "a b c")]
    [InlineData("**bold** _it_ `code` [x](y) a|b", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\[x\\](y) a\\|b")]
    [InlineData("# title #", "\\# title \\#")]
    [InlineData("- item", "\\- item")]
    [InlineData("---", "\\---")]
    [InlineData("1. item", "1\\. item")]
    [InlineData("1)", "1\\)")]
    [InlineData("v1.2", "v1.2")]
    [InlineData("0.1.0", "0.1.0")]
    [InlineData("&lt; \\n ~~x~~ $y$", "\\&lt; \\\\n \\~\\~x\\~\\~ \\$y\\$")]
    [InlineData("    code", "code")]
    [InlineData("\u0000\u001b[31m red\u202e", "\\[31m red")]
    [InlineData("حزن 😀 日本", "حزن 😀 日本")]
    [InlineData("__proto__", "\\_\\_proto\\_\\_")]
    public void Of_IsOneLineThatShowsItsCharacters(string text, string expected) => Assert.Equal(expected, MarkdownText.Escape(text));

    [Fact]
    public void HalvesOfCharacters_AreReplaced() =>
        Assert.Equal("x \ufffd", MarkdownText.Escape("x \ud83d"));

    [Fact]
    public void Of_AVeryLongText_IsCut()
    {
        string cut = MarkdownText.Escape(string.Concat(Enumerable.Repeat("😀", 5000)));
        Assert.EndsWith("😀…", cut, StringComparison.Ordinal);
        Assert.InRange(cut.Length, 290, 310);
    }

    [Theory]
    [InlineData("bert-base", "`bert-base`")]
    [InlineData("a`b``c", "``` a`b``c ```")]
    [InlineData("x\ny", "`x y`")]
    [InlineData("<b>", "`<b>`")]
    public void Code_HoldsAnyBackticks(string text, string expected) => Assert.Equal(expected, MarkdownText.Code(text));
}
