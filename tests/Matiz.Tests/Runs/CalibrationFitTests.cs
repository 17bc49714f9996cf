using Matiz.Data;
using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Tests.Runs;

public sealed class CalibrationFitTests
{
    private static readonly List<PredictionRecord> Rows = AnalysisRows.RandomSingle(400, 3);

    [Fact]
    public void Of_SurerLogits_NeedAsMuchMoreTemperature()
    {
        var surer = Rows.ConvertAll(
            row => AnalysisRows.Single(row.Source.Line, row.Label.Index, [.. row.Logits.Select(logit => 5 * logit)]));

        var one = CalibrationFit.Compute(Rows, AnalysisRows.Labels, ProblemType.SingleLabelClassification);
        var five = CalibrationFit.Compute(surer, AnalysisRows.Labels, ProblemType.SingleLabelClassification);

        Assert.Equal(400, one.Rows);
        Assert.Equal(5, five.Calibration.Temperature / one.Calibration.Temperature, 1e-5);
        Assert.Equal(one.After!.LogLoss, five.After!.LogLoss, 1e-7);
        Assert.True(five.After.LogLoss < five.Before!.LogLoss);
        Assert.True(five.After.ExpectedError < five.Before.ExpectedError);
        Assert.True(five.After.Brier < five.Before.Brier);
        Assert.Null(five.Calibration.Thresholds);
        Assert.Null(five.Answered);
    }

    [Fact]
    public void Of_LeastScore_CountsAnsweredRows()
    {
        var fit = CalibrationFit.Compute(Rows, AnalysisRows.Labels, ProblemType.SingleLabelClassification, minScore: 0.6);

        Assert.Equal(0.6, fit.Calibration.MinScore);
        var answered = Rows.FindAll(
            row => Matiz.Inference.Scores.Compute([.. row.Logits], ProblemType.SingleLabelClassification, fit.Calibration.Temperature)
                .Max() >= 0.6);
        Assert.InRange(answered.Count, 1, 399);
        Assert.Equal((answered.Count, answered.Count / 400.0), (fit.Answered!.Answered, fit.Answered.Coverage));
        Assert.Equal(answered.Count(row => !row.IsWrong) / (double)answered.Count, fit.Answered.Accuracy, 1e-12);
    }

    [Fact]
    public void Of_EveryRowRight_SaysNothingAboutTheTemperature()
    {
        var fit = CalibrationFit.Compute(
            [AnalysisRows.Single(1, 0, 1, 0, 0), AnalysisRows.Single(2, 1, 0, 1, 0)], AnalysisRows.Labels,
            ProblemType.SingleLabelClassification);

        Assert.True(fit.AtLimit);
        Assert.Equal(1, fit.Calibration.Temperature);
        Assert.Equal(fit.Before, fit.After);
    }

    [Fact]
    public void Of_SeveralLabels_FitsAThresholdForEach()
    {
        var rows = AnalysisRows.RandomSeveral(200, 3);

        var fit = CalibrationFit.Compute(rows, AnalysisRows.Labels, ProblemType.MultiLabelClassification);

        Assert.Equal(1, fit.Calibration.Temperature);
        Assert.Equal(["a", "b", "c"], fit.Calibration.Thresholds!.Keys.Order());
        Assert.Equal(F1Threshold.Fit(rows.Select(row => (row.Scores[1], row.Label.Indices.Contains(1)))), fit.Calibration.Thresholds["b"]);
        Assert.True(fit.ThresholdsAfter!.Macro > fit.ThresholdsBefore!.Macro);
        Assert.Null(fit.Before);
    }

    [Fact]
    public void Of_NothingToCalibrate_SaysSo()
    {
        Assert.Equal(
            "the model gives numbers (regression), which have no scores. A classifier was expected. There is nothing to calibrate.",
            Assert.Throws<TrainingException>(
                () => CalibrationFit.Compute([AnalysisRows.Number(1, 1, 2)], null, ProblemType.Regression)).Message);
        var unlabelled = Rows[0] with { Label = Label.None };
        Assert.Equal(
            "no row to calibrate with has a label. Labelled rows were expected. Add labels to its validation rows.",
            Assert.Throws<TrainingException>(
                () => CalibrationFit.Compute([unlabelled], AnalysisRows.Labels, ProblemType.SingleLabelClassification)).Message);
    }
}
