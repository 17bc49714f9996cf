using Matiz.Training;

namespace Matiz.Tests.Training;

public sealed class BatchSamplerTests
{
    private static readonly int[] Epoch0 = [15, 8, 13, 7, 11, 12, 16, 19, 2, 14, 4, 0, 20, 10, 1, 3, 6, 5, 18, 9, 17];
    private static readonly int[] Epoch1 = [10, 9, 4, 16, 6, 15, 2, 12, 14, 3, 5, 11, 18, 19, 20, 13, 17, 8, 7, 1, 0];

    [Fact]
    public void RowsOf_Random_IsTheReferencesPermutationOfSeedPlusEpoch()
    {
        var sampler = Sampler(rows: 21, new TrainingArguments { BatchSize = 8, Epochs = 2 });

        int[] order = [.. Enumerable.Range(1, 6).SelectMany(step => sampler.RowsOf(step).ToArray())];

        Assert.Equal([.. Epoch0, .. Epoch1], order);
    }

    [Fact]
    public void RowsOf_AnyStepFirst_IsTheSame()
    {
        var sampler = Sampler(rows: 21, new TrainingArguments { BatchSize = 8, Epochs = 2 });

        Assert.Equal(Epoch1[8..16], sampler.RowsOf(5).ToArray());
        Assert.Equal(Epoch0[16..], sampler.RowsOf(3).ToArray());
    }

    [Fact]
    public void RowsOf_Sequential_IsTheOrderOfTheDataset() =>
        Assert.Equal(
            [8, 9],
            Sampler(rows: 10, new TrainingArguments { BatchSize = 4, Epochs = 2 }, SamplingStrategy.Sequential).RowsOf(6).ToArray());

    [Fact]
    public void OrderOf_GroupByLength_SortsMegaBatchesLongestFirst()
    {
        // 21 rows in batches of 2: mega-batches of 2 · 2 = 4 rows
        int[] lengths = [.. Enumerable.Range(0, 21).Select(row => row % 7)];
        var arguments = new TrainingArguments { BatchSize = 2 };
        var sampler = new BatchSampler(TrainingPlan.For(arguments, 21), lengths, seed: 42, SamplingStrategy.GroupByLength);

        int[] order = sampler.OrderOf(0);

        // 15 8 13 7 | 11 12 16 19 | 2 14 4 0 | 20 10 1 3 | 6 5 18 9 | 17, sorted; then the first longest, row 13, is at the front already
        Assert.Equal([13, 15, 8, 7, 12, 19, 11, 16, 4, 2, 14, 0, 20, 10, 3, 1, 6, 5, 18, 9, 17], order);
    }

    private static BatchSampler Sampler(int rows, TrainingArguments arguments, SamplingStrategy strategy = SamplingStrategy.Random) =>
        new(TrainingPlan.For(arguments, rows), new int[rows], arguments.Seed, strategy);
}
