using Matiz.Data;

namespace Matiz.Tests.Data;

public sealed class LengthHistogramTests
{
    [Theory]
    [InlineData(1, 60, 1)]
    [InlineData(1, 61, 2)]
    [InlineData(3, 299, 5)]
    [InlineData(2, 512, 10)]
    [InlineData(2, 8192, 200)]
    public void Bins_AreOfRoundWidthAndFew(int low, int high, int width)
    {
        int[] lengths = [.. Enumerable.Range(low, high - low + 1)];
        var histogram = TokenLengths.FromLengths(lengths).Histogram!;
        Assert.Equal(width, histogram.Width);
        Assert.Equal(0, histogram.First % width);
        Assert.InRange(histogram.Rows.Count, 1, 60);
        Assert.Equal(lengths.Length, histogram.Rows.Sum());
        Assert.Equal(lengths.Select(length => length / width * width), histogram.Expand());
    }

    [Fact]
    public void Summary_ReadsTheHistogramBack()
    {
        var summary = new DatasetDict(Dataset.From(["a", "b", "c"], t => t, t => t))
            .Summary.WithTokenLengths("train", [3, 9, 4], maxLength: 8);
        Assert.Equal(
            new LengthHistogram(3, 1, [1, 1, 0, 0, 0, 0, 1]),
            DatasetSummary.Parse(summary.ToJson()).Splits["train"].TokenLengths!.Histogram);
    }
}
