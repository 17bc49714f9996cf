using System.Text.Json.Nodes;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

/// <summary>The components beside BERT's own, each read from the file as the format writes it.</summary>
public class ComponentTests
{
    [Theory]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Removed","invert":false}""", "the|final|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Isolated","invert":false}""", "the|-|final|-|-|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithPrevious","invert":false}""", "the-|final-|-|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"MergedWithNext","invert":false}""", "the|-final|-|-countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Contiguous","invert":false}""", "the|-|final|--|countdown")]
    [InlineData("""{"type":"Split","pattern":{"String":"-"},"behavior":"Removed","invert":true}""", "-|-|-")]
    [InlineData("""{"type":"Punctuation"}""", "the|-|final|-|-|countdown")]
    [InlineData("""{"type":"CharDelimiterSplit","delimiter":"-"}""", "the|final|countdown")]
    [InlineData("""{"type":"Whitespace"}""", "the|-|final|--|countdown")]
    [InlineData("""{"type":"WhitespaceSplit"}""", "the-final--countdown")]
    [InlineData(
        """{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"BertPreTokenizer"}]}""", "the|-|final|-|-|countdown")]
    [InlineData("null", "the-final--countdown")]
    public void PreTokenizers_SplitAsTheFileSays(string preTokenizer, string expected) =>
        Assert.Equal(expected, Words("the-final--countdown", "null", preTokenizer));

    [Theory]
    [InlineData(false, "a|12|b|3")]
    [InlineData(true, "a|1|2|b|3")]
    public void Digits_StandAloneOrInRuns(bool individual, string expected) =>
        Assert.Equal(expected, Words("a12b3", "null", $$"""{"type":"Digits","individual_digits":{{(individual ? "true" : "false")}}}"""));

    [Theory]
    [InlineData("""{"type":"Whitespace"}""", " naïve_1 ₣$ नमस्ते!", "naïve_1|₣$|नमस्ते|!")]
    [InlineData("""{"type":"WhitespaceSplit"}""", "a\u00A0b\u3000c\u200Bd", "a|b|c\u200Bd")]
    public void Whitespace_FollowsUnicode(string preTokenizer, string text, string expected) =>
        Assert.Equal(expected, Words(text, "null", preTokenizer));

    [Theory]
    [InlineData("""{"type":"Lowercase"}""", "ÀΣİ", "àσi\u0307")]
    [InlineData("""{"type":"StripAccents"}""", "e\u0301é\u20DD", "eé")]
    [InlineData("""{"type":"NFD"}""", "é", "e\u0301")]
    [InlineData("""{"type":"NFC"}""", "e\u0301", "é")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":false}""", " a ", "a ")]
    [InlineData("""{"type":"Strip","strip_left":false,"strip_right":true}""", " a ", " a")]
    [InlineData("""{"type":"Replace","pattern":{"String":"aa"},"content":"b"}""", "aaaxaa", "baxb")]
    [InlineData("""{"type":"Prepend","prepend":"_"}""", "a", "_a")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"},{"type":"Lowercase"}]}""", "ÉÀ", "ea")]
    public void Normalizers_RewriteAsTheFileSays(string normalizer, string text, string expected) =>
        Assert.Equal(expected, Words(text, normalizer, "null"));

    [Fact]
    public void Replace_GivesTheSpanOfTheLastCharacter()
    {
        var encoding = Encode("xaay", """{"type":"Replace","pattern":{"String":"aa"},"content":"-b"}""", """{"type":"Punctuation"}""");

        Assert.Equal(["x", "-", "by"], encoding.Tokens);
        Assert.Equal([(0, 1), (2, 3), (2, 4)], encoding.Offsets);
    }

    [Fact]
    public void WordLevel_UnknownWords_AreTheUnknownTokenOrAnError()
    {
        var json = TestTokenizers.Json(["a"]);
        json["model"] = JsonNode.Parse("""{"type":"WordLevel","unk_token":"[UNK]","vocab":{"[UNK]":0,"[CLS]":1,"[SEP]":2,"a":3}}""");
        Assert.Equal([1, 3, 0, 2], TestTokenizers.Load(json).Encode("a b").Ids);

        json["model"]!["unk_token"] = "<none>";
        var error = Assert.Throws<TokenizerException>(() => TestTokenizers.Load(json).EncodeIds(["a b"]));
        Assert.Contains("the word 'b' is not in the vocabulary", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ModelWithoutType_IsKnownByItsMembers()
    {
        var json = TestTokenizers.Json(["a"]);
        json["model"]!.AsObject().Remove("type");

        Assert.Equal("WordPiece", TestTokenizers.Load(json).ModelType);
    }

    [Fact]
    public void Template_WithoutSpecialTokens_KeepsTypeIds()
    {
        var json = TestTokenizers.Json(["a"]);
        json["post_processor"] = JsonNode.Parse("""
            {"type":"TemplateProcessing",
             "single":[{"Sequence":{"id":"A","type_id":3}},{"SpecialToken":{"id":"X","type_id":4}}],
             "pair":[{"Sequence":{"id":"B","type_id":2}},{"Sequence":{"id":"A","type_id":5}}],
             "special_tokens":{"X":{"id":"X","ids":[1,2],"tokens":["[CLS]","[SEP]"]}}}
            """);
        var tokenizer = TestTokenizers.Load(json);

        Assert.Equal([3], tokenizer.Encode("a", options: new() { AddSpecialTokens = false }).TypeIds);
        Assert.Equal([3, 4, 4], tokenizer.Encode("a").TypeIds);
        Assert.Equal([2, 5], tokenizer.Encode("a", "a").TypeIds);
        Assert.Equal([1, 0], tokenizer.Encode("a", "a").SequenceIds);
        Assert.Equal((byte[])[3, 4, 4, 2, 5], tokenizer.EncodeIds(["a", new TextInput("a", "a")]).TypeIds);
        Assert.Equal((2, 0), (tokenizer.SpecialTokensToAdd(isPair: false), tokenizer.SpecialTokensToAdd(isPair: true)));
    }

    private static string Words(string text, string normalizer, string preTokenizer) =>
        string.Join('|', Encode(text, normalizer, preTokenizer).Tokens);

    // A word-level model that knows every word it may meet, so that the tokens are the words.
    private static Encoding Encode(string text, string normalizer, string preTokenizer)
    {
        var json = TestTokenizers.Json([], normalizer);
        json["pre_tokenizer"] = JsonNode.Parse(preTokenizer);
        var words = new JsonObject { ["[UNK]"] = 0 };
        foreach (string word in (string[])
            [
                "the", "final", "countdown", "-", "--", "the-", "final-", "-final", "-countdown", "the-final--countdown", "a", "b", "12",
                "1", "2", "3",
                "naïve_1", "₣$", "नमस्ते", "!", "c\u200Bd", "àσi\u0307", "eé", "e\u0301", "é", "a ", " a", "baxb", "_a", "ea", "x", "by",
            ])
        {
            words[word] = words.Count;
        }

        json["model"] = new JsonObject { ["type"] = "WordLevel", ["unk_token"] = "[UNK]", ["vocab"] = words };
        return TestTokenizers.Load(json).Encode(text, options: new() { AddSpecialTokens = false });
    }
}
