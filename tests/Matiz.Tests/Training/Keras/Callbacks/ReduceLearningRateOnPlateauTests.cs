using Matiz.Training;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

/// <summary>The rates of epochs as Keras has them for the same values.</summary>
public sealed class ReduceLearningRateOnPlateauTests
{
    [Fact]
    public void Fit_NoImprovementForPatience_LowersTheRate_AndLogsThatOfEachEpoch() =>
        Assert.Equal([1, 1, 1, 0.5, 0.5, 0.25], Rates([3, 3, 3, 3, 3, 3], new(factor: 0.5, patience: 2)));

    // With no cooldown the wait starts anew as well: Keras once lowered the rate after every further epoch.
    [Fact]
    public void Fit_WithoutCooldown_WaitsAgain() =>
        Assert.Equal([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25], Rates([1, 1, 1, 1, 1, 1, 1, 1], new(factor: 0.5, patience: 3)));

    // Of the epochs of a cooldown the last counts again.
    [Fact]
    public void Fit_Cooldown_CountsNoEpochInIt() =>
        Assert.Equal([1, 1, 0.5, 0.5, 0.5, 0.25], Rates([1, 1, 1, 1, 1, 1], new(factor: 0.5, patience: 1, cooldown: 3)));

    [Fact]
    public void Fit_MinDelta_MustBeExceeded()
    {
        Assert.Equal([1, 1, 0.5], Rates([1, 0.99995, 0.99995], new(factor: 0.5, patience: 1)));
        Assert.Equal([1, 1, 1], Rates([1, 0.9998, 0.9996], new(factor: 0.5, patience: 1)));
    }

    [Fact]
    public void Fit_LeastRate_IsTheEnd()
    {
        var fit = new ScriptedFit();

        var lower = new ReduceLearningRateOnPlateau(factor: 0.25, patience: 1, minLearningRate: 0.1, verbose: true);
        fit.Run("val_loss", [1, 1, 1, 1, 1], lower);

        Assert.Equal(0.1, fit.Optimizer.LearningRate);
        Assert.Equal(["Epoch 2: the learning rate is lowered to 0.25.", "Epoch 3: the learning rate is lowered to 0.1."], fit.Lines);
    }

    [Fact]
    public void Fit_MoreIsBetter_GoesTheOtherWay() =>
        Assert.Equal([1, 1, 1, 0.5], Rates([0.1, 0.2, 0.2, 0.3], new("val_accuracy", factor: 0.5, patience: 1), "val_accuracy"));

    [Fact]
    public void Fit_RateThatFollowsACourse_IsRefused()
    {
        var fit = new ScriptedFit(new Adam(new ExponentialDecay(1, 10, 0.5)));

        var exception = Assert.Throws<TrainingException>(() => fit.Run("val_loss", [1], new ReduceLearningRateOnPlateau()));

        Assert.Equal(
            "ReduceLearningRateOnPlateau would lower the learning rate, but that of the optimizer follows ExponentialDecay. "
            + "A number was expected. Compile with an optimizer that has one, or leave the callback out.",
            exception.Message);
    }

    [Fact]
    public void Constructor_FactorThatDoesNotLower_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReduceLearningRateOnPlateau(factor: 1));

    private static double[] Rates(double?[] values, ReduceLearningRateOnPlateau callback, string name = "val_loss")
    {
        var fit = new ScriptedFit();
        fit.Run(name, values, callback);
        return [.. fit.Logs.Select(logs => logs["learning_rate"])];
    }
}
