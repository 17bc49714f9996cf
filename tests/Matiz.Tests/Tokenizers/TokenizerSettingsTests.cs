using System.Text.Json.Nodes;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

/// <summary>Settings beside a tokenizer.json, as the fast classes of the reference (transformers 4.45) take them.</summary>
public class TokenizerSettingsTests
{
    private const string Cased =
        """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":false,"lowercase":false}""";
    private static readonly string[] Pieces = ["a", "A", "é", "e", "É", "E", "中", "中中", "<x>", "b"];
    private static readonly EncodeOptions Plain = new() { AddSpecialTokens = false };

    [Theory]
    [InlineData("""{"tokenizer_class":"BertTokenizer"}""", Cased, "a e")]
    [InlineData("""{"tokenizer_class":"BertTokenizerFast","do_lower_case":false}""", Cased, "A É")]
    [InlineData("""{"tokenizer_class":"BertTokenizer","do_lower_case":false,"strip_accents":false}""", Cased, "A É")]
    [InlineData("""{"tokenizer_class":"BertTokenizer","strip_accents":false}""", Cased, "a é")]
    [InlineData("""{"tokenizer_class":"MPNetTokenizer","do_lower_case":true}""", Cased, "a e")]
    [InlineData("""{"tokenizer_class":"PreTrainedTokenizerFast","do_lower_case":true}""", Cased, "A É")]
    [InlineData("""{"tokenizer_class":"TokenizersBackend"}""", Cased, "A É")]
    [InlineData("""{"do_lower_case":true}""", Cased, "A É")]
    [InlineData(
        """{"tokenizer_class":"BertTokenizer","do_lower_case":false}""", """{"type":"Sequence","normalizers":[{"type":"Lowercase"}]}""",
        "a é")]
    public void CaseAndAccents_FollowTheClass(string config, string normalizer, string expected)
    {
        var tokenizer = Load(config, normalizer);

        Assert.Equal(expected.Split(' '), tokenizer.Encode("A É", options: Plain).Tokens);
        Assert.Equal(tokenizer.Encode("A É").Ids, tokenizer.EncodeIds(["A É"]).Ids);
    }

    [Fact]
    public void StripAccents_AbsentInBoth_FollowsTheCaseOfTheConfig()
    {
        string open = Cased.Replace("\"strip_accents\":false", "\"strip_accents\":null", StringComparison.Ordinal);

        Assert.Equal(
            ["A", "É"], Load("""{"tokenizer_class":"BertTokenizer","do_lower_case":false}""", open).Encode("A É", options: Plain).Tokens);
    }

    [Fact]
    public void TokenizeChineseChars_IsFollowedByBertAndNotByMpNet()
    {
        const string Off = """, "tokenize_chinese_chars": false, "do_lower_case": false}""";

        Assert.Equal(["中中"], Load("""{"tokenizer_class":"BertTokenizer" """ + Off, Cased).Encode("中中", options: Plain).Tokens);
        Assert.Equal(["中", "中"], Load("""{"tokenizer_class":"MPNetTokenizer" """ + Off, Cased).Encode("中中", options: Plain).Tokens);
    }

    [Fact]
    public void LoadingNotes_OfAnOverride_NameBothSettings()
    {
        Assert.Equal(
            "do_lower_case true goes before lowercase false of tokenizer.json, strip_accents true goes before strip_accents false of "
            + "tokenizer.json: "
            + "BertTokenizerFast goes by tokenizer_config.json, or its own default where that is silent.",
            Assert.Single(Load("""{"tokenizer_class":"BertTokenizer"}""", Cased).LoadingNotes));
        Assert.Empty(Load("""{"tokenizer_class":"BertTokenizer"}""", TestTokenizers.Bert).LoadingNotes);
        Assert.Empty(Load("""{"tokenizer_class":"PreTrainedTokenizerFast"}""", Cased).LoadingNotes);
    }

    [Fact]
    public void SpecialTokensOfTheConfig_AreAddedToThoseOfTokenizerJson()
    {
        var tokenizer = Load(
            """{"tokenizer_class":"PreTrainedTokenizerFast","mask_token":"<x>","additional_special_tokens":["<new>"]}""",
            TestTokenizers.Bert);

        Assert.Equal(["a", "<x>", "<new>", "b"], tokenizer.Encode("a<x><new>b", options: Plain).Tokens);
        Assert.Equal(tokenizer.TokenToId("<x>"), tokenizer.MaskTokenId);
        Assert.Equal(3 + Pieces.Length, tokenizer.TokenToId("<new>"));
    }

    [Fact]
    public void AddedTokensDecoder_ChangesTheFlagsOfATokenOfTokenizerJson()
    {
        var json = TestTokenizers.Json(Pieces, addedTokens: TestTokenizers.Added("<x>"));
        var tokenizer = TestTokenizers.Load(
            ("tokenizer.json", json.ToJsonString()),
            ("tokenizer_config.json", """
                {"tokenizer_class":"PreTrainedTokenizerFast",
                 "added_tokens_decoder":{"11":{"content":"<x>","lstrip":true,"normalized":false,"special":true}}}
                """));

        Assert.Equal(["a", " <x>", "b"], tokenizer.Encode("a <x>b", options: Plain).Tokens);
    }

    [Fact]
    public void AdditionalSpecialTokens_OfBothFiles_AreUnited()
    {
        var tokenizer = TestTokenizers.Load(
            ("tokenizer.json", TestTokenizers.Json(Pieces).ToJsonString()),
            ("tokenizer_config.json", """{"tokenizer_class":"PreTrainedTokenizerFast","additional_special_tokens":["<p>"]}"""),
            ("special_tokens_map.json", """{"additional_special_tokens":[{"content":"<q>"},"<p>"]}"""));

        Assert.Equal(["<p>", "<q>"], tokenizer.Encode("<p><q>", options: Plain).Tokens);
    }

    [Theory]
    [InlineData("{}", "<x>")]
    [InlineData("""{"pad_token":"[SEP]"}""", "<,x,>")]
    [InlineData("""{"tokenizer_class":"BertTokenizer"}""", "<,x,>")]
    public void PaddingTokenOfTokenizerJson_IsSpecialWhereNothingElseNamesOne(string config, string expected)
    {
        var json = TestTokenizers.Json([.. Pieces, "x", "<", ">"]);
        json["padding"] = JsonNode.Parse(
            """{"strategy":"BatchLongest","direction":"Right","pad_to_multiple_of":null,"pad_id":11,"pad_type_id":0,"pad_token":"<x>"}""");

        var tokenizer = TestTokenizers.Load(("tokenizer.json", json.ToJsonString()), ("tokenizer_config.json", config));

        Assert.Equal(expected.Split(','), tokenizer.Encode("<x>", options: Plain).Tokens);
    }

    [Fact]
    public void SettingsInTheSpecialTokensMap_GoBeforeTheConfig_UnlessItHoldsAllAddedTokens()
    {
        string json = TestTokenizers.Json(Pieces).ToJsonString();
        const string Config =
            """{"tokenizer_class":"BertTokenizer","model_max_length":9}""", Map = """{"model_max_length":7,"do_lower_case":false}""";

        var map = TestTokenizers.Load(("tokenizer.json", json), ("tokenizer_config.json", Config), ("special_tokens_map.json", Map));
        var all = TestTokenizers.Load(
            ("tokenizer.json", json),
            ("tokenizer_config.json", Config.Replace("}", ",\"added_tokens_decoder\":{}}", StringComparison.Ordinal)),
            ("special_tokens_map.json", Map));

        Assert.Equal((7, "A"), (map.ModelMaxLength, map.Encode("A", options: Plain).Tokens[0]));
        Assert.Equal((9, "a"), (all.ModelMaxLength, all.Encode("A", options: Plain).Tokens[0]));
    }

    [Fact]
    public void SplitSpecialTokens_LeavesThemText()
    {
        var json = TestTokenizers.Json(
            [.. Pieces, "x", "<", ">"], addedTokens: TestTokenizers.Added("<x>", "special") + "," + TestTokenizers.Added("<y>"));
        var tokenizer = TestTokenizers.Load(
            ("tokenizer.json", json.ToJsonString()), ("tokenizer_config.json", """{"split_special_tokens":true}"""));

        Assert.Equal(["<", "x", ">", "<y>"], tokenizer.Encode("<x><y>", options: Plain).Tokens);
    }

    [Theory]
    [InlineData("9", 9)]
    [InlineData("9.0", 9)]
    [InlineData("\"9\"", 9)]
    [InlineData("1000000000000000019884624838656", null)]
    [InlineData("1e40", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("0.5", null)]
    [InlineData("\"many\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("null", null)]
    [InlineData("[1]", null)]
    [InlineData("Infinity", null)]
    [InlineData("NaN", null)]
    [InlineData("-Infinity", null)]
    [InlineData("true", null)]
    public void ModelMaxLength_OfAnyKind_Opens(string value, int? expected) =>
        Assert.Equal(expected, Load($$"""{"model_max_length":{{value}}}""", TestTokenizers.Bert).ModelMaxLength);

    [Theory]
    [InlineData("""{"max_len":7}""", 7)]
    [InlineData("""{"max_len":7,"model_max_length":9}""", 9)]
    [InlineData("""{"max_len":7,"model_max_length":null}""", null)]
    public void MaxLen_CountsWhereModelMaxLengthIsAbsent(string config, int? expected) =>
        Assert.Equal(expected, Load(config, TestTokenizers.Bert).ModelMaxLength);

    [Theory]
    [InlineData("""{"truncation_side":"left"}""", null, "b")]
    [InlineData("""{"truncation_side":"right"}""", "Left", "a")]
    [InlineData("{}", "Left", "b")]
    [InlineData("{}", "Right", "a")]
    [InlineData("{}", null, "a")]
    public void TruncationSide_IsTheConfigsElseTheFiles(string config, string? direction, string kept)
    {
        var json = TestTokenizers.Json(Pieces);
        if (direction is not null)
            json["truncation"] =
                new JsonObject { ["direction"] = direction, ["max_length"] = 2, ["strategy"] = "LongestFirst", ["stride"] = 0 };
        var tokenizer = TestTokenizers.Load(("tokenizer.json", json.ToJsonString()), ("tokenizer_config.json", config));
        var options = new EncodeOptions { MaxLength = 3 };

        Assert.Equal(kept, tokenizer.Encode("a b", options: options).Tokens[1]);
        Assert.Equal(kept, tokenizer.EncodeBatch(["a b"], options)[0].Tokens[1]);
        Assert.Equal(kept, tokenizer.IdToToken(tokenizer.EncodeIds(["a b"], options).Ids[1]));
        Assert.Equal("a", tokenizer.Encode("a b", options: options with { Side = TruncationSide.Right }).Tokens[1]);
    }

    [Fact]
    public void ModelInputNames_WithoutTypeIds_GivesZeros()
    {
        var none = Load("""{"model_input_names":["input_ids","attention_mask"]}""", TestTokenizers.Bert);
        Assert.Equal([0, 0, 0, 0, 0], none.Encode("a", "b").TypeIds);
        Assert.Null(none.EncodeIds([new("a", "b")]).TypeIds);

        var stated = Load(
            """{"tokenizer_class":"DistilBertTokenizer","model_input_names":["input_ids","token_type_ids"]}""", TestTokenizers.Bert);
        Assert.Equal([0, 0, 0, 1, 1], stated.EncodeIds([new("a", "b")]).TypeIds);
        Assert.True(stated.StatesInputs);

        var byClass = Load("""{"tokenizer_class":"DistilBertTokenizer"}""", TestTokenizers.Bert);
        Assert.Null(byClass.EncodeIds([new("a", "b")]).TypeIds);
        Assert.Equal(["input_ids", "attention_mask"], byClass.ModelInputNames);
    }

    [Fact]
    public void NoBasicTokenize_ChangesOnlyHowAddedTokensAreSought()
    {
        var tokenizer = TestTokenizers.Load(
            ("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\ne\nÉ"), ("tokenizer_config.json", """{"do_basic_tokenize":false}"""));

        Assert.Equal(["a", "e"], tokenizer.Encode("A É", options: Plain).Tokens);
    }

    private static Tokenizer Load(string config, string normalizer) => TestTokenizers.Load(
        ("tokenizer.json", TestTokenizers.Json(Pieces, normalizer).ToJsonString()), ("tokenizer_config.json", config));
}
