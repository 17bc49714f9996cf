using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers.Pipeline;

public class PaddingTests
{
    private static readonly string Pad = TestTokenizers.Added("[PAD]", "special");

    [Fact]
    public void Pad_LeftToAMultiple_FillsInFront()
    {
        var tokenizer = Load("""{"padding_side":"left","pad_token_type_id":3,"pad_token":"[PAD]"}""");

        var padded = Assert.Single(tokenizer.Pad([tokenizer.Encode("a b c")], new() { MultipleOf = 4 }));

        Assert.Equal(["[PAD]", "[PAD]", "[PAD]", "[CLS]", "a", "b", "c", "[SEP]"], padded.Tokens);
        Assert.Equal([0, 0, 0, 1, 1, 1, 1, 1], padded.AttentionMask);
        Assert.Equal([3, 3, 3, 0, 0, 0, 0, 0], padded.TypeIds);
        Assert.Equal([1, 1, 1, 1, 0, 0, 0, 1], padded.SpecialTokensMask);
        Assert.Equal([null, null, null, null, 0, 1, 2, null], padded.WordIds);
        Assert.Equal((0, 0), padded.Offsets[0]);
        Assert.Equal(tokenizer.PadTokenId, padded.Ids[0]);
        Assert.Null(padded.SequenceIds[0]);
    }

    [Fact]
    public void Pad_Batch_GoesToTheLongestOrTheLengthAskedFor()
    {
        var tokenizer = Load("{}");
        var batch = tokenizer.EncodeBatch(["a", "a b c"]);

        Assert.Equal([5, 5], tokenizer.Pad(batch).Select(encoding => encoding.Length));
        Assert.Equal([4, 5], tokenizer.Pad(batch, new() { Length = 4 }).Select(encoding => encoding.Length));
        Assert.Equal([6, 6], tokenizer.Pad(batch, new() { Length = 4, MultipleOf = 3 }).Select(encoding => encoding.Length));
        Assert.Equal(["[PAD]", "[CLS]", "a", "[SEP]"], tokenizer.Pad(batch, new() { Length = 4, Side = PaddingSide.Left })[0].Tokens);
        Assert.Equal(PaddingSide.Right, tokenizer.PaddingSide);
        Assert.Equal([1, 1, 1], batch[0].AttentionMask);
        Assert.Empty(tokenizer.Pad([]));
    }

    [Fact]
    public void Pad_OverflowWindows_AreFilledUpAsWell()
    {
        var tokenizer = Load("{}");
        var encoding = tokenizer.Encode("a b c a b", options: new() { MaxLength = 4, ReturnOverflow = true });

        var padded = Assert.Single(tokenizer.Pad([encoding]));

        Assert.Equal(["[CLS] a b [SEP]", "[CLS] c a [SEP]", "[CLS] b [SEP] [PAD]"],
            padded.Overflowing.Prepend(padded).Select(window => string.Join(' ', window.Tokens)));
        Assert.Equal(encoding.DroppedTokens, padded.DroppedTokens);
    }

    [Fact]
    public void Pad_WithoutAToken_SaysWhichKeyNamesIt()
    {
        var tokenizer = TestTokenizers.Load(TestTokenizers.Json(["a"]));

        var error = Assert.Throws<TokenizerException>(() => tokenizer.Pad([tokenizer.Encode("a")]));
        Assert.Equal(
            "the tokenizer's files: there is no padding token. Expected one; name pad_token in tokenizer_config.json.", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PaddingOptions { MultipleOf = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PaddingOptions { Length = -1 });
    }

    [Theory]
    [InlineData("false", "a . b")]
    [InlineData("true", "a. b")]
    public void Decode_CleansUp_WhereTheConfigSaysSo(string setting, string expected)
    {
        var json = TestTokenizers.Json(["a", "b", "."]);
        json["decoder"] = null;
        var tokenizer = TestTokenizers.Load(
            ("tokenizer.json", json.ToJsonString()), ("tokenizer_config.json", $$"""{"clean_up_tokenization_spaces":{{setting}}}"""));

        Assert.Equal(expected, tokenizer.Decode([3, 5, 4]));
    }

    private static Tokenizer Load(string config) => TestTokenizers.Load(
        ("tokenizer.json", TestTokenizers.Json(["[PAD]", "a", "b", "c"], addedTokens: Pad).ToJsonString()),
        ("tokenizer_config.json", config));
}
