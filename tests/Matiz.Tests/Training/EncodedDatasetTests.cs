using Matiz.Models;
using Matiz.Training;

namespace Matiz.Tests.Training;

public sealed class EncodedDatasetTests
{
    [Fact]
    public void Cut_SomeRows_GoesByTheirOwnLengths()
    {
        var data = EncodedDataset.Encode(TinyRuns.Rows(8), TinyRuns.Model());
        int[] rows = [6, 1, 3, 0, 7], lengths = [.. rows.Select(row => data.Lengths[row])];

        foreach (int bound in (int[])[1, 12, 20, 30, 1000])
            Assert.Equal(TokenBatch.Cut(lengths, bound), data.Cut(rows, bound));
    }
}
