using System.Text.Json;
using Matiz.Tokenizers;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Patterns;

namespace Matiz.Tests.Tokenizers.Patterns;

public class TextPatternTests
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
    private const string Gpt4 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s*[\r\n]|\s+(?!\S)|\s+";

    [Theory]
    [InlineData(Gpt2, "Hello  world's 123  \n\n x é", "Hello| | world|'s| 123|  \n\n| x| é")]
    [InlineData(Gpt2, "a\U00020000b \U0001F600!\U0001D7D8", "a\U00020000b| \U0001F600!|\U0001D7D8")]
    [InlineData(@"\p{L}+|\p{N}", "x\U0001D7D8\U00010400y", "x|\U0001D7D8|\U00010400y")]
    [InlineData("(?i:'s|k)", "'S'ſ\u212AK", "'S|'ſ|\u212A|K")]
    [InlineData("a++b?", "aab a", "aab|a")]
    [InlineData("(ab)*+c", "ababc", "ababc")]
    [InlineData("x{,2}y", "xxxy", "xxy")]
    [InlineData(@"[\x41\x{42}\u0043\-\]]+", "ABC-]", "ABC-]")]
    [InlineData(@"\P{L}+|\p{^N}", "12a3", "12|a|3")]
    [InlineData(@"\s{2,}|[\n\r\t]", "a  b\tc d", "  |\t")]
    [InlineData(@"[一-龥]+", "ab中国c", "中国")]
    [InlineData(@"(?=\d)", "a12", "|")]
    [InlineData(@"\w+", "a_1\u0301²½Ⅷⓐ-\u200D", "a_1\u0301²½Ⅷⓐ")]
    [InlineData(@"\bx\w|y\B", "x1 ax2 yz y", "x1|y")]
    [InlineData(@"\h+", "12afg", "12af")]
    [InlineData("^a|b$", "a\na\nb", "a|a|b")]
    [InlineData(@"\p{Han}+|\P{^Hiragana}", "中国\U00020000ひa", "中国\U00020000|ひ")]
    [InlineData("[[:punct:]]+", "a!+$b", "!+$")]
    [InlineData("[a-z&&[^bc]]+", "abcd", "a|d")]
    [InlineData("(?<word>a)b", "ab", "ab")]
    [InlineData("(?m:a.)", "a\nab", "a\n|ab")]
    [InlineData("a{2}+", "aaaaa", "aaaa")]
    [InlineData("a{2}?b", "aab b", "aab|b")]
    [InlineData("(?i:[a-z])+", "aZſKé", "aZſK")]
    [InlineData("\U0001F600+", "\U0001F600\U0001F600\U0001F601", "\U0001F600\U0001F600")]
    [InlineData("[\\x00-\\x{10FFFF}]", "a\U0001F600\uFFFF", "a|\U0001F600|\uFFFF")]
    [InlineData("ab(?i)c|d", "abC D abd", "abC|abd")]
    [InlineData("[\U0001F600-\U0001F64F]+", "a\U0001F601\U0001F602b", "\U0001F601\U0001F602")]
    public void Matches_OfARegularExpression_AreTheReferences(string regex, string text, string expected)
    {
        var matches = Read($$"""{"Regex": {{JsonSerializer.Serialize(regex)}}}""").Matches(text);

        Assert.Equal(expected, string.Join('|', matches.Select(match => text[match.Start..match.End])));
    }

    [Fact]
    public void Matches_OfThePatternOfGpt4_TakesPossessively()
    {
        const string text = "It'S  12345,ok\r\n";

        var matches = Read($$"""{"Regex": {{JsonSerializer.Serialize(Gpt4)}}}""").Matches(text);

        Assert.Equal(["It", "'S", " ", " ", "123", "45", ",ok", "\r\n"], matches.Select(match => text[match.Start..match.End]));
    }

    [Theory]
    [InlineData(@"\X", "'\\X'")]
    [InlineData(@"\Kx", "'\\K'")]
    [InlineData(@"\p{Hana}+", "'\\p{Hana}'")]
    [InlineData(@"\p{Alphabetic}+", "'\\p{Alphabetic}'")]
    [InlineData("[[:lower:]]", "'[:lower:]'")]
    [InlineData("(?x:a)", "the group '(?x:'")]
    [InlineData("(?~ab)", "the group '(?~a'")]
    [InlineData("(?(1)a|b)", "the group '(?(1'")]
    [InlineData(@"(a)\1", "'\\1'")]
    [InlineData("(?i:[ß])", "a letter such as 'ß' in '(?i', which several may stand for")]
    [InlineData("(?i:ss)", "'ss' in '(?i', which one letter may stand for")]
    [InlineData(@"(?i:\p{L})", "'\\p{L}' in '(?i'")]
    [InlineData(@"\xE9", "the byte '\\xE9'")]
    [InlineData("[a", "a class without an end")]
    [InlineData("+a", "the quantifier '+' of nothing")]
    [InlineData("a{5,2}", "the quantifier '{5,2}'")]
    [InlineData("(a", "a '(' without its ')'")]
    [InlineData("a)", "a ')' without its '('")]
    public void Read_WhatHasNoCounterpart_IsRefusedByName(string regex, string what)
    {
        var error = Assert.Throws<TokenizerException>(() => Read($$"""{"Regex": {{JsonSerializer.Serialize(regex)}}}"""));

        Assert.Equal($"tokenizer.json: Regex has {what} in '{regex}', which is not known here; expected a regular expression without it. "
            + "Correct the file, or fetch it again.", error.Message);
    }

    [Fact]
    public void Matches_OfAString_AreItsPlaces()
    {
        Assert.Equal([(0, 2), (2, 4)], Read("""{"String": "aa"}""").Matches("aaaaa"));
        Assert.Empty(Read("""{"String": ""}""").Matches("aaaaa"));
    }

    private static TextPattern Read(string json) =>
        TextPattern.Read(new JsonCursor(JsonDocument.Parse(json).RootElement, "tokenizer.json", ""));
}
