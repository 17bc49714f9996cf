using Matiz.Tokenizers;
using Matiz.Tokenizers.Classes;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tests.Tokenizers.Classes;

public class TokenizerClassesTests
{
    [Fact]
    public void All_AreFoundByNameAndModelType()
    {
        foreach (var known in TokenizerClasses.All)
        {
            Assert.Same(known, TokenizerClasses.Find(known.Name, "config.json"));
            Assert.Same(known, TokenizerClasses.Find(known.Name + "Fast", "config.json"));
            if (known.ModelType is not null) Assert.Same(known, TokenizerClasses.ForModelType(known.ModelType));
            Assert.All(known.Tokens.Keys, name => Assert.Contains(name, SpecialTokens.Names));
        }

        Assert.Null(TokenizerClasses.ForModelType("unheard-of"));
    }

    [Fact]
    public void Find_AnotherName_IsRefusedWithThoseKnown()
    {
        var error = Assert.Throws<TokenizerException>(() => TokenizerClasses.Find("OddTokenizer", "tokenizer_config.json"));

        Assert.StartsWith(
            "tokenizer_config.json: tokenizer_class is 'OddTokenizer', which is not known here; known are AlbertTokenizer, ",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_AreKnownByNoOtherName_AndSayWhy()
    {
        foreach (var (name, reason) in RefusedTokenizerClasses.All)
        {
            Assert.DoesNotContain(TokenizerClasses.All, known => known.Name == name);
            var error = Assert.Throws<TokenizerException>(() => TokenizerClasses.Find(name + "Fast", "config.json"));
            Assert.StartsWith(
                $"config.json: tokenizer_class is '{name}Fast', which {reason}; known are ", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"word_tokenizer_type": "mecab", "subword_tokenizer_type": "wordpiece"}""", "word_tokenizer_type is \"mecab\"")]
    [InlineData(
        """{"word_tokenizer_type": "basic", "subword_tokenizer_type": "character"}""", "subword_tokenizer_type is \"character\"")]
    [InlineData("""{"word_tokenizer_type": 3}""", "word_tokenizer_type is 3")]
    public void SettingsOfAnotherSplitter_WithoutAClass_AreRefused(string config, string found)
    {
        var error = Assert.Throws<TokenizerException>(
            () => TestTokenizers.Load(("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n[PAD]\na"), ("tokenizer_config.json", config)));

        Assert.Contains(
            $"tokenizer_config.json: {found}, as BertJapaneseTokenizer has it, which splits", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("since others are not known here. Correct the file, or fetch it again.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SettingsOfAnotherSplitter_OfWordsAndPiecesAsBert_AreRead() => Assert.NotNull(TestTokenizers.Load(
        ("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n[PAD]\n[MASK]\na"),
        ("tokenizer_config.json", """{"word_tokenizer_type": "basic", "subword_tokenizer_type": "wordpiece"}""")));

    [Theory]
    [InlineData("modernbert")]
    [InlineData("bert")]
    public void FilesThatDoNotTellHowTextsAreSplit_OfAnotherModelType_AreRefused(string type)
    {
        var error = Assert.Throws<TokenizerException>(() => TestTokenizers.Load(
            ("vocab.json", """{"<s>": 0, "</s>": 1, "<unk>": 2, "<pad>": 3, "<mask>": 4, "a": 5}"""), ("merges.txt", "#version: 0.2\n"),
            ("config.json", $$"""{"model_type": "{{type}}"}"""),
            ("tokenizer_config.json", """{"tokenizer_class": "TokenizersBackend"}""")));

        Assert.EndsWith(
            $"vocab.json: does not tell how texts are split, no class is named, and tokenizers of models of the type '{type}' "
            + "(config.json) are not made of it. Expected tokenizer.json, or tokenizer_class in tokenizer_config.json; "
            + "fetch the tokenizer of the model.",
            error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MPNetTokenizer", true)]
    [InlineData("BertTokenizer", false)]
    public void MaskGivenByItsTextAlone_HasTheFlagsOfTheClass(string name, bool takesSpaces)
    {
        var tokenizer = TestTokenizers.Load(
            ("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n[PAD]\n<s>\n</s>\n<pad>\na\n<m>"),
            ("tokenizer_config.json", $$"""{"tokenizer_class": "{{name}}", "mask_token": "<m>"}"""));

        var encoding = tokenizer.Encode("a <m>", options: new() { AddSpecialTokens = false });
        Assert.Equal(takesSpaces ? ["a", " <m>"] : ["a", "<m>"], encoding.Tokens);
    }
}
