using System.Text;
using Matiz.Tests.Tokenizers.Normalizers;
using Matiz.Tokenizers.Normalizers;

namespace Matiz.Tests.Tokenizers;

/// <summary>Normalizers, pre-tokenizers and added tokens, as files write them, against the reference library on made-up texts.</summary>
public class PipelineReferenceTests
{
    // What texts are made of: enough of everything that any component treats in its own way.
    private static readonly string[] Parts =
    [
        "a", "b", "Z", "e", "s", "ll", "re", "hello", "World", "I'm", "IT'S", "don't", "'s", "1", "12", "345", "1234", "²", "½", "Ⅷ",
        "٣", " ", " ", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", "\u00A0", "\u2003", "\u3000", "\u0085", "\u2028", "\u000B",
        "\u200B", "\u200D", "\uFEFF", "\u00AD", "\u0000",
        "\u001C", "\u007F", ".", ",", "-", "--", "_", "!", "?!", "…", "$", "€", "＋", "、", "«", "`",
        "``", "''", "\"", "é", "e\u0301", "ñ", "ǖ", "İ", "Σ", "ς", "ſ", "ß", "ẞ", "ﬁ", "ﷺ", "Å",
        "K", "\u0301", "\u0345\u0301", "가", "각", "ㅤ", "中国", "字", "ー",
        "カ", "ﾊﾞ", "ひら", "ไทย", "ำ", "हिन्दी", "क़", "עִברִית", "العربية", "ﱞ", "Привет", "ελλάς", "😀", "👨‍👩‍👧", "𝟘𝓐", "𐐀",
        "𠀀", "\U000E0041", "▁", "Ġ", "[MASK]", "<x>", "<X>", "http://a.b/c?d=1", "x_y",
        "\U0001F1E9\U0001F1EA", "\u2581\u2581", "़", "º\u0301", "\u0600a", "\u0378", "ἐνθάδ᾽ ἵξομαι",
        "ắ", "Tiê\u0301ng", "\u1100\u1161\u11A8", "フ\u309A", "ク\u3099", "？……", "ª\u0300", "ju\u0016", "@ this year12'これから", "a\u200Bb",
    ];

    public static TheoryData<string> Normalizers =>
    [
        """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}""",
        """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,"strip_accents":false,"lowercase":true}""",
        """{"type":"BertNormalizer","clean_text":false,"handle_chinese_chars":true,"strip_accents":true,"lowercase":false}""",
        """{"type":"NFC"}""", """{"type":"NFD"}""", """{"type":"NFKC"}""", """{"type":"NFKD"}""", """{"type":"Nmt"}""",
        """{"type":"Lowercase"}""", """{"type":"StripAccents"}""", """{"type":"ByteLevel"}""",
        """{"type":"Strip","strip_left":true,"strip_right":true}""", """{"type":"Strip","strip_left":true,"strip_right":false}""",
        """{"type":"Strip","strip_left":false,"strip_right":true}""", """{"type":"Prepend","prepend":"▁"}""",
        """{"type":"Replace","pattern":{"String":"''"},"content":"\""}""",
        """{"type":"Replace","pattern":{"String":" "},"content":"▁"}""",
        """{"type":"Replace","pattern":{"String":"l"},"content":""}""",
        """{"type":"Replace","pattern":{"Regex":" {2,}"},"content":"▁"}""",
        """{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "}""",
        """{"type":"Replace","pattern":{"Regex":"\\s{2,}|[\\n\\r\\t]"},"content":" "}""",
        """
        {"type":"Sequence","normalizers":[{"type":"Nmt"},{"type":"NFKC"},{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}]}
        """,
        """
        {"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"String":"``"},"content":"\""},{"type":"NFKD"},
        {"type":"StripAccents"},{"type":"Lowercase"},{"type":"Strip","strip_left":true,"strip_right":true}]}
        """,
        """{"type":"Sequence","normalizers":[]}""",
    ];

    public static TheoryData<string> PreTokenizers =>
    [
        """{"type":"BertPreTokenizer"}""", """{"type":"Whitespace"}""", """{"type":"WhitespaceSplit"}""",
        """{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true}""",
        """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true}""",
        """{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":false}""",
        """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""",
        """{"type":"Metaspace","replacement":"▁","prepend_scheme":"first","split":true}""",
        """{"type":"Metaspace","replacement":"▁","prepend_scheme":"never","split":true}""",
        """{"type":"Metaspace","replacement":"_","prepend_scheme":"always","split":false}""",
        """{"type":"Metaspace","replacement":"▁","add_prefix_space":true}""",
        """{"type":"Punctuation","behavior":"Isolated"}""", """{"type":"Punctuation","behavior":"Removed"}""",
        """{"type":"Punctuation","behavior":"MergedWithPrevious"}""", """{"type":"Punctuation","behavior":"MergedWithNext"}""",
        """{"type":"Punctuation","behavior":"Contiguous"}""", """{"type":"Punctuation"}""",
        """{"type":"Digits","individual_digits":true}""", """{"type":"Digits","individual_digits":false}""",
        """{"type":"CharDelimiterSplit","delimiter":"a"}""", """{"type":"CharDelimiterSplit","delimiter":"😀"}""",
        """{"type":"UnicodeScripts"}""", """{"type":"FixedLength","length":3}""", """{"type":"FixedLength","length":1}""",
        """{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithPrevious","invert":false}""",
        """{"type":"Split","pattern":{"String":" "},"behavior":"MergedWithNext","invert":true}""",
        """{"type":"Split","pattern":{"String":"l"},"behavior":"Contiguous","invert":true}""",
        """{"type":"Split","pattern":{"Regex":"[aeiou]+"},"behavior":"Removed","invert":true}""",
        """{"type":"Split","pattern":{"Regex":"[aeiou]"},"behavior":"MergedWithPrevious","invert":true}""",
        """{"type":"Split","pattern":{"Regex":"(?=[A-Z])"},"behavior":"Isolated","invert":false}""",
        """{"type":"Split","pattern":{"Regex":"x*"},"behavior":"Isolated","invert":false}""",
        """{"type":"Split","pattern":{"Regex":"\\d*"},"behavior":"MergedWithNext","invert":false}""",
        """
        {"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"first"}]}
        """,
        """
        {"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"Digits","individual_digits":true},
        {"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":false}]}
        """,
        """
        {"type":"Sequence","pretokenizers":[{"type":"Punctuation","behavior":"Contiguous"},
        {"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true}]}
        """,
        """{"type":"Sequence","pretokenizers":[]}""",
        "null",
    ];

    [Theory]
    [MemberData(nameof(Normalizers))]
    public void Normalizers_OnMadeUpTexts_GiveTheReferencesCharacters(string normalizer) => Check(normalizer, "null");

    [Theory]
    [MemberData(nameof(PreTokenizers))]
    public void PreTokenizers_OnMadeUpTexts_GiveTheReferencesPieces(string preTokenizer) => Check("null", preTokenizer);

    [Theory]
    [MemberData(nameof(PreTokenizers))]
    public void PreTokenizers_AfterANormalizerAndBetweenAddedTokens_GiveTheReferencesPieces(string preTokenizer)
    {
        const string Normalizer = """
            {"type":"Sequence","normalizers":[{"type":"Strip","strip_left":true,"strip_right":true},{"type":"NFKC"},{"type":"Lowercase"}]}
            """;
        string added = TestTokenizers.Added("[MASK]", "special", "lstrip") + "," + TestTokenizers.Added("<x>", "normalized");
        Check(Normalizer, preTokenizer, added);
    }

    /// <summary>What public reports of other implementations name.</summary>
    [Fact]
    public void Precompiled_OnDecomposedTexts_GivesTheReferencesCharacters()
    {
        string map = CharacterMapBuilder.Base64(
            ("ª", "a"), ("a\u0306", "ă"), ("ﬁ", "fi"), ("\u200B", ""), ("フ\u309A", "プ"), ("᾽", " \u0313"), ("\u3000", " "), ("\t", " "),
            ("\r", " "), ("º", "o"), ("e\u0301", "é"), ("각", "x"), ("\u1100", "ᄀ"), ("✓", "✔"), ("\u0E33", "\u0E4D\u0E32"));
        const string Strip = """{"type":"Strip","strip_left":true,"strip_right":true}""";
        const string Runs = """{"type":"Replace","pattern":{"Regex":" {2,}"},"content":" "}""";
        string precompiled = $$"""{"type":"Precompiled","precompiled_charsmap":"{{map}}"}""";
        const string Metaspace = """{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}""";

        Check(precompiled, "null", seed: 7);
        Check($$"""{"type":"Sequence","normalizers":[{{Strip}},{{precompiled}},{{Runs}}]}""", Metaspace, seed: 8);
        Check($$"""{"type":"Sequence","normalizers":[{{precompiled}},{{Strip}},{{Runs}}]}""", Metaspace, seed: 9);
    }

    internal static void Check(string normalizer, string preTokenizer, string addedTokens = "", int seed = 1)
    {
        var bytes = Enumerable.Range(0x21, 0x140 - 0x21).Select(c => ((char)c).ToString());
        var characters = string.Concat(Parts).EnumerateRunes().SelectMany(rune => Forms(rune.ToString())).Concat(bytes).Append(" ");
        var json = ReferenceLibrary.Json(normalizer, preTokenizer, characters.Distinct(StringComparer.Ordinal), addedTokens);
        ReferenceLibrary.AssertSame(json, Texts(seed));
    }

    // The characters that normalizers make of one.
    private static IEnumerable<string> Forms(string character)
    {
        Normalizer[] normalizers = [new NfkcNormalizer(), new NfkdNormalizer()];
        var forms = normalizers.Select(normalizer => normalizer.Normalize(character)).Append(character).ToList();
        return forms.Concat(forms.Select(new LowercaseNormalizer().Normalize))
            .SelectMany(form => form.EnumerateRunes()).Select(rune => rune.ToString());
    }

    /// <summary>Texts made of <see cref="Parts"/>.</summary>
    internal static IEnumerable<string> Texts(int seed)
    {
        foreach (string part in Parts) yield return part;
        yield return "";
        var random = new Random(seed);
        for (int round = 0; round < 400; round++)
        {
            var text = new StringBuilder();
            for (int n = random.Next(1, 14); n > 0; n--) text.Append(Parts[random.Next(Parts.Length)]);
            yield return text.ToString();
        }
    }
}
