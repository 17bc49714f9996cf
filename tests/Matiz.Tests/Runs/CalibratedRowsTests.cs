using Matiz.Data;
using Matiz.Inference;
using Matiz.Runs;
using Matiz.Tasks;

namespace Matiz.Tests.Runs;

public sealed class CalibratedRowsTests
{
    [Fact]
    public void OneLabel_ScoresFollowTheTemperature_LogitsAndLossStay()
    {
        var row = AnalysisRows.Single(1, 1, 2, 1, 0);

        var calibrated = row.Calibrated(
            new ModelCalibration { Temperature = 2 }, AnalysisRows.Labels, ProblemType.SingleLabelClassification);

        Assert.Equal(Scores.Compute([2, 1, 0], ProblemType.SingleLabelClassification, 2), calibrated.Scores);
        Assert.Equal(
            (row.Logits, row.Loss, row.Predicted, true), (calibrated.Logits, calibrated.Loss, calibrated.Predicted, calibrated.IsAnswered));
    }

    [Fact]
    public void OneLabel_BelowTheLeastScore_NoneIsGiven_ButCounted()
    {
        var row = AnalysisRows.Single(1, 0, 1, 0, 0);

        var silent = row.Calibrated(new ModelCalibration { MinScore = 0.9 }, AnalysisRows.Labels, ProblemType.SingleLabelClassification);

        Assert.Equal((Label.None, Label.OfIndex(0), false), (silent.Given, silent.Predicted, silent.IsWrong));
        Assert.Equal(row.Scores, silent.Scores);
    }

    [Fact]
    public void SeveralLabels_AreGivenByTheirThresholds()
    {
        var row = AnalysisRows.Several(1, [0], 0.1f, -0.1f, -3);
        var calibration = new ModelCalibration { Thresholds = new Dictionary<string, float> { ["a"] = 0.9f, ["b"] = 0.1f } };

        var calibrated = row.Calibrated(calibration, AnalysisRows.Labels, ProblemType.MultiLabelClassification);

        Assert.Equal(Label.OfIndices([1]), calibrated.Predicted);
        Assert.Equal(row.Scores, calibrated.Scores);
    }

    [Fact]
    public void NoCalibration_OrRegression_ChangesNothing()
    {
        var single = AnalysisRows.Single(1, 0, 1, 0, 0);
        var number = AnalysisRows.Number(1, 2, 3);
        var halves = new ModelCalibration { Thresholds = new Dictionary<string, float> { ["a"] = 0.5f } };

        Assert.Same(single, single.Calibrated(ModelCalibration.None, AnalysisRows.Labels, ProblemType.SingleLabelClassification));
        Assert.Same(single, single.Calibrated(halves, AnalysisRows.Labels, ProblemType.SingleLabelClassification));
        Assert.Same(number, number.Calibrated(new ModelCalibration { Temperature = 3 }, labels: null, ProblemType.Regression));
    }
}
