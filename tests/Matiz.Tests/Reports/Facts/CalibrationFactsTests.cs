using Matiz.Runs;

namespace Matiz.Tests.Reports.Facts;

public sealed class CalibrationFactsTests
{
    [Fact]
    public void Figures_AreThoseOfTheCalibrationThatWouldBeWritten()
    {
        using var run = new TemporaryRun(new() { Rows = 500 });
        var record = RunRecord.Load(run.Folder);
        var fit = CalibrationFit.Compute(record.Predictions("validation"), record.Labels, record.ProblemType);
        var facts = RowSelectionTests.Split(run).Calibration!;
        var temperature = facts.FitTemperature();
        Assert.Equal(fit.Calibration.Temperature, temperature.Temperature, 1e-9);
        foreach (var (expected, found) in new[] { (fit.Before!, facts.Figures), (fit.After!, facts.At(temperature.Temperature)) })
        {
            Assert.Equal(expected.ExpectedError, found.ExpectedError, 1e-6);
            Assert.Equal(expected.Brier, found.Brier, 1e-6);
            Assert.Equal(expected.LogLoss, found.LogLoss, 1e-6);
        }
    }

    [Fact]
    public void Coverage_EndsWithEveryRow()
    {
        using var run = new TemporaryRun();
        var split = RowSelectionTests.Split(run);
        var curve = split.Calibration!.Coverage;
        Assert.Equal(1, curve[^1].Coverage);
        Assert.Equal(split.Confusion!.Accuracy, curve[^1].Accuracy, 1e-12);
        Assert.InRange(curve.Count, 2, 201);
    }
}
