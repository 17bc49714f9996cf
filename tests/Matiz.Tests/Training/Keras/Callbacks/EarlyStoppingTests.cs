using Matiz.Training;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

/// <summary>Epochs and weights as Keras has them for the same values.</summary>
public sealed class EarlyStoppingTests
{
    [Fact]
    public void Fit_NoImprovementForPatience_StopsAtThatEpoch()
    {
        var fit = new ScriptedFit();
        var stopping = new EarlyStopping(patience: 2, verbose: true);

        Assert.Equal(5, fit.Run("val_loss", [3, 2, 1, 1.5, 1, 0.5, 0.1], stopping));

        Assert.Equal((1.0, 2, 4), (stopping.Best, stopping.BestEpoch, stopping.StoppedEpoch));
        Assert.Equal(["Epoch 5: early stopping"], fit.Lines);
        Assert.Equal(4, fit.EpochOfWeights);
    }

    [Fact]
    public void Fit_PatienceZero_StopsAtTheFirstThatIsNotBetter_ButNotAtTheVeryFirst()
    {
        Assert.Equal(2, new ScriptedFit().Run("val_loss", [1, 1, 0], new EarlyStopping()));
        Assert.Equal(2, new ScriptedFit().Run("val_loss", [double.NaN, double.NaN, 0], new EarlyStopping()));
    }

    [Fact]
    public void Fit_RestoreBestWeights_GivesThoseOfTheBestEpoch()
    {
        var fit = new ScriptedFit();

        fit.Run("val_loss", [3, 1, 2, 2], new EarlyStopping(patience: 2, restoreBestWeights: true, verbose: true));

        Assert.Equal(1, fit.EpochOfWeights);
        Assert.Equal(["Epoch 4: early stopping", "Restoring model weights from the end of the best epoch: 2."], fit.Lines);
    }

    // Keras before 2.16 gave them back only where it had stopped itself: the model then was that of the last epoch.
    [Fact]
    public void Fit_RestoreBestWeightsWithoutStopping_GivesThemAllTheSame()
    {
        var fit = new ScriptedFit();
        var stopping = new EarlyStopping(patience: 20, restoreBestWeights: true);

        Assert.Equal(4, fit.Run("val_loss", [3, 1, 2, 2], stopping));

        Assert.Equal((1, null), (fit.EpochOfWeights, stopping.StoppedEpoch));
    }

    [Fact]
    public void Fit_NeverANumber_GivesTheWeightsOfTheFirstEpoch()
    {
        var fit = new ScriptedFit();

        Assert.Equal(3, fit.Run(
            "val_loss", [double.NaN, double.NaN, double.NaN, double.NaN], new EarlyStopping(patience: 3, restoreBestWeights: true)));

        Assert.Equal(0, fit.EpochOfWeights);
    }

    [Fact]
    public void Fit_NumbersAfterOneThatIsNone_AreImprovements()
    {
        var stopping = new EarlyStopping(patience: 2);

        new ScriptedFit().Run("val_loss", [double.NaN, 2, 1, 3], stopping);

        Assert.Equal((1.0, 2), (stopping.Best, stopping.BestEpoch));
    }

    [Fact]
    public void Fit_MinDelta_MustBeExceeded() =>
        Assert.Equal(3, new ScriptedFit().Run("val_loss", [1, 0.75, 0.75, 0.25], new EarlyStopping(minDelta: 0.25, patience: 2)));

    [Fact]
    public void Fit_Baseline_MustBeBeatenForTheWaitToStartAnew()
    {
        var stopping = new EarlyStopping("val_accuracy", patience: 2, baseline: 0.5);
        Assert.Equal(4, new ScriptedFit().Run("val_accuracy", [0.1, 0.2, 0.3, 0.3, 0.9], stopping));
        Assert.Equal(5, new ScriptedFit().Run("val_accuracy", [0.1, 0.6, 0.7, 0.7, 0.7, 0.9], stopping));
    }

    [Fact]
    public void Fit_StartFromEpoch_LooksAtNothingBefore()
    {
        var stopping = new EarlyStopping(patience: 1, startFromEpoch: 3);

        Assert.Equal(5, new ScriptedFit().Run("val_loss", [0, 1, 1, 1, 1, 1], stopping));

        Assert.Equal(3, stopping.BestEpoch);
    }

    // Keras 2 goes by the name: "acc", "accuracy", "auc" at its end are maximised, an F1 is taken for an error.
    [Theory]
    [InlineData("val_accuracy", MonitorMode.Auto, 4)]
    [InlineData("val_f1_macro", MonitorMode.Auto, 4)]
    [InlineData("val_log_loss", MonitorMode.Auto, 2)]
    [InlineData("val_f1_macro", MonitorMode.Min, 2)]
    [InlineData("val_log_loss", MonitorMode.Max, 4)]
    public void Fit_Mode_IsThatOfTheMetric(string name, MonitorMode mode, int epochs) =>
        Assert.Equal(epochs, new ScriptedFit().Run(name, [0.1, 0.2, 0.3, 0.2, 0.1], new EarlyStopping(name, mode: mode)));

    [Fact]
    public void Fit_EpochsWithoutValidation_AreNotCounted() =>
        Assert.Equal(
            6,
            new ScriptedFit().Run("val_loss", [null, 1, null, 1, null, 1, null, 1], validationFreq: 2, new EarlyStopping(patience: 2)));

    [Fact]
    public void Fit_SecondTime_StartsAnew()
    {
        var stopping = new EarlyStopping(patience: 1);
        new ScriptedFit().Run("val_loss", [0, 1], stopping);

        Assert.Equal(3, new ScriptedFit().Run("val_loss", [5, 4, 4], stopping));
    }

    [Theory]
    [InlineData("val_los", "EarlyStopping asks for 'val_los', which is not measured; measured are loss, accuracy, f1_macro, log_loss, "
        + "val_loss, val_accuracy, val_f1_macro, val_log_loss. Choose one of these, or add it to the metrics of Compile.")]
    [InlineData("learning_rate", "EarlyStopping asks for 'learning_rate', which is not measured; measured are loss, accuracy, f1_macro, "
        + "log_loss, val_loss, val_accuracy, val_f1_macro, val_log_loss. Choose one of these, or add it to the metrics of Compile.")]
    public void Fit_NameThatIsNotMeasured_IsRefusedBeforeTheFirstEpoch(string name, string message)
    {
        var fit = new ScriptedFit();

        var exception = Assert.Throws<TrainingException>(() => fit.Run("val_loss", [1], new EarlyStopping(name)));

        Assert.Equal(message, exception.Message);
        Assert.Empty(fit.Logs);
    }

    [Fact]
    public void Fit_DirectionUnknown_AsksForIt()
    {
        var added = new ReduceLearningRateOnPlateau();
        var exception = Assert.Throws<TrainingException>(
            () => new ScriptedFit().Run("val_loss", [1], added, new EarlyStopping("learning_rate")));
        Assert.Equal(
            "EarlyStopping watches 'learning_rate', of which it is not known whether more or less is better. "
            + "MonitorMode.Min or MonitorMode.Max was expected. Give one as its mode.",
            exception.Message);
        Assert.Equal(1, new ScriptedFit().Run("val_loss", [1], added, new EarlyStopping("learning_rate", mode: MonitorMode.Min)));
    }

    [Fact]
    public void Constructor_ImpossibleNumbers_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(patience: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(startFromEpoch: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(minDelta: double.NaN));
        Assert.Throws<ArgumentException>(() => new EarlyStopping(""));
    }
}
