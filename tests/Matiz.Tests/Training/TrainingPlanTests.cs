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
            new TrainingArguments { BatchSize = batchSize, GradientAccumulation = accumulation, Epochs = epochs, MaxSteps = maxSteps },
            rows);

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

    [Theory]
    [InlineData(int.MaxValue, 1, 3)]
    [InlineData(32, 1 << 30, 3)]
    [InlineData(int.MaxValue, int.MaxValue, 3)]
    [InlineData(51, 1, 3)]
    [InlineData(1, int.MaxValue, 3)]
    public void For_BatchLargerThanTheRows_IsOneStepAnEpoch(int batchSize, int accumulation, int steps)
    {
        var plan = TrainingPlan.For(new TrainingArguments { BatchSize = batchSize, GradientAccumulation = accumulation, Epochs = 3 }, 50);

        Assert.Equal((1, steps, 3), (plan.StepsPerEpoch, plan.TotalSteps, plan.EpochCount));
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 4).Select(plan.EpochsAfter));
        Assert.Equal((0, 50), plan.RowsOf(2));
    }

    [Fact]
    public void For_AsManyStepsAsACounterHolds_AreCounted()
    {
        var plan = TrainingPlan.For(new TrainingArguments { BatchSize = 8, MaxSteps = int.MaxValue }, 50);

        Assert.Equal((int.MaxValue, 306783379), (plan.TotalSteps, plan.EpochCount));
        Assert.Equal((48, 2), plan.RowsOf(int.MaxValue - 1));
    }

    [Fact]
    public void For_TooManySteps_IsRefused()
    {
        var exception = Assert.Throws<TrainingException>(() => TrainingPlan.For(new TrainingArguments { Epochs = 1e12 }, 8000));
        Assert.Equal(
            "1000000000000 epochs make 1000000000000000 steps; at most 2147483647 are possible. Take fewer epochs.", exception.Message);
        exception = Assert.Throws<TrainingException>(() => TrainingPlan.For(new TrainingArguments { Epochs = 1e300 }, 8000));
        Assert.Equal("1E+300 epochs make 1e303 steps; at most 2147483647 are possible. Take fewer epochs.", exception.Message);
    }
}
