using System.Text.Json;
using Matiz.Metrics;
using Matiz.Testing;

namespace Matiz.Tests.Metrics;

public class CalibrationTests
{
    [Fact]
    public void Errors_ReferenceRows_EqualReference()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: cross-validated probabilities of 4,000 rows");
        var arrays = new ClassicalGolden(SharedFiles.Shared("goldens/label-quality/label_quality.safetensors"));
        var expected = JsonDocument.Parse(File.ReadAllBytes(SharedFiles.Shared("goldens/label-quality/label_quality.json"))).RootElement;
        var truth = arrays.Ints("given_labels");
        var scores = arrays.Doubles("pred_probs");
        var calibration = new Calibration(6);
        for (var i = 0; i < truth.Length; i++) calibration.Add(truth[i], scores.AsSpan(i * 6, 6));

        Assert.Equal(expected.GetProperty("ece15").GetDouble(), calibration.ExpectedError, 1e-9);
        Assert.Equal(expected.GetProperty("brier").GetDouble(), calibration.Brier, 1e-9);
        Assert.Equal(expected.GetProperty("nll").GetDouble(), Metric.LogLoss(truth, scores, 6), 1e-9);
        Assert.Equal(truth.Length, calibration.Bins.Sum(bin => bin.Rows));
    }

    [Fact]
    public void Errors_TwoBins_AreTheirGaps()
    {
        var calibration = new Calibration(2, bins: 2);
        calibration.Add(0, [.75f, .25f]);                       // right
        calibration.Add(1, [.75f, .25f]);                       // wrong
        calibration.Add(1, [0.0, 1.0]);                         // right
        calibration.Add(0, [.5f, .5f]);                         // right; confidence ½ belongs to the lower bin

        Assert.Equal(new CalibrationBin(0, .5, 1, 1, .5), calibration.Bins[0]);
        Assert.Equal(new CalibrationBin(.5, 1, 3, 2 / 3.0, 2.5 / 3), calibration.Bins[1]);
        Assert.Equal((.5 + 3 * (.5 / 3)) / 4, calibration.ExpectedError, 1e-12);
        Assert.Equal(.5, calibration.MaximumError, 1e-12);
        Assert.Equal(Math.Sqrt((.25 + 3 * (.25 / 9)) / 4), calibration.RootMeanSquaredError, 1e-12);
        Assert.Equal((.125 + 1.125 + 0 + .5) / 4, calibration.Brier, 1e-12);
    }

    [Fact]
    public void Errors_EmptyBins_AreLeftOut()
    {
        var calibration = new Calibration(1);
        Assert.Throws<InvalidOperationException>(() => calibration.ExpectedError);
        Assert.Throws<InvalidOperationException>(() => calibration.Brier);
        calibration.Add(0, [1f]);
        Assert.Equal(0, calibration.ExpectedError);
        Assert.Equal(0, calibration.MaximumError);
        Assert.True(double.IsNaN(calibration.Bins[0].Accuracy));
    }

    [Fact]
    public void Add_BadRow_SaysWhatIsWrong()
    {
        var calibration = new Calibration(2);
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "score 0 of row 0 (from 0) is NaN, expected a finite number: did training diverge? Lower the learning rate.",
            () => calibration.Add(0, [double.NaN, .5]));
        ClassificationMetricsTests.AssertMessage<ArgumentOutOfRangeException>(
            "truth is class 2, expected 0 to 1: does the label list belong to these rows?", () => calibration.Add(2, [.5f, .5f]));
    }
}
