using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

public class TokenizerEncodeTests
{
    private static readonly Tokenizer Letters = TestTokenizers.Load(TestTokenizers.Json(["a", "b", "c", "d", "e", "f", "g", "h"]));
    private static readonly EncodeOptions Bare = new() { AddSpecialTokens = false };

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void Encode_NothingToSee_GivesOnlySpecialTokens(string text)
    {
        var encoding = Letters.Encode(text);

        Assert.Equal(["[CLS]", "[SEP]"], encoding.Tokens);
        Assert.Equal([(0, 0), (0, 0)], encoding.Offsets);
        Assert.Equal([1, 1], encoding.SpecialTokensMask);
        Assert.Equal([null, null], encoding.SequenceIds);
    }

    [Fact]
    public void Encode_EmptyPair_HasBothSeparators()
    {
        var encoding = Letters.Encode("", "");

        Assert.Equal(["[CLS]", "[SEP]", "[SEP]"], encoding.Tokens);
        Assert.Equal([0, 0, 1], encoding.TypeIds);
    }

    [Fact]
    public void Encode_MixedText_GivesPiecesWithOffsets()
    {
        var tokenizer = TestTokenizers.Load(TestTokenizers.Json(["un", "##aff", "##able", "hello", "world", "!", "中"]));

        var encoding = tokenizer.Encode("Unaffable  héllo 中国world", options: Bare);

        Assert.Equal(["un", "##aff", "##able", "hello", "中", "[UNK]", "world"], encoding.Tokens);
        Assert.Equal([(0, 2), (2, 5), (5, 9), (11, 16), (17, 18), (18, 19), (19, 24)], encoding.Offsets);
        Assert.Equal([0, 0, 0, 1, 2, 3, 4], encoding.WordIds);
    }

    [Theory]
    [InlineData("A\0B", 0, 1, 2, 3)]
    [InlineData("\u200Bab", 1, 2, 2, 3)]
    [InlineData("\U0001F600ab", 2, 3, 3, 4)]
    public void Encode_DroppedCharacters_KeepOffsets(string text, int start, int end, int nextStart, int nextEnd)
    {
        var tokenizer = TestTokenizers.Load(TestTokenizers.Json(["a", "##b", "\U0001F600", "##a"]));

        var encoding = tokenizer.Encode(text, options: Bare);

        Assert.Equal([(start, end), (nextStart, nextEnd)], encoding.Offsets.TakeLast(2));
        Assert.Equal("##b", encoding.Tokens[^1]);
    }

    [Fact]
    public void Encode_LoneSurrogates_ReadAsReplacementCharacter()
    {
        Assert.Equal(["a", "b"], Letters.Encode("a \uD83D b\uDC00", options: Bare).Tokens);
        Assert.Equal([(0, 1), (4, 5)], Letters.Encode("a \uD83D b\uDC00", options: Bare).Offsets);
        Assert.Equal(Letters.Encode("a \uD83D b\uDC00").Ids, Letters.EncodeIds(["a \uD83D b\uDC00"]).Ids);
    }

    [Theory]
    [InlineData(100, "a")]
    [InlineData(101, "[UNK]")]
    public void Encode_WordsBeyondTheLimit_AreUnknown(int length, string firstToken)
    {
        var tokenizer = TestTokenizers.Load(TestTokenizers.Json(["a", "##a"]));

        var encoding = tokenizer.Encode(new string('a', length), options: Bare);

        Assert.Equal(firstToken, encoding.Tokens[0]);
        Assert.Equal(length <= 100 ? length : 1, encoding.Length);
        Assert.Equal(length, encoding.Offsets[^1].End);
        Assert.Equal(encoding.Ids, tokenizer.EncodeIds([new string('a', length)], Bare).Ids);
    }

    [Theory]
    [InlineData(5, 2, 4, 2, 2)]
    [InlineData(3, 4, 3, 1, 2)]
    [InlineData(5, 2, 3, 2, 1)]
    [InlineData(4, 4, 5, 2, 3)]
    [InlineData(2, 2, 9, 2, 2)]
    [InlineData(1, 8, 4, 1, 3)]
    public void Encode_LongestFirst_SharesTheRoom(int first, int second, int room, int keepFirst, int keepSecond)
    {
        var encoding = Letters.Encode(Words(first), Words(second), Bare with { MaxLength = room });

        Assert.Equal(keepFirst, encoding.SequenceIds.Count(id => id == 0));
        Assert.Equal(keepSecond, encoding.SequenceIds.Count(id => id == 1));
        Assert.Equal(first + second - keepFirst - keepSecond, encoding.DroppedTokens);
    }

    [Fact]
    public void Encode_OnlyFirstAndOnlySecond_CutTheOneNamed()
    {
        var options = new EncodeOptions { MaxLength = 7 };

        Assert.Equal(
            "[CLS] a [SEP] a b c [SEP]",
            Tokens(Letters.Encode(Words(4), Words(3), options with { Strategy = TruncationStrategy.OnlyFirst })));
        Assert.Equal(
            "[CLS] a b [SEP] a b [SEP]",
            Tokens(Letters.Encode(Words(2), Words(3), options with { Strategy = TruncationStrategy.OnlySecond })));
    }

    [Theory]
    [InlineData(TruncationStrategy.OnlyFirst, "a", "b c d e")]
    [InlineData(TruncationStrategy.OnlySecond, "a b c d e", "a")]
    [InlineData(TruncationStrategy.OnlySecond, "a b c d e", null)]
    public void Encode_StrategyThatCannotReachTheLimit_IsAnError(TruncationStrategy strategy, string text, string? pair)
    {
        var options = new EncodeOptions { MaxLength = 5, Strategy = strategy };

        Assert.Contains(
            "Expected a", Assert.Throws<TokenizerException>(() => Letters.Encode(text, pair, options)).Message, StringComparison.Ordinal);
        Assert.Throws<TokenizerException>(() => Letters.EncodeIds([new TextInput(text, pair)], options));
    }

    [Fact]
    public void Encode_OnlySecondWithoutPair_IsFineWhileNothingIsCut() =>
        Assert.Equal(4, Letters.Encode("a b", options: new() { MaxLength = 4, Strategy = TruncationStrategy.OnlySecond }).Length);

    [Theory]
    [InlineData(TruncationSide.Right, 0, "a b c|d e f|g h")]
    [InlineData(TruncationSide.Right, 1, "a b c|c d e|e f g|g h")]
    [InlineData(TruncationSide.Right, 2, "a b c|b c d|c d e|d e f|e f g|f g h")]
    [InlineData(TruncationSide.Left, 0, "f g h|c d e|a b")]
    [InlineData(TruncationSide.Left, 1, "f g h|d e f|b c d|a b")]
    public void Encode_Overflow_WindowsCoverTheText(TruncationSide side, int stride, string expected)
    {
        var options = new EncodeOptions { AddSpecialTokens = false, MaxLength = 3, Stride = stride, Side = side, ReturnOverflow = true };

        var encoding = Letters.Encode(Words(8), options: options);

        Assert.Equal(expected, string.Join('|', encoding.Overflowing.Prepend(encoding).Select(Tokens)));
        Assert.Equal(5, encoding.DroppedTokens);
    }

    [Fact]
    public void Encode_OverflowOfAPair_CombinesEveryWindow()
    {
        var options = new EncodeOptions { MaxLength = 7, ReturnOverflow = true };

        var encoding = Letters.Encode(Words(3), Words(5), options);

        Assert.Equal("[CLS] a b [SEP] a b [SEP]", Tokens(encoding));
        Assert.Equal(
            [
                "[CLS] c [SEP] a b [SEP]", "[CLS] c [SEP] c d [SEP]", "[CLS] c [SEP] e [SEP]",
                "[CLS] a b [SEP] c d [SEP]", "[CLS] a b [SEP] e [SEP]",
            ],
            encoding.Overflowing.Select(Tokens));
        Assert.All(encoding.Overflowing, window => Assert.Equal(1, window.TypeIds[^1]));
    }

    [Theory]
    [InlineData(2, "[CLS] [SEP]", 3)]
    [InlineData(1, "[CLS] a b c [SEP]", 0)]
    [InlineData(0, "[CLS] a b c [SEP]", 0)]
    public void Encode_LimitAtOrBelowTheSpecialTokens_CutsAllOrNothing(int maxLength, string tokens, int dropped)
    {
        var encoding = Letters.Encode("a b c", options: new() { MaxLength = maxLength });

        Assert.Equal(tokens, Tokens(encoding));
        Assert.Equal(dropped, encoding.DroppedTokens);
    }

    [Fact]
    public void Encode_StrideAsLongAsTheWindow_IsAnError() =>
        Assert.Contains("stride is 3", Assert.Throws<TokenizerException>(
            () =>
                Letters.Encode(
                    Words(8), options: new() { MaxLength = 5, Stride = 3, ReturnOverflow = true })).Message, StringComparison.Ordinal);

    [Fact]
    public void EncodeOptions_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodeOptions { MaxLength = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodeOptions { Stride = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodeOptions { Strategy = (TruncationStrategy)7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncodeOptions { Side = (TruncationSide)7 });
        Assert.Throws<ArgumentException>(() => Letters.EncodeIds(["a"], new() { ReturnOverflow = true }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Letters.EncodeIds(["a"], threads: 0));
    }

    [Fact]
    public void EncodeIds_AnyNumberOfThreads_GivesTheSameArrays()
    {
        TextInput[] rows = [.. Enumerable.Range(0, 1500).Select(i => new TextInput(Words(i % 9), i % 3 == 0 ? Words(i % 5) : null))];
        var options = new EncodeOptions { MaxLength = 8, Side = TruncationSide.Left };
        var one = Letters.EncodeIds(rows, options, threads: 1);

        foreach (int threads in (int[])[2, 3, 8])
        {
            var many = Letters.EncodeIds(rows, options, threads);
            Assert.Equal(one.Ids, many.Ids);
            Assert.Equal(one.Offsets, many.Offsets);
            Assert.Equal(one.TypeIds, many.TypeIds);
            Assert.Equal(one.DroppedTokens, many.DroppedTokens);
        }

        var full = Letters.EncodeBatch(rows, options);
        Assert.Equal(full.SelectMany(encoding => encoding.Ids), one.Ids);
        Assert.Equal(full.SelectMany(encoding => encoding.TypeIds), one.TypeIds!.Select(type => (int)type));
        Assert.Equal(full[7].Ids, one.Row(7).ToArray());
    }

    [Fact]
    public void EncodeIds_SeveralBadRows_NamesTheFirst()
    {
        var rows = Enumerable.Range(0, 2000)
            .Select(i => new TextInput(i == 600 ? "a" : i > 1000 ? "a b" : "", i >= 600 ? Words(8) : ""))
            .ToArray();
        var options = new EncodeOptions { MaxLength = 6, Strategy = TruncationStrategy.OnlyFirst };

        foreach (int threads in (int[])[1, 4])
        {
            var error = Assert.Throws<TokenizerException>(() => Letters.EncodeIds(rows, options, threads));
            Assert.Contains("the first text has 1 tokens", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void EncodeIds_NoRows_IsEmpty()
    {
        var ids = Letters.EncodeIds([]);

        Assert.Equal(0, ids.RowCount);
        Assert.Empty(ids.Ids);
    }

    [Fact]
    public void Decode_Contractions_AreJoinedTokenByToken()
    {
        string added = string.Join(',', TestTokenizers.Added("[CLS]", "special"), TestTokenizers.Added("[SEP]", "special"));
        var tokenizer = TestTokenizers.Load(TestTokenizers.Json(["hello", "##s", ".", "'", "t"], addedTokens: added));

        Assert.Equal("hellos. ' t", tokenizer.Decode([1, 3, 4, 5, 6, 7, 2, 999, -1]));
        Assert.Equal("[CLS] hello [SEP]", tokenizer.Decode([1, 3, 2], skipSpecialTokens: false));
        Assert.Equal("", tokenizer.Decode([]));
    }

    private static string Words(int count) => string.Join(' ', "abcdefgh".Take(count));

    private static string Tokens(Encoding encoding) => string.Join(' ', encoding.Tokens);
}
