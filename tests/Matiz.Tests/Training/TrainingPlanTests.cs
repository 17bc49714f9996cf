using Matiz.Training;

namespace Matiz.Tests.Training;

public sealed class TrainingPlanTests
{
    [Theory]
    [InlineData(100, 8, 1, 3, -1, 13, 39, 3)]
    [InlineData(100, 8, 4, 3, -1, 4, 12, 3)]      // 13 batches: 4 + 4 + 4 + 1
    [InlineData(100, 8, 1, 0.5, -1, 13, 7, 1)]    // ⌈6.5⌉
    [InlineData(100, 8, 1, 3, 20, 13, 20, 2)]
    [InlineData(3, 8, 4, 3, -1, 1, 3, 3)]
    public void For_EverySize_CountsAsTheReference(
        int rows, int batchSize, int accumulation, double epochs, int maxSteps, int stepsPerEpoch, int totalSteps, int epochCount)
    {
        var plan = TrainingPlan.For(
            new TrainingArguments { BatchSize = batchSize, GradientAccumulation = accumulation, Epochs = epochs, MaxSteps = maxSteps }, rows);

        Assert.Equal((stepsPerEpoch, totalSteps, epochCount), (plan.StepsPerEpoch, plan.TotalSteps, plan.EpochCount));
    }

    [Fact]
    public void RowsOf_AnEpoch_CoversEveryPlaceOnce()
    {
        var plan = TrainingPlan.For(new TrainingArguments { BatchSize = 8, GradientAccumulation = 3, Epochs = 2 }, 50);

        Assert.Equal([(0, 24), (24, 24), (48, 2), (0, 24), (24, 24), (48, 2)], Enumerable.Range(1, plan.TotalSteps).Select(plan.RowsOf));
    }

    [Fact]
    public void EpochsAfter_ShortLastStep_EndsTheEpoch()
    {
        var plan = TrainingPlan.For(new TrainingArguments { BatchSize = 8, GradientAccumulation = 3, Epochs = 2 }, 50);   // 7 batches

        Assert.Equal([0, 3 / 7.0, 6 / 7.0, 1, 1 + (3 / 7.0), 1 + (6 / 7.0), 2], Enumerable.Range(0, 7).Select(plan.EpochsAfter));
    }

    [Fact]
    public void For_TooManySteps_IsRefused()
    {
        var exception = Assert.Throws<TrainingException>(() => TrainingPlan.For(new TrainingArguments { Epochs = 1e12 }, 8000));
        Assert.Equal("1000000000000 epochs make 1000000000000000 steps; at most 2147483647 are possible. Lower Epochs.", exception.Message);
    }
}
