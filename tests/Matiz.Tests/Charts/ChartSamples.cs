using Matiz.Charts;
using Matiz.Learning;
using Matiz.Metrics;

namespace Matiz.Tests.Charts;

/// <summary>Data for charts, the same in every run, and the list of every chart.</summary>
internal static class ChartSamples
{
    public static readonly int[] ClassCounts = [2, 6, 30, 77];

    /// <summary>Labels that are hard to place, by kind.</summary>
    public static readonly Dictionary<string, string[]> LabelKinds = new(StringComparer.Ordinal)
    {
        ["short"] = ["joy", "a", "anger", "WWW"],
        [
            "long"] = ["balance not updated after bank transfer!", "WWWWWWWWWWMMMMMMMMMMWWWWWWWWWWMMMMMMMMMM",
            "Cash_withdrawal_that_was_not_recognised_",
        ],
        ["right-to-left"] = ["حزن عميق جدا ومستمر منذ وقت طويل للغاية", "שמחה (גדולה) של ממש", "غضب"],
        ["wide"] = ["喜びと感謝の気持ちがとても強くて忘れられない一日だったという報告のための分類", "놀라움과 두려움", "ｆｕｌｌ　ｗｉｄｔｈ"],
        ["emoji"] = ["😀😃😄😁😆😅🤣😂🙂🙃🫠😉😊😇🥰😍🤩😘😗☺️😚😙🥲😋😛😜🤪😝🤑🤗🤭🫢🫣🤫🤔🫡🤐🤨😐😑", "👨‍👩‍👧‍👦 🇪🇸 👍🏽", "❤️"],
        ["hostile"] =
            ["<script>alert(\"1\")</script> & 'more' of it", "\u0000\u001b[31m\ud800 x \udfff\uffff", "  \t\r\n  ", "]]>--><!-- é̶̢̛"],
    };

    // A new chart is one line here.
    public static readonly Dictionary<string, Func<string[], double, Plot>> Plots = new(StringComparer.Ordinal)
    {
        ["hexbin"] = (labels, width) =>
            new HexbinPlot(Points(900, labels.Length), Classes(900, labels.Length), labels, new() { Width = width }),
        ["scatter"] = (labels, width) => new ScatterPlot(
            Points(300, labels.Length), Classes(300, labels.Length), labels,
            new() { Width = width, XLabel = labels[0], YLabel = labels[1] }),
        ["confusion"] = (labels, width) =>
            new ConfusionMatrixPlot(Confusion(labels.Length), labels, new() { Width = width, Title = labels[0] }),
        ["confusion-counts"] = (labels, width) =>
            new ConfusionMatrixPlot(Confusion(labels.Length), labels, new() { Width = width, Normalization = ConfusionNormalization.None }),
        ["scores"] = (labels, width) => new ScoreBarPlot(
            labels, [.. labels.Select((_, k) => k == 1 ? 1.0 : 0.3 / (k + 1))],
            new() { Width = width, Title = string.Join(' ', labels.Take(6)), Subtitle = labels[1] }),
        ["classes"] = (labels, width) =>
            new ClassBarPlot(ClassificationReport.From(Confusion(labels.Length), labels).Classes, new() { Width = width }),
        ["curves"] = (labels, width) => new CurvePlot(
            [.. labels.Select((label, k) => new CurveSeries(label, Curve(12, k), CurveStyle.Marked))],
            new() { Width = width, Mark = new(11, labels[0]), XLabel = labels[0], YLabel = labels[1] }),
        ["loss"] = (labels, width) =>
            new LossCurvePlot(Curve(2500, 0), Curve(3, 1), new() { Width = width, Title = labels[0], Mark = new(1, labels[1]) }),
        ["histogram"] = (labels, width) => new HistogramPlot(
            Lengths(500),
            new() { Width = width, Marks = [new(5, labels[0]), new(5.1, labels[1])], XLabel = labels[0], YLabel = labels[1] }),
        ["reliability"] = (labels, width) =>
            new ReliabilityDiagram(Bins(10), new() { Width = width, XLabel = labels[0], YLabel = labels[1] }),
        ["coverage"] = (labels, width) =>
            new CoverageAccuracyPlot(Coverage(400), new() { Width = width, Threshold = 0.9, YLabel = labels[0] }),
    };

    public static string[] Labels(string kind, int classes)
    {
        var texts = LabelKinds[kind];
        return [.. Enumerable.Range(0, classes).Select(k => k < texts.Length ? texts[k] : $"{texts[k % texts.Length]} {k}")];
    }

    public static int[] Classes(int rows, int classes) => [.. Enumerable.Range(0, rows).Select(i => i * i % classes)];

    public static PlotPoint[] Points(int rows, int classes)
    {
        var random = new Random(7);
        return [.. Classes(rows, classes).Select(k => new PlotPoint((k % 9) + random.NextDouble() * 3, (k / 9) - random.NextDouble() * 2))];
    }

    /// <summary>The last class has no rows.</summary>
    public static ConfusionMatrix Confusion(int classes)
    {
        var random = new Random(11);
        var matrix = new ConfusionMatrix(classes);
        for (int i = 0; i < classes * 60; i++)
        {
            var truth = random.Next(classes - 1);
            matrix.Add(truth, random.NextDouble() < 0.8 ? truth : random.Next(classes));
        }

        return matrix;
    }

    public static CalibrationBin[] Bins(int count) =>
        [.. Enumerable.Range(0, count).Select(
            b => new CalibrationBin(
                (double)b / count, (b + 1.0) / count, b * b * 30, b == 0 ? double.NaN : (b + 0.2) / count,
                b == 0 ? double.NaN : (b + 0.6) / count))];

    public static CoveragePoint[] Coverage(int rows) => CoverageAccuracyPlot.Curve(
        [.. Enumerable.Range(0, rows).Select(i => 1 - (i * 0.5 / rows))],
        [.. Enumerable.Range(0, rows).Select(i => i % 40 < 38 - (i / 40))]);

    public static PlotPoint[] Curve(int points, int index) =>
        [.. Enumerable.Range(1, points).Select(i => new PlotPoint(i, 0.5 + (0.3 * Math.Sin((i * 0.7) + index)) + (1.0 / i)))];

    public static int[] Lengths(int rows) => [.. Enumerable.Range(0, rows).Select(i => 3 + (i * i % 97 * (i % 13) / 9))];
}
