using Matiz.Training;

namespace Matiz.Tests.Training.Schedules;

public sealed class LearningRateScheduleTests
{
    // Rates of 10 steps with a warm-up of 4, base rate 1e-3, from the reference's get_scheduler of the same names.
    [Theory]
    [InlineData(SchedulerType.Linear, 0, 0.00025, 0.001, 0.0005, 1 / 6.0 * 0.001, 0)]
    [InlineData(SchedulerType.Cosine, 0, 0.00025, 0.001, 0.0005, 6.698729810778065e-05, 0)]
    [InlineData(SchedulerType.Constant, 0.001, 0.001, 0.001, 0.001, 0.001, 0.001)]
    [InlineData(SchedulerType.ConstantWithWarmup, 0, 0.00025, 0.001, 0.001, 0.001, 0.001)]
    [InlineData(SchedulerType.Polynomial, 0, 0.00025, 0.001, 0.00050005, 0.00016675, 1e-7)]
    public void RateAfter_EachCourse_IsTheReference(
        SchedulerType type, double first, double second, double atPeak, double halfWay, double last, double afterAll)
    {
        var schedule = new LearningRateSchedule(type, 1e-3, totalSteps: 10, warmupSteps: 4);

        double[] rates = [.. ((int[])[0, 1, 4, 7, 9, 10]).Select(schedule.RateAfter)];

        Assert.Equal([first, second, atPeak, halfWay, last, afterAll], rates, (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void RateAfter_WithoutWarmup_StartsAtTheBaseRate() =>
        Assert.Equal([1.0, 0.75, 0.5, 0.25], Enumerable.Range(0, 4).Select(new LearningRateSchedule(SchedulerType.Linear, 1, 4).RateAfter));

    [Fact]
    public void RateAfter_BeyondTheLastStep_StaysAtTheEnd()
    {
        Assert.Equal(0, new LearningRateSchedule(SchedulerType.Linear, 1, 4).RateAfter(9));
        Assert.Equal(1e-7, new LearningRateSchedule(SchedulerType.Polynomial, 1, 4).RateAfter(9), 1e-20);
    }

    [Fact]
    public void Constructor_PolynomialBelowItsEnd_SaysSo()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new LearningRateSchedule(SchedulerType.Polynomial, 1e-8, 4));
        Assert.StartsWith(
            "the polynomial schedule ends at 1E-07, so the learning rate must be above it.", exception.Message, StringComparison.Ordinal);
    }
}
