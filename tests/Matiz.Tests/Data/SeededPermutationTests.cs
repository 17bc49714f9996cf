using Matiz.Data;

namespace Matiz.Tests.Data;

public class SeededPermutationTests
{
    [Theory]
    [InlineData(42, "15 8 13 7 11 12 16 19 2 14 4 0 20 10 1 3 6 5 18 9 17")]
    [InlineData(43, "10 9 4 16 6 15 2 12 14 3 5 11 18 19 20 13 17 8 7 1 0")]
    public void Create_TwentyOne_EqualsReference(long seed, string expected) =>
        Assert.Equal(expected, string.Join(' ', SeededPermutation.Create(21, seed)));

    [Fact]
    public void Create_BeyondOneState_IsAPermutation()
    {
        var order = SeededPermutation.Create(5000, 7);
        Assert.Equal(Enumerable.Range(0, 5000), order.Order());
        Assert.NotEqual(order, SeededPermutation.Create(5000, 8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Create_NoneOrOne_IsInOrder(int count) => Assert.Equal(Enumerable.Range(0, count), SeededPermutation.Create(count, 1));

    [Fact]
    public void Create_SeedBeyond32Bits_TakesTheLowest() =>
        Assert.Equal(SeededPermutation.Create(50, 42), SeededPermutation.Create(50, (1L << 32) + 42));

    [Fact]
    public void Create_NegativeCount_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => SeededPermutation.Create(-1, 0));
}
