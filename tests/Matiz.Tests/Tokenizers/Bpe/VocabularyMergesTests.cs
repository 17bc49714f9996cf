using System.Text.Json.Nodes;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers.Bpe;

/// <summary>RoBERTa's tokenizer from its vocabulary files, and what its class makes of a tokenizer.json.</summary>
public class VocabularyMergesTests
{
    private const string Vocabulary = """{"<s>":0,"<pad>":1,"</s>":2,"<unk>":3,"<mask>":4,"a":5,"b":6,"Ġ":7,"Ġa":8,"ab":9}""";
    private const string Merges = "#version: 0.2\nĠ a\na b\n";
    private static readonly EncodeOptions Bare = new() { AddSpecialTokens = false };

    [Theory]
    [InlineData("RobertaTokenizer")]
    [InlineData("RobertaTokenizerFast")]
    public void Load_VocabularyAndMerges_EqualsTokenizerJson(string name)
    {
        string folder = SharedFiles.Golden("tokenizers/bytebpe");
        var tokenizer = TestTokenizers.Load(
            ("vocab.json", File.ReadAllText(Path.Combine(folder, "vocab.json"))),
            ("merges.txt", File.ReadAllText(Path.Combine(folder, "merges.txt"))),
            ("tokenizer_config.json", $$"""{"tokenizer_class": "{{name}}", "add_prefix_space": false}"""));

        Assert.Equal(60, ExpectedCases.AssertAll(tokenizer, Path.Combine(folder, "expected.jsonl")));
        Assert.False(tokenizer.HasTypeIds);
        Assert.Equal((0, 1, 2), (tokenizer.ClsTokenId, tokenizer.PadTokenId, tokenizer.SepTokenId));
        Assert.Equal((3, 4), (tokenizer.UnknownTokenId, tokenizer.MaskTokenId));
    }

    [Fact]
    public void Load_AFileOfTheTwoNamedOutright_LeavesTokenizerJsonAlone()
    {
        var tokenizer = Tokenizer.Load(Path.Combine(SharedFiles.Golden("tokenizers/bytebpe"), "merges.txt"));

        Assert.Equal(["merges.txt", "tokenizer_config.json", "vocab.json"], tokenizer.Files.Keys);
        Assert.Equal("BPE", tokenizer.ModelType);
    }

    [Theory]
    [InlineData("""{"tokenizer_class": "RobertaTokenizer", "add_prefix_space": true}""", "Ġa|Ġa")]
    [InlineData("""{"add_prefix_space": false}""", "a|Ġa")]
    [InlineData("{}", "a|Ġa")]
    public void Load_WithAPrefixSpace_FollowsTheConfig(string config, string expected)
    {
        var tokenizer = TestTokenizers.Load(("vocab.json", Vocabulary), ("merges.txt", Merges), ("tokenizer_config.json", config));

        Assert.Equal(expected, string.Join('|', tokenizer.Encode("a a", options: Bare).Tokens));
    }

    [Theory]
    [InlineData("", "a 0-1|Ġa 2-3", 1)]
    [InlineData(""", "add_prefix_space": true""", "Ġa 0-1|Ġa 2-3", 0)]
    [InlineData(""", "add_prefix_space": true, "trim_offsets": false""", "Ġa 0-1|Ġa 1-3", 0)]
    public void Class_MakesTokenizerJsonFollowTheConfig(string settings, string expected, int notes)
    {
        var json = TestTokenizers.Json([]);
        json["normalizer"] = null;
        json["pre_tokenizer"] = JsonNode.Parse("""{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true}""");
        json["post_processor"] = JsonNode.Parse(
            """{"type":"RobertaProcessing","sep":["</s>",2],"cls":["<s>",0],"trim_offsets":true,"add_prefix_space":true}""");
        json["model"] = JsonNode.Parse($$"""{"type":"BPE","vocab":{{Vocabulary}},"merges":["Ġ a","a b"]}""");
        string config = $$"""{"tokenizer_class": "RobertaTokenizer"{{settings}}}""";

        var tokenizer = TestTokenizers.Load(("tokenizer.json", json.ToJsonString()), ("tokenizer_config.json", config));

        var encoding = tokenizer.Encode("a a", options: Bare);
        var found = encoding.Tokens.Zip(encoding.Offsets, (token, span) => $"{token} {span.Start}-{span.End}");
        Assert.Equal(expected, string.Join('|', found));
        Assert.Equal(notes, tokenizer.LoadingNotes.Count);
    }

    [Theory]
    [InlineData(
        "#version: 0.2\na x\n",
        "merges.txt: line 2 needs the token 'x', which vocab.json lacks. Expected both of one model; fetch them again.")]
    [InlineData("a\n", "merges.txt: line 1 is 'a'. Expected two tokens with a space between them; fetch the file again.")]
    public void Load_WrongMerges_NamesTheLine(string merges, string expected)
    {
        var error = Assert.Throws<TokenizerException>(() => TestTokenizers.Load(("vocab.json", Vocabulary), ("merges.txt", merges)));

        Assert.Equal(expected, error.Message);
    }

    [Fact]
    public void Load_AnotherFamilysVocabularyWithoutAClass_IsRefused()
    {
        var error = Assert.Throws<TokenizerException>(
            () => TestTokenizers.Load(("vocab.json", """{"a":0,"<|endoftext|>":1}"""), ("merges.txt", "")));

        Assert.Equal("vocab.json: lacks the token '<s>' of RoBERTa's kind, and no class is named. Expected it; name tokenizer_class, or "
            + "cls_token, in tokenizer_config.json.", error.Message);
    }

    [Fact]
    public void Load_FilesOfAnotherClass_NamesBoth()
    {
        var error = Assert.Throws<TokenizerException>(() => TestTokenizers.Load(
            ("vocab.json", Vocabulary), ("merges.txt", Merges), ("tokenizer_config.json", """{"tokenizer_class":"BertTokenizer"}""")));

        Assert.Equal("the tokenizer's files: holds vocab.json with merges.txt, of which no tokenizer of the class 'BertTokenizer' is made. "
            + "Expected tokenizer.json or vocab.txt; fetch the tokenizer of the model.", error.Message);
    }
}
