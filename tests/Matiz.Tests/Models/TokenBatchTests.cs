using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Tests.Models;

public sealed class TokenBatchTests
{
    private static readonly TokenIds Rows = new()
    {
        Ids = [1, 2, 3, 4, 5, 6, 7, 8, 9],
        Offsets = [0, 2, 5, 6, 9],
        TypeIds = [0, 1, 0, 0, 1, 0, 0, 1, 1],
        DroppedTokens = [0, 0, 0, 0],
    };

    [Fact]
    public void FromRows_SomeRows_BeginsAtZero()
    {
        var batch = TokenBatch.FromRows(Rows, 1, 3);

        Assert.Equal([3, 4, 5, 6], batch.Ids);
        Assert.Equal([0, 3, 4], batch.Layout.Offsets.ToArray());
        Assert.Equal([0, 0, 1, 0], batch.TypeIds!);
        Assert.Equal([0, 1, 2, 0], batch.Positions);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(2, 2)]
    [InlineData(0, 5)]
    public void FromRows_NoSuchRows_Throws(int from, int to) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenBatch.FromRows(Rows, from, to));

    [Theory]
    [InlineData(1, "0-1 1-2 2-3 3-4")]
    [InlineData(4, "0-1 1-3 3-4")]
    [InlineData(5, "0-2 2-4")]
    [InlineData(8, "0-3 3-4")]
    [InlineData(9, "0-4")]
    public void Cut_KeepsOrderAndBound(int bound, string batches) => Assert.Equal(
        batches, string.Join(' ', TokenBatch.Cut([2, 3, 1, 3], bound).Select(batch => $"{batch.Start}-{batch.Start + batch.Count}")));

    [Fact]
    public void Cut_LongRows_StandAlone() =>
        Assert.Equal([(0, 2), (2, 1), (3, 2), (5, 1)], TokenBatch.Cut([5, 5, 20, 1, 9, 1], tokenBound: 10));

    [Fact]
    public void Cut_NoRows_IsEmpty() => Assert.Empty(TokenBatch.Cut([], tokenBound: 10));

    [Fact]
    public void ToPadded_FillsUpAtTheEnd()
    {
        var padded = TokenBatch.FromRows(Rows, 0, 2).ToPadded(paddingId: 99);

        Assert.Equal((2, 3), (padded.RowCount, padded.Width));
        Assert.Equal([1, 2, 99, 3, 4, 5], padded.Ids);
        Assert.Equal([1, 1, 0, 1, 1, 1], padded.AttentionMask);
        Assert.Equal([0, 1, 0, 0, 0, 1], padded.TypeIds);
        Assert.Equal([2, 3], padded.Lengths);
    }

    [Fact]
    public void Constructor_LengthsThatDoNotFit_SaysBoth()
    {
        Assert.StartsWith(
            "2 ids were given, but the offsets end at 3.", Assert.Throws<ArgumentException>(() => new TokenBatch([1, 2], [0, 3])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "1 type ids were given for 2 ids.", Assert.Throws<ArgumentException>(() => new TokenBatch([1, 2], [0, 2], [0])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "row 0 of the batch has no token", Assert.Throws<ArgumentException>(() => new TokenBatch([1], [0, 0, 1])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void PositionsAfter_BeginBehindThePaddingsRow_AndSkipItsToken()
    {
        var batch = new TokenBatch([0, 7, 1, 9, 2, 1, 5], [0, 5, 7]);

        Assert.Equal([2, 3, 1, 4, 5, 1, 2], batch.PositionsAfter(1));
        Assert.Equal([1, 2, 3, 4, 5, 1, 2], new TokenBatch([3, 7, 1, 9, 2, 1, 5], [0, 5, 7]).PositionsAfter(0));
    }
}
