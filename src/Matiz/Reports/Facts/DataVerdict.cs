using Matiz.Charts.Drawing;
using Matiz.Data;
using Matiz.Reports.Html;

namespace Matiz.Reports.Facts;

/// <summary>What of the data is worth a look, in a line each and in the page's language; nothing where the data is sound.</summary>
internal static class DataVerdict
{
    private const int MostMissing = 5;                          // classes without rows that are named one by one
    private const int MostSimilar = 5, MostNames = 6;           // groups of labels that look alike, and names of a group

    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Write(DatasetSummary data, ReportWords words)
    {
        var lines = new List<string>();
        foreach (var file in data.RepeatedFiles) lines.Add(Repeated(file, words));
        foreach (var leak in data.Overlaps)
        {
            lines.Add(Shared("data.leak.found", leak.Rows));
            if (leak.Contradictions > 0) lines.Add(Shared("data.leakContradictions.found", leak.Contradictions));

            string Shared(string key, int rows) =>
                words.Fill(
                    key, ("rows", words.Rows(rows)), ("second", words.SplitHeading(leak.Second)), ("first", words.Split(leak.First)));
        }

        foreach (var (name, split) in data.Splits) Add(lines, words, name, split);
        AddSimilar(lines, words, data.SimilarLabels);
        return lines;
    }

    private static void Add(List<string> lines, ReportWords words, string name, SplitSummary split)
    {
        void Found(string key, int rows)
        {
            if (rows > 0) lines.Add(words.Fill(key, ("split", words.SplitHeading(name)), ("rows", words.Rows(rows))));
        }

        Found("data.duplicates.found", split.Duplicates);
        Found("data.contradictions.found", split.Contradictions);
        Found("data.header.found", split.HeaderRows);
        Found("data.empty.found", split.EmptyTexts);
        Found("data.control.found", split.ControlCharacterTexts);
        Found("data.cut.found", split.CutTexts ?? 0);
        if (split.Rows > 0 && split.Labels is { } labels) AddMissing(lines, words, name, labels);
    }

    private static void AddMissing(List<string> lines, ReportWords words, string name, IReadOnlyDictionary<string, int> labels)
    {
        string[] missing = [.. labels.Where(static pair => pair.Value == 0).Select(static pair => pair.Key)];
        string split = words.SplitHeading(name);
        if (missing.Length <= MostMissing)
        {
            foreach (string label in missing)
                lines.Add(words.Fill("data.noRows.found", ("split", split), ("label", ShortText.Name(label))));
            return;
        }

        lines.Add(words.Fill(
            "data.noRowsOfMany.found", ("split", split), ("missing", Figures.Count(missing.Length)),
            ("classes", Figures.Count(labels.Count)),
            ("label", ShortText.Name(missing[0]))));
    }

    private static void AddSimilar(List<string> lines, ReportWords words, IReadOnlyList<SimilarLabels> groups)
    {
        foreach (var group in groups.Take(MostSimilar))
        {
            string key = group.Difference switch
            {
                SimilarLabels.Case => "data.similar.case.found",
                SimilarLabels.Blanks => "data.similar.blanks.found",
                _ => "data.similar.unicode.found",
            };
            string names = string.Join(", ", group.Names.Take(MostNames).Select(name => Quoted(words, name, group.Difference)));
            lines.Add(words.Fill(key, ("names", group.Names.Count > MostNames ? names + ", …" : names)));
        }

        if (groups.Count > MostSimilar)
            lines.Add(words.Fill("data.similar.more.found", ("groups", Figures.Count(groups.Count - MostSimilar))));
    }

    private static string Quoted(ReportWords words, string name, string difference)
    {
        string quoted = words.Fill("data.similar.name", ("name", ShortText.Name(name)));
        return difference is SimilarLabels.Unicode ? $"{quoted} ({SimilarLabels.CodePoints(name)})" : quoted;
    }

    private static string Repeated(RepeatedFile file, ReportWords words) => words.Fill(
        "data.file.found", ("split", words.SplitHeading(file.Split)), ("file", ShortText.Name(file.Path)),
        ("other", ShortText.Name(file.First)),
        ("first", words.Split(file.FirstSplit)));
}
