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
