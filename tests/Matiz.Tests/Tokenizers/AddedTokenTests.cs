using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

public class AddedTokenTests
{
    private static readonly EncodeOptions Bare = new() { AddSpecialTokens = false };

    [Theory]
    [InlineData("a[M]b", "a|[M]|b", "", "0-1|1-4|4-5")]
    [InlineData("a[m]b", "a|[|[UNK]|]|b", "", "0-1|1-2|2-3|3-4|4-5")]
    [InlineData("a[M] [M]", "a|[|[UNK]|]|[M]", "single_word", "0-1|1-2|2-3|3-4|5-8")]
    [InlineData("a [M] b", "a| [M]|b", "lstrip", "0-1|1-5|6-7")]
    [InlineData("a [M]  b", "a|[M]  |b", "rstrip", "0-1|2-7|7-8")]
    [InlineData("[M][M]", "[M]|[M]", "", "0-3|3-6")]
    [InlineData("a [m] É", "a|[m]|[UNK]", "normalized", "0-1|2-5|6-7")]
    public void Encode_AddedTokens_MatchAsTheirFlagsSay(string text, string tokens, string flag, string offsets)
    {
        var tokenizer = TestTokenizers.Load(TestTokenizers.Json(["a", "b", "[", "]"], addedTokens: TestTokenizers.Added("[M]", flag)));

        var encoding = tokenizer.Encode(text, options: Bare);

        Assert.Equal(tokens, string.Join('|', encoding.Tokens));
        Assert.Equal(offsets, string.Join('|', encoding.Offsets.Select(offset => $"{offset.Start}-{offset.End}")));
        Assert.All(encoding.SpecialTokensMask, mask => Assert.Equal(0, mask));
        Assert.Equal(encoding.Ids, tokenizer.EncodeIds([text], Bare).Ids);
    }

    [Fact]
    public void Encode_OverlappingAddedTokens_TakesTheLongest()
    {
        string added = string.Join(',', TestTokenizers.Added("<x>"), TestTokenizers.Added("<x>y"), TestTokenizers.Added(""));
        var tokenizer = TestTokenizers.Load(TestTokenizers.Json(["a"], addedTokens: added));

        Assert.Equal(["<x>y", "<x>", "a"], tokenizer.Encode("<x>y<x>a", options: Bare).Tokens);
    }

    [Fact]
    public void Load_AddedTokensNewToTheVocabulary_GetTheNextIds()
    {
        string added = string.Join(',', TestTokenizers.Added("[CLS]", "special"), TestTokenizers.Added("<x>"), TestTokenizers.Added("<y>"));
        var tokenizer = TestTokenizers.Load(TestTokenizers.Json(["a"], addedTokens: added));

        Assert.Equal(1, tokenizer.TokenToId("[CLS]"));
        Assert.Equal(4, tokenizer.TokenToId("<x>"));
        Assert.Equal("<y>", tokenizer.IdToToken(5));
        Assert.Equal(6, tokenizer.VocabularySize);
        Assert.Null(tokenizer.IdToToken(6));
        Assert.Equal(1, tokenizer.ClsTokenId);
    }
}
