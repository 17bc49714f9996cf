using System.Text;

namespace Matiz.Tests.Tokenizers.AddedTokens;

/// <summary>Added tokens with every setting, against the reference library.</summary>
public class AddedTokenReferenceTests
{
    private const string Lowercase = """{"type":"Lowercase"}""";
    private const string Bert = TestTokenizers.Bert;
    private const string Folded = """{"type":"Sequence","normalizers":[{"type":"NFKC"},{"type":"Lowercase"}]}""";
    private const string ByteLevel = """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""";
    private const string Metaspace = """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""";
    private const string First = """{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}""";

    private static readonly string[] Parts =
    [
        "[MASK]", "[mask]", "[MA", "SK]", "<x>", "<X>", "url", "URL", "Url", "#tag", "#", "tag", "ab", "abc", "bc", "a",
        "é", "É", "e\u0301", "中", " ", " ", " ", "  ", "   ", "\n", "\t", "\u00A0", "x",
        "_", "1", "½", "\u0301", "\u200D", "😀", ".", "ﬁ", "fi", "new york", "New York",
    ];

    [Theory]
    [InlineData("null", "null")]
    [InlineData("null", ByteLevel)]
    [InlineData("null", Metaspace)]
    [InlineData("null", First)]
    [InlineData(Lowercase, Metaspace)]
    [InlineData(Lowercase, ByteLevel)]
    [InlineData(Folded, ByteLevel)]
    [InlineData(Bert, """{"type":"BertPreTokenizer"}""")]
    public void AddedTokens_OfEverySetting_StandWhereTheReferenceFindsThem(string normalizer, string preTokenizer)
    {
        string[][] sets =
        [
            [TestTokenizers.Added("[MASK]", "lstrip", "special"), TestTokenizers.Added("<x>")],
            [TestTokenizers.Added("[MASK]", "lstrip", "normalized", "special"), TestTokenizers.Added("<x>", "normalized")],
            [TestTokenizers.Added("url", "single_word", "normalized"), TestTokenizers.Added("#tag", "normalized")],
            [TestTokenizers.Added("URL", "single_word"), TestTokenizers.Added("#tag", "single_word", "lstrip")],
            [TestTokenizers.Added("ab"), TestTokenizers.Added("abc"), TestTokenizers.Added("bc", "normalized")],
            [TestTokenizers.Added("  ", "normalized"), TestTokenizers.Added("   ", "normalized"), TestTokenizers.Added("\n")],
            [TestTokenizers.Added("É", "normalized"), TestTokenizers.Added("中"), TestTokenizers.Added("😀", "lstrip")],
            [TestTokenizers.Added("ﬁ", "normalized", "single_word"), TestTokenizers.Added("new york", "normalized")],
            [TestTokenizers.Added("[MASK]", "rstrip", "special")],
            [TestTokenizers.Added("<x>", "rstrip", "lstrip", "normalized")],
            [TestTokenizers.Added("a", "single_word", "lstrip", "rstrip", "normalized", "special")],
        ];
        foreach (string[] set in sets) Check(normalizer, preTokenizer, string.Join(',', set));
    }

    private static void Check(string normalizer, string preTokenizer, string added)
    {
        var bytes = Enumerable.Range(0x21, 0x140 - 0x21).Select(c => ((char)c).ToString());
        var characters = string.Concat(Parts).EnumerateRunes().Select(rune => rune.ToString()).Concat(bytes).Append(" ").Append("▁")
            .Distinct(StringComparer.Ordinal);
        ReferenceLibrary.AssertSame(ReferenceLibrary.Json(normalizer, preTokenizer, characters, added), Texts());
    }

    private static IEnumerable<string> Texts()
    {
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
        {
            var text = new StringBuilder();
            for (int n = random.Next(1, 12); n > 0; n--) text.Append(Parts[random.Next(Parts.Length)]);
            yield return text.ToString();
        }
    }
}
