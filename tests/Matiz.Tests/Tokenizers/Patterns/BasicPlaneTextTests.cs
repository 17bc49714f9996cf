using System.Globalization;
using System.Text;
using Matiz.Tokenizers.Patterns;

namespace Matiz.Tests.Tokenizers.Patterns;

public class BasicPlaneTextTests
{
    [Fact]
    public void Chars_OfEveryCharacterBeyondThePlane_HaveItsCategory()
    {
        for (int codePoint = 0x10000; codePoint <= 0x10FFFF; codePoint += 3)
        {
            var rune = new Rune(codePoint);
            var text = new BasicPlaneText(rune.ToString());

            Assert.Equal(1, text.Chars.Length);
            Assert.True(BasicPlaneText.IsStandIn(text.Chars[0]));
            Assert.Equal(Rune.GetUnicodeCategory(rune), CharUnicodeInfo.GetUnicodeCategory(text.Chars[0]));
        }
    }

    [Fact]
    public void SourceIndex_CountsTheSourcesUnits()
    {
        var text = new BasicPlaneText("a\U0001F600b");

        Assert.Equal([0, 1, 3, 4], Enumerable.Range(0, 4).Select(text.SourceIndex));
        Assert.Equal('b', text.Chars[2]);
    }
}
