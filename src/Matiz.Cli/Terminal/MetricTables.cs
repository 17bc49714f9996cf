using Matiz.Metrics;

namespace Matiz.Cli.Terminal;

/// <summary>Metrics, the per-class report and the confusion matrix as tables.</summary>
internal static class MetricTables
{
    private const int MostClasses = 30, WidestClass = 40;

    /// <summary>Metrics of one or more splits side by side.</summary>
    /// <param name="splits">A heading and its metrics by name, without prefix.</param>
    /// <param name="style">Colours.</param>
    public static string Metrics(IReadOnlyList<(string Heading, IReadOnlyDictionary<string, double?> Values)> splits, Style style)
    {
        var table = new TextTable("l" + new string('r', splits.Count));
        table.Row([Cell("metric", style.Bold), .. splits.Select(split => Cell(split.Heading, style.Bold))]);
        foreach (string name in MetricCatalog.All.Select(metric => metric.Name).Append("dummy_accuracy"))
        {
            if (name is "f1_weighted" || !splits.Any(split => split.Values.ContainsKey(name))) continue;    // f1 is the same
            table.Row(
                [Cell(name), .. splits.Select(
                    split => split.Values.TryGetValue(name, out double? value) ? Cell(Numbers.Metric(value)) : Cell(""))]);
        }

        return table.Render();
    }

    /// <summary>Precision, recall, F1 and support of each class and the averages.</summary>
    public static string Report(ClassificationReport report, Style style)
    {
        var table = new TextTable("lrrrr")
            .Row(
                Cell("class", style.Bold), Cell("precision", style.Bold), Cell("recall", style.Bold), Cell("f1", style.Bold),
                Cell("support", style.Bold));
        foreach (var row in report.Classes) Add(table, row, null);
        foreach (var row in report.Averages) Add(table, row, style.Dim);
        return table.Render();
    }

    /// <summary>Shares of each true class, in rows, that were predicted as each class, in columns; darker is more.</summary>
    public static string Confusion(ConfusionMatrix confusion, IReadOnlyList<string> labels, Style style)
    {
        if (labels.Count > MostClasses)
            return $"  {Numbers.Count(labels.Count)} classes are too many to show; --json gives the whole matrix.\n";
        var shares = confusion.Normalize(ConfusionNormalization.Truth);
        string[] names = [.. labels.Select(label => DisplayWidth.Cut(PlainText.Clean(label), 20))];
        string[] heads = [.. labels.Select(label => DisplayWidth.Cut(PlainText.Clean(label), labels.Count > 10 ? 4 : 10))];
        var table = new TextTable("l" + new string('r', labels.Count))
            .Row([Cell("true \\ predicted", style.Dim), .. heads.Select(head => Cell(head, style.Bold))]);
        for (int t = 0; t < labels.Count; t++)
        {
            var row = new TextTable.Cell[labels.Count + 1];
            row[0] = Cell(names[t], style.Bold);
            for (int p = 0; p < labels.Count; p++)
            {
                double share = shares[t, p];
                string text = confusion[t, p] == 0 ? "·" : share.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
                row[p + 1] = style.Enabled ? Cell(text, value => Heat(value, share, style)) : Cell(text);
            }

            table.Row(row);
        }

        return table.Render();
    }

    // Greys and blues of the 256-colour cube, from light to dark, with a text that stands out on each.
    private static string Heat(string text, double share, Style style)
    {
        ReadOnlySpan<int> scale = [255, 189, 153, 117, 75, 33, 26, 19];
        int step = (int)Math.Clamp(Math.Ceiling(share * (scale.Length - 1)), 0, scale.Length - 1);
        return style.Heat(text, scale[step], lightText: step >= 5);
    }

    private static void Add(TextTable table, ClassificationReportRow row, Func<string, string>? style) => table.Row(
        Cell(DisplayWidth.Cut(PlainText.Clean(row.Name), WidestClass), style),
        Cell(Numbers.Metric(row.Precision), style),
        Cell(Numbers.Metric(row.Recall), style),
        Cell(Numbers.Metric(row.F1), style),
        Cell(Numbers.Count(row.Support), style));

    private static TextTable.Cell Cell(string text, Func<string, string>? style = null) => new(text, style);
}
