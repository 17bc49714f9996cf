using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tests.Tokenizers.Pipeline;

public class SpaceBreaksTests
{
    [Theory]
    [InlineData("a b c", "a| b| c")]
    [InlineData(" a b", " a| b")]
    [InlineData("a  b ", "a  b ")]
    [InlineData("a, (b) c", "a,| (b)| c")]
    [InlineData("a \tb", "a \tb")]
    [InlineData("é ü ж 中", "é| ü| ж 中")]
    [InlineData("a \u0301b", "a \u0301b")]
    [InlineData("a \u00A0 b", "a \u00A0 b")]
    [InlineData("a\u200B b", "a\u200B b")]
    [InlineData("a \U0001F600 b", "a \U0001F600 b")]
    [InlineData(" ", " ")]
    public void FirstPart_EndsBeforeALoneSpaceBetweenVisibleCharacters(string text, string expected)
    {
        var parts = new List<string>();
        for (string rest = text; rest.Length > 0; rest = rest[parts[^1].Length..]) parts.Add(rest[..SpaceBreaks.FirstPart(rest)]);

        Assert.Equal(expected, string.Join('|', parts));
    }
}
