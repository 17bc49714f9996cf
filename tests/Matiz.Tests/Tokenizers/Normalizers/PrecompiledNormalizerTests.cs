using System.Text.Json;
using Matiz.Tokenizers;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Normalizers;
using Matiz.Tokenizers.Pipeline;

namespace Matiz.Tests.Tokenizers.Normalizers;

public class PrecompiledNormalizerTests
{
    private static readonly string Map = CharacterMapBuilder.Base64(
        ("ﬁ", "fi"), ("\u200B", ""), ("º", "o"), ("e\u0301", "é"), ("\r", " "), ("\n", " "), ("…", "..."), ("xyz", "w"),
        ("\u0D4E", "-"));

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("ﬁn…", "fin...")]
    [InlineData("a\u200Bb", "ab")]
    [InlineData("e\u0301e", "ée")]
    [InlineData("xyz", "xyz")]                                 // three clusters, each looked up for itself
    [InlineData("a\r\nb\rc", "a b c")]                         // CR LF is a cluster, of which the beginning has an entry
    [InlineData("º\u0301", "o")]                               // four bytes: the accent goes with the cluster
    [InlineData("º\u0300\u0301", "o\u0300\u0301")]             // six bytes: character by character
    [InlineData("\u0D4Ea", "-")]                               // a letter that is written before the next belongs to its cluster
    [InlineData("", "")]
    public void Normalize_ReplacesClustersOrCharacters(string text, string expected) =>
        Assert.Equal(expected, Read(Map).Normalize(text));

    [Theory]
    [InlineData("aﬁb", "0-1 1-2 1-2 2-3")]                     // what is put in has the span of what it stands beside
    [InlineData("ae\u0301b", "0-1 1-2 3-4")]                   // what is swallowed is covered by nothing
    [InlineData("a\u200Bb", "0-1 2-3")]
    [InlineData("\u200Bab", "0-1 1-2")]                        // before any output nothing swallows: the reference's spans slip
    [InlineData("…", "0-1 0-1 0-1")]
    public void Normalize_DealsSpansAsTheReferenceDoes(string text, string expected)
    {
        var result = Read(Map).Normalize(AlignedText.FromSource(text, 0));

        var spans = Enumerable.Range(0, result.Length).Select(at => $"{result.SpanOf(at).Start}-{result.SpanOf(at).End}");
        Assert.Equal(expected, string.Join(' ', spans));
    }

    [Theory]
    [InlineData("\"???\"", "part.precompiled_charsmap is not in base 64")]
    [InlineData("\"AAAA\"", "part.precompiled_charsmap has 3 bytes")]
    [InlineData("\"/////wAAAAA=\"", "part.precompiled_charsmap states a table of 4294967295 bytes and has 4 in all")]
    [InlineData("null", "part has no 'precompiled_charsmap'")]
    public void Read_NoMap_IsAnError(string value, string message)
    {
        var error = Assert.Throws<TokenizerException>(() => ReadJson($$"""{"precompiled_charsmap": {{value}}}"""));

        Assert.StartsWith("tokenizer.json: " + message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalize_DamagedMaps_GiveTextsOrTheError()
    {
        byte[] whole = Convert.FromBase64String(Map);
        var random = new Random(1);
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. whole];
            for (int n = random.Next(1, 400); n > 0; n--) bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            try
            {
                Read(Convert.ToBase64String(bytes)).Normalize("aﬁ º\u0301 e\u0301 \u200B … xyz");
            }
            catch (TokenizerException error)
            {
                Assert.StartsWith("tokenizer.json: part.precompiled_charsmap ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    private static PrecompiledNormalizer Read(string map) => ReadJson($$"""{"precompiled_charsmap": "{{map}}"}""");

    private static PrecompiledNormalizer ReadJson(string json) =>
        PrecompiledNormalizer.Read(new JsonCursor(JsonDocument.Parse(json).RootElement, "tokenizer.json", "part"));
}
