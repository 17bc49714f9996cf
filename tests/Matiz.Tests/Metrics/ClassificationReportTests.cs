using Matiz.Metrics;

namespace Matiz.Tests.Metrics;

public class ClassificationReportTests
{
    [Fact]
    public void ToDictionary_ReferenceRows_EqualsReference()
    {
        var truth = ClassicalGolden.Arrays.Ints("metrics.y_true");
        var scores = ClassicalGolden.Arrays.Doubles("metrics.proba");
        var metrics = new ClassificationMetrics(6);
        for (var i = 0; i < truth.Length; i++) metrics.Add(truth[i], scores.AsSpan(i * 6, 6));
        var report = metrics.Report(["0", "1", "2", "3", "4", "5"]).ToDictionary();

        var expected = ClassicalGolden.Expected.GetProperty("report");
        Assert.Equal(expected.EnumerateObject().Select(p => p.Name), report.Keys);
        Assert.Equal(expected.GetProperty("accuracy").GetDouble(), (double)report["accuracy"], 1e-9);
        foreach (var (name, value) in report.Where(entry => entry.Key != "accuracy"))
        {
            var row = (IReadOnlyDictionary<string, double>)value;
            Assert.Equal(expected.GetProperty(name).EnumerateObject().Select(p => p.Name), row.Keys);
            foreach (var (key, number) in row) Assert.Equal(expected.GetProperty(name).GetProperty(key).GetDouble(), number, 1e-9);
        }
    }

    [Fact]
    public void ToString_SheetVector_IsTheWellKnownTable()
    {
        var report = Metric.Report(ClassificationMetricsTests.Truth, ClassificationMetricsTests.Predicted, ["anger", "joy", "love"]);
        const string Expected =
            """
                          precision    recall  f1-score   support

                   anger       1.00      0.50      0.67         2
                     joy       0.50      0.50      0.50         2
                    love       0.67      1.00      0.80         2

                accuracy                           0.67         6
               macro avg       0.72      0.67      0.66         6
            weighted avg       0.72      0.67      0.66         6

            """;
        Assert.Equal(Expected.ReplaceLineEndings("\n"), report.ToString());
    }

    [Fact]
    public void ToString_LongLabelAndDigits_WidenTheTable()
    {
        var lines = Metric.Report([0, 1], [0, 1], ["a rather long label", "b"]).ToString(4).Split('\n');
        Assert.Equal("                     precision    recall  f1-score   support", lines[0]);
        Assert.Equal("a rather long label     1.0000    1.0000    1.0000         1", lines[2]);
    }

    [Fact]
    public void ToString_ExactHalves_RoundToEvenAsInPython()
    {
        // recall 1/8 = 0.125 and 3/8 = 0.375 are exact in binary; Python prints 0.12 and 0.38
        int[] truth = [.. Enumerable.Repeat(0, 8), .. Enumerable.Repeat(1, 8)];
        int[] predicted = [0, .. Enumerable.Repeat(2, 7), 1, 1, 1, .. Enumerable.Repeat(2, 5)];
        var lines = Metric.Report(truth, predicted, ["a", "b", "c"]).ToString().Split('\n');
        Assert.Equal("           a       1.00      0.12      0.22         8", lines[2]);
        Assert.Equal("           b       1.00      0.38      0.55         8", lines[3]);
    }

    [Fact]
    public void Report_ZeroDivisionNaN_LeavesTheClassOut()
    {
        var report = Metric.Report([0, 1], [0, 1], ["a", "b", "c"], double.NaN);
        Assert.Equal(1, report.Averages[0].F1);
        Assert.Contains("           c        nan       nan       nan         0\n", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Report_WrongNumberOfLabels_SaysSo()
    {
        var metrics = new ClassificationMetrics(2);
        metrics.Add(0, [1f, 0f]);
        ClassificationMetricsTests.AssertMessage<ArgumentException>(
            "found 1 labels, expected 2: pass one for each.", () => metrics.Report(["a"]));
    }
}
