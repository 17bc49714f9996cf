using Matiz.Data;
using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Tests.Runs;

public sealed class CalibrationTrialTests
{
    private static readonly ProblemType Single = ProblemType.SingleLabelClassification, Several = ProblemType.MultiLabelClassification;

    [Fact]
    public void Of_ManyRowsThatAreTooSure_TheTrialAgreesWithTheFit()
    {
        var rows = AnalysisRows.RandomSingle(400, 3)
            .ConvertAll(row => AnalysisRows.Single(row.Source.Line, row.Label.Index, [.. row.Logits.Select(logit => 5 * logit)]));

        var fit = CalibrationFit.Compute(rows, AnalysisRows.Labels, Single);

        Assert.Equal((5, false), (fit.Trial!.Folds, fit.Trial.IsWorse));
        Assert.Equal(fit.Before!.LogLoss, fit.Trial.Before, 1e-9);
        Assert.Equal(fit.After!.LogLoss, fit.Trial.After, 0.01);
        Assert.True(fit.IsWorthwhile);
        Assert.Equal(fit.Trial, CalibrationFit.Compute(rows, AnalysisRows.Labels, Single).Trial);
    }

    // Nearly all right by far, one wrong by little: a temperature near 0 suits them, and a row like the wrong one pays for it.
    [Fact]
    public void Of_ATemperatureThatHangsOnOneRow_IsWorse()
    {
        List<PredictionRecord> rows = [.. Enumerable.Range(0, 59).Select(i => Right(i, 6)), AnalysisRows.Single(59, 0, 0, 0.3f, -1)];

        var fit = CalibrationFit.Compute(rows, AnalysisRows.Labels, Single);

        Assert.True(fit.After!.LogLoss < fit.Before!.LogLoss);
        Assert.False(fit.AtLimit);
        Assert.True(fit.Trial!.IsWorse);
        Assert.True(fit.Trial.After > 10 * fit.Trial.Before);
        Assert.False(fit.IsWorthwhile);
    }

    [Fact]
    public void Of_RowsThatAskForTheFlattestScores_SayWhichLimitItIs()
    {
        List<PredictionRecord> wrong = [.. Enumerable.Range(0, 20).Select(i => AnalysisRows.Single(i, (i + 1) % 3, Logits(i, 2)))];

        var guessing = CalibrationFit.Compute([Right(0, 2), .. wrong], AnalysisRows.Labels, Single);
        var right = CalibrationFit.Compute([Right(0, 2), Right(1, 2)], AnalysisRows.Labels, Single);

        Assert.Equal((true, true, 20), (guessing.AtLimit, guessing.FlatterIsBetter, guessing.Wrong));
        Assert.Equal((true, false, 0), (right.AtLimit, right.FlatterIsBetter, right.Wrong));
        Assert.Null(guessing.Trial);
        Assert.Null(right.Trial);
    }

    [Fact]
    public void Of_OneRow_OrTwo_NeedsNoTrial()
    {
        Assert.Null(CalibrationFit.Compute([Right(0, 1)], AnalysisRows.Labels, Single).Trial);
        Assert.Equal(1, CalibrationFit.Compute([AnalysisRows.Single(0, 0, 0, 1, 0)], AnalysisRows.Labels, Single).Calibration.Temperature);
        var two = CalibrationFit.Compute([Right(0, 3), AnalysisRows.Single(1, 1, 0.5f, 0, 0)], AnalysisRows.Labels, Single);
        Assert.Equal(2, two.Trial!.Folds);
    }

    [Fact]
    public void Of_SeveralLabels_ThresholdsOfManyRowsHelp()
    {
        var rows = AnalysisRows.RandomSeveral(300, 3);

        var fit = CalibrationFit.Compute(rows, AnalysisRows.Labels, Several);

        Assert.Equal(fit.ThresholdsBefore!.Macro, fit.Trial!.Before, 1e-12);
        Assert.InRange(fit.Trial.After, fit.Trial.Before, fit.ThresholdsAfter!.Macro);
        Assert.False(fit.Trial.IsWorse);
        Assert.Empty(fit.Unfitted);
    }

    [Fact]
    public void Of_SeveralLabels_ThresholdsThatFollowChanceAreWorse()
    {
        // The scores separate at 0.5; five rows of each kind in one odd place pull the thresholds about.
        var random = new Random(3);
        List<PredictionRecord> rows = [.. Enumerable.Range(0, 24).Select(i => AnalysisRows.Several(
            i, i % 2 == 0 ? [0] : [1], Noise(i % 2 == 0), Noise(i % 2 == 1), -3))];
        float Noise(bool has) => (float)((has ? 0.2 : -0.2) + (random.NextDouble() * 1.2) - 0.6);

        var fit = CalibrationFit.Compute(rows, AnalysisRows.Labels, Several);

        Assert.True(fit.ThresholdsAfter!.Macro >= fit.ThresholdsBefore!.Macro);
        Assert.True(fit.Trial!.IsWorse, $"{fit.Trial}");
        Assert.Equal(["c"], fit.Unfitted);
    }

    [Fact]
    public void Of_LabelsThatFewRowsHave_OrFewHaveNot_KeepOneHalf()
    {
        List<PredictionRecord> rows = [.. Enumerable.Range(0, 40).Select(i =>
            AnalysisRows.Several(
                i, [.. i < 4 ? (int[])[0] : [], .. i < 36 ? (int[])[1] : [], .. i % 2 == 0 ? (int[])[2] : []], i < 4 ? -1 : -2, 1,
                i % 2 == 0 ? -1 : -2))];

        var fit = CalibrationFit.Compute(rows, AnalysisRows.Labels, Several);

        Assert.Equal((0.5f, 0.5f), (fit.Calibration.Thresholds!["a"], fit.Calibration.Thresholds["b"]));
        Assert.InRange(fit.Calibration.Thresholds["c"], 0.12f, 0.27f);
        Assert.Equal(["a", "b"], fit.Unfitted);
    }

    private static PredictionRecord Right(int line, float margin) => AnalysisRows.Single(line, line % 3, Logits(line, margin));

    private static float[] Logits(int line, float margin) => [.. Enumerable.Range(0, 3).Select(k => k == line % 3 ? margin : 0)];
}
