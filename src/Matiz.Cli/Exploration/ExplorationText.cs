using System.Globalization;
using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Workflows;

namespace Matiz.Cli.Exploration;

/// <summary>What <c>explore</c> prints for people.</summary>
internal static class ExplorationText
{
    private const int MostClasses = 40, MostLengths = 14, LongestBar = 40, WidestLabel = 40;

    public static string Describe(string name, ExplorationResult findings, int width, Style style)
    {
        var summary = findings.Summary;
        string text = $"{style.Bold("Data")}: {PlainText.Clean(name)}\n{Splits(summary, style)}";
        if (summary.LabelNames is { } labels)
            text += $"\n{style.Bold("Classes")}: {Numbers.Count(labels.Count)}\n{Classes(summary, labels, width, style)}";
        text += $"\n{style.Bold("Lengths")} in tokens, all rows\n{Lengths(findings.Lengths, findings.MaxLength, width, style)}";
        text += $"\n{style.Bold("Worth a look")}\n";
        text += findings.Warnings.Count == 0
            ? "  nothing: no repeated, leaked, empty or cut text\n"
            : string.Concat(findings.Warnings.Select(warning => $"  - {PlainText.Clean(LibraryWords.Translate(warning))}\n"));
        if (findings.Map is not { } map) return text;
        return text + $"\n{style.Bold("Map")} of train: {Numbers.Counted(map.Embedding.Rows, "row")}; {MapWords.Trust(map)}\n";
    }

    private static string Splits(DatasetSummary summary, Style style)
    {
        var table = new TextTable("lrrrr").Row(
            Head("split", style), Head("rows", style), Head("repeated", style), Head("in earlier splits", style), Head("cut", style));
        foreach (var (name, split) in summary.Splits)
        {
            var leaks = summary.Overlaps.Where(overlap => string.Equals(overlap.Second, name, StringComparison.Ordinal));
            table.Row(
                name, Numbers.Count(split.Rows), Numbers.Count(split.Duplicates), Numbers.Count(leaks.Sum(overlap => overlap.Rows)),
                split.ShareCut is { } share ? Numbers.Percent(share) : "");
        }

        return table.Render();
    }

    /// <summary>Rows of each class by split; the bars are of the first split, the longest being the largest class.</summary>
    private static string Classes(DatasetSummary summary, IReadOnlyList<string> labels, int width, Style style)
    {
        var splits = summary.Splits.ToList();
        var first = splits[0].Value;
        int most = Math.Max(1, first.Labels!.Values.Max());
        var table = new TextTable("l" + new string('r', splits.Count) + "rl")
            .Row([Head("class", style), .. splits.Select(split => Head(split.Key, style)), Head($"of {splits[0].Key}", style), ""]);
        int widest = Math.Min(WidestLabel, labels.Max(label => DisplayWidth.Measure(PlainText.Clean(label))));
        int room = Math.Clamp(width - 30 - (splits.Count * 12) - widest, 8, LongestBar);
        var shown = labels.Count <= MostClasses ? labels : [.. labels.OrderByDescending(label => first.Labels[label]).Take(MostClasses)];
        foreach (string label in shown)
        {
            int rows = first.Labels[label];
            table.Row(
                [
                    DisplayWidth.Cut(PlainText.Clean(label), WidestLabel),
                    .. splits.Select(split => (TextTable.Cell)Numbers.Count(split.Value.Labels![label])),
                    Numbers.Percent((double)rows / Math.Max(1, first.Rows)),
                    new TextTable.Cell(Bars.Blocks((double)rows / most, room), style.Blue),
                ]);
        }

        return table.Render() + (shown.Count < labels.Count ? $"  and {Numbers.Count(labels.Count - shown.Count)} smaller ones\n" : "");
    }

    private static string Lengths(TokenLengths lengths, int maxLength, int width, Style style)
    {
        var table = new TextTable("rrl");
        var bins = Joined(lengths.Histogram!);
        int most = bins.Max(bin => bin.Rows), room = Math.Clamp(width - 30, 8, LongestBar);
        foreach (var (from, to, rows) in bins)
        {
            string range = from == to ? from.ToString(CultureInfo.InvariantCulture) : string.Create(
                CultureInfo.InvariantCulture, $"{from}–{to}");
            var bar = new TextTable.Cell(Bars.Blocks((double)rows / most, room), from > maxLength ? style.Yellow : style.Blue);
            table.Row(range, Numbers.Count(rows), bar);
        }

        string median = lengths.Median.ToString("0.#", CultureInfo.InvariantCulture),
        high = lengths.P95.ToString("0", CultureInfo.InvariantCulture);
        return table.Render()
            + $"  half have up to {median}, 95 % up to {high}, the longest {Numbers.Count(lengths.Max)}; "
            + $"cut at {Numbers.Count(maxLength)}\n";
    }

    /// <summary>So few bins that they fit on a screen.</summary>
    private static List<(int From, int To, int Rows)> Joined(LengthHistogram histogram)
    {
        int each = (histogram.Rows.Count + MostLengths - 1) / MostLengths, width = each * histogram.Width;
        return [.. histogram.Rows.Chunk(each).Select((rows, i) => (From: histogram.First + (i * width), Rows: rows.Sum()))
            .Select(bin => (bin.From, bin.From + width - 1, bin.Rows))];
    }

    private static TextTable.Cell Head(string text, Style style) => new(text, style.Bold);
}
