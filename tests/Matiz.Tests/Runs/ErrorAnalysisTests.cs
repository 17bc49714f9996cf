using Matiz.Data;
using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Tests.Runs;

public sealed class ErrorAnalysisTests
{
    private static readonly PredictionRecord[] Rows =
    [
        AnalysisRows.Single(1, 0, 3, 0, 0), AnalysisRows.Single(2, 0, 0, 2, 0), AnalysisRows.Single(3, 1, 0, 1, 0),
        AnalysisRows.Single(4, 0, 0, 5, 0), AnalysisRows.Single(5, 1, 0, 0, 4), AnalysisRows.Single(6, 0, 3, 0, 0),
        AnalysisRows.Single(7, 0, 9, 0, 0) with { Label = Label.None, Loss = null },
    ];

    [Fact]
    public void Of_Rows_SortsThemBothWays()
    {
        var analysis = ErrorAnalysis.Compute(Rows, AnalysisRows.Labels);

        Assert.Equal((6, 3), (analysis.Rows, analysis.Wrong));
        Assert.Equal([4, 5, 2, 3, 1, 6], analysis.ByLoss.Select(row => row.Source.Line));
        Assert.Equal([4, 5], analysis.Highest(2).Select(row => row.Source.Line));
        Assert.Equal([1, 6, 3], analysis.Lowest(3).Select(row => row.Source.Line));
        Assert.Equal(6, analysis.Highest(100).Count);
        Assert.Equal(Rows.Take(6).Average(row => (double)row.Loss!.Value), analysis.MeanLoss, 1e-12);
    }

    [Fact]
    public void Of_Rows_CountsConfusedPairsAndClasses()
    {
        var analysis = ErrorAnalysis.Compute(Rows, AnalysisRows.Labels);

        Assert.Equal([(0, 1, 0.5), (1, 2, 0.5)], analysis.Pairs.Select(pair => (pair.Label, pair.Predicted, pair.Share)));
        Assert.Equal([4, 2], analysis.Pairs[0].Rows.Select(row => row.Source.Line));
        Assert.Equal([(4, 2, 0), (2, 1, 2), (0, 0, 1)], analysis.Classes.Select(row => (row.Rows, row.Missed, row.WronglyPredicted)));
        Assert.Equal(0.5, analysis.Classes[0].Rate);
        Assert.Equal(((double)Rows[2].Loss!.Value + Rows[4].Loss!.Value) / 2, analysis.Classes[1].MeanLoss, 1e-12);
        Assert.True(double.IsNaN(analysis.Classes[2].Rate) && double.IsNaN(analysis.Classes[2].MeanLoss));
    }

    [Fact]
    public void Of_SeveralLabels_PairsTheMissedWithTheAdded()
    {
        var analysis = ErrorAnalysis.Compute(
            [AnalysisRows.Several(1, [0, 2], 2, 2, -2), AnalysisRows.Several(2, [0], 2, -2, -2), AnalysisRows.Several(3, [1], -2, -2, -2)],
            AnalysisRows.Labels);

        Assert.Equal((3, 2), (analysis.Rows, analysis.Wrong));
        Assert.Equal([(2, 1)], analysis.Pairs.Select(pair => (pair.Label, pair.Predicted)));
        Assert.Equal([(2, 0, 0), (1, 1, 1), (1, 1, 0)], analysis.Classes.Select(row => (row.Rows, row.Missed, row.WronglyPredicted)));
    }

    [Fact]
    public void Of_Regression_HasLossesOnly()
    {
        var analysis = ErrorAnalysis.Compute([AnalysisRows.Number(1, 1, 2), AnalysisRows.Number(2, 1, 4)], labels: null);

        Assert.Equal([2, 1], analysis.ByLoss.Select(row => row.Source.Line));
        Assert.Equal(0, analysis.Wrong);
        Assert.Empty(analysis.Pairs);
        Assert.Empty(analysis.Classes);
    }

    [Fact]
    public void Of_PredictionOutput_EqualsThatOfTheRunsFile()
    {
        using var folder = new TemporaryFolder();
        RecordedRun.Write(folder["run"]);
        var run = RunRecord.Load(folder["run"]);
        var rows = TinyRuns.Rows(13, "validation");

        var written = ErrorAnalysis.Compute(run.Predictions("validation"), run.Labels);
        var live = ErrorAnalysis.Compute(rows, new Trainer(TinyRuns.Model(folder["run"])).Predict(rows));

        Assert.Equal(
            written.ByLoss.Select(row => (row.Source, row.Loss, row.Predicted)),
            live.ByLoss.Select(row => (row.Source, row.Loss, row.Predicted)));
        Assert.Equal(written.Classes, live.Classes);
        Assert.Equal(
            written.Pairs.Select(pair => (pair.Label, pair.Predicted, pair.Rows.Count)),
            live.Pairs.Select(pair => (pair.Label, pair.Predicted, pair.Rows.Count)));
    }

    [Fact]
    public void Of_NoLabel_SaysSo() => Assert.Equal(
        "no row has a label. Labelled rows were expected, as errors are told by labels. Add labels, or take another split.",
        Assert.Throws<TrainingException>(() => ErrorAnalysis.Compute(Rows.Skip(6), AnalysisRows.Labels)).Message);
}
