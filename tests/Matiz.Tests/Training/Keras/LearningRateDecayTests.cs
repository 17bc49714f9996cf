using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

public sealed class LearningRateDecayTests
{
    [Fact]
    public void Polynomial_IsAStraightLineToItsEnd() =>
        Assert.Equal([1, 0.75, 0.5, 0.25, 0, 0], Rates(new PolynomialDecay(1, 4, endLearningRate: 0), 6), Near);

    [Fact]
    public void Polynomial_OtherPowerAndEnd() =>
        Assert.Equal([1, (0.9 * 0.5625) + 0.1, (0.9 * 0.25) + 0.1], Rates(new PolynomialDecay(1, 4, 0.1, power: 2), 3), Near);

    // decay_steps·⌈step / decay_steps⌉: 4 up to step 4, then 8, then 12
    [Fact]
    public void Polynomial_Cycle_StartsAgainHalfWay() =>
        Assert.Equal(
            [1, 0.75, 0.5, 0.25, 0, 0.375, 0.25, 0.125, 0, 0.25], Rates(new PolynomialDecay(1, 4, 0, cycle: true), 10), Near);

    [Fact]
    public void Exponential_MultipliesOnceInSoManySteps()
    {
        Assert.Equal([1, Math.Sqrt(0.5), 0.5, Math.Sqrt(0.125), 0.25], Rates(new ExponentialDecay(1, 2, 0.5), 5), Near);
        Assert.Equal([1, 1, 0.5, 0.5, 0.25], Rates(new ExponentialDecay(1, 2, 0.5, staircase: true), 5), Near);
    }

    [Fact]
    public void Warmup_IsTheScheduleOfTheTrainer() =>
        Assert.Equal([0, 0.5, 1, 0.5, 0], Rates(new WarmupDecay(1, totalSteps: 4, warmupSteps: 2), 5), Near);

    [Fact]
    public void Constructor_ImpossibleNumbers_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolynomialDecay(-1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolynomialDecay(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentialDecay(1, 2, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmupDecay(double.NaN, 4, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PolynomialDecay(1, 4).RateAfter(-1));
    }

    private static double[] Rates(LearningRateDecay decay, int count) => [.. Enumerable.Range(0, count).Select(decay.RateAfter)];

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-12;
}
