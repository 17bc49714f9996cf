using Matiz.Data;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class TemperatureScalingTests
{
    [Fact]
    public void Fit_ReferenceRows_EqualsReference()
    {
        var (_, arrays, numbers) = LabelQualityTests.Reference();
        var found = TemperatureScaling.Fit(new ProbabilityMatrix(arrays.Doubles("pred_probs"), 6), arrays.Ints("given_labels"));
        Assert.Equal(numbers.GetProperty("temperature").GetDouble(), found.Temperature, 1e-3);
        Assert.Equal(numbers.GetProperty("nll").GetDouble(), found.LogLossBefore, 1e-6);
        Assert.Equal(numbers.GetProperty("nll_at_temperature").GetDouble(), found.LogLoss, 1e-6);
        Assert.False(found.AtLimit);
    }

    [Fact]
    public void Fit_TwoKindsOfRows_IsTheKnownRoot()
    {
        // three rows right and one wrong, each with logits (2, 0): σ(2/T) = 3/4, so T = 2 / ln 3
        float[] logits = [2, 0, 2, 0, 2, 0, 2, 0];
        var found = TemperatureScaling.Fit(logits, 2, [0, 0, 0, 1]);
        Assert.Equal(2 / Math.Log(3), found.Temperature, 1e-9);
        var softmax = ProbabilityMatrix.Softmax(logits, 2, found.Temperature);
        Assert.Equal(.75, softmax[0][0], 1e-9);
    }

    [Fact]
    public void Fit_AllRightOrAllWrong_StopsAtALimit()
    {
        var right = TemperatureScaling.Fit([500, 0, 0, 500], 2, [0, 1]);
        Assert.True(right.AtLimit);
        Assert.Equal(TemperatureScaling.Least, right.Temperature, 1e-12);
        var wrong = TemperatureScaling.Fit([5, 0, 0, 5], 2, [1, 0]);
        Assert.True(wrong.AtLimit);
        Assert.Equal(TemperatureScaling.Most, wrong.Temperature, 1e-12);
        var nothing = TemperatureScaling.Fit([1, 1, 1, 1], 2, [1, 0]);       // every temperature is as good
        Assert.True(double.IsFinite(nothing.Temperature));
    }

    [Fact]
    public void Fit_BadRows_SaysWhatIsWrong()
    {
        Assert.Throws<DataException>(() => TemperatureScaling.Fit([], 2, []));
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit([1f], 2, [0]));
        Assert.Equal(
            "the logit in row 1 (from 0), column 0 (from 0) is NaN. A finite number was expected. " +
            "Remove or correct that row; if many rows are so, the encoder's weights are damaged.",
            Assert.Throws<DataException>(() => TemperatureScaling.Fit([1, 2, float.NaN, 1], 2, [0, 1])).Message);
        Assert.Throws<DataException>(() => TemperatureScaling.Fit([1, 2], 2, [2]));
    }
}
