using System.Text;
using System.Text.RegularExpressions;
using Matiz.Tokenizers.Bpe;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tests.Tokenizers.Bpe;

public class ByteLevelPreTokenizerTests
{
    [Theory]
    [InlineData("Hello  world's 123  \n\n x é", "Hello|Ġ|Ġworld|'s|Ġ123|ĠĠĊĊ|Ġx|ĠÃ©")]
    [InlineData("IT'S we'll ''", "IT|'|S|Ġwe|'ll|Ġ''")]
    [InlineData("a \tb\n c ", "a|Ġ|ĉ|b|Ċ|Ġc|Ġ")]
    [InlineData(" ", "Ġ")]
    public void Split_FollowsTheRuleOfGpt2(string text, string expected) => Assert.Equal(expected, Split(text, new(false, splits: true)));

    [Theory]
    [InlineData("a b", true, true, "Ġa|Ġb")]
    [InlineData(" a b", true, true, "Ġa|Ġb")]
    [InlineData("a b", true, false, "ĠaĠb")]
    [InlineData("a b", false, false, "aĠb")]
    public void Split_AddsASpaceWhereThereIsNone(string text, bool addPrefixSpace, bool splits, string expected) =>
        Assert.Equal(expected, Split(text, new(addPrefixSpace, splits)));

    [Fact]
    public void Split_GivesEveryByteTheSpanOfItsCharacter()
    {
        var pieces = new List<TextPiece>();
        new ByteLevelPreTokenizer(true, splits: true).Split(new TextPiece(AlignedText.FromSource("é\U0001F600", 5), 0, 3), pieces);

        Assert.Equal(
            ["5-6", "5-6", "5-6", "6-8", "6-8", "6-8", "6-8"],
            pieces.SelectMany(piece => Enumerable.Range(piece.Start, piece.End - piece.Start).Select(at => piece.Text.SpanOf(at)))
                .Select(span => $"{span.Start}-{span.End}"));
    }

    [Fact]
    public void WordLength_OnRandomTexts_IsThatOfTheExpression()
    {
        var rule = new Regex(
            @"\G(?:'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", RegexOptions.CultureInvariant);
        string[] parts = ["a", "é", "中", "7", "²", " ", "  ", "\n", "\t", "\u00A0", "\u3000", "'", "'s", "'ll", "'v", "!", "\u0301", "_"];
        var random = new Random(3);
        for (int round = 0; round < 4000; round++)
        {
            var text = new StringBuilder();
            for (int n = random.Next(1, 10); n > 0; n--) text.Append(parts[random.Next(parts.Length)]);
            string input = text.ToString();

            Assert.True(rule.Match(input).Length == ByteLevelPreTokenizer.WordLength(input), $"'{input}'");
        }
    }

    private static string Split(string text, ByteLevelPreTokenizer splitter)
    {
        var pieces = new List<TextPiece>();
        splitter.Split(new TextPiece(AlignedText.FromSource(text, 0), 0, text.Length), pieces);
        return string.Join('|', pieces.Select(piece => piece.Chars.ToString()));
    }
}
