using Matiz.Charts;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;

namespace Matiz.Reports.Sections;

/// <summary>Where the rows of each class lie before any training: what is apart here is easy, what overlaps is not.</summary>
internal sealed class MapSection : IReportSection
{
    private const int MostClasses = 100;

    public string Key => "map";

    public bool AppliesTo(ReportFacts facts) => facts.Run is not null || facts.Map is not null;

    public string? Absence(ReportFacts facts) =>
        facts.Map is not { Points.Count: > 0 } ? "map.absent" : facts.Labels?.Count > MostClasses ? "map.tooMany" : null;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        var (words, map) = (facts.Words, facts.Map!);
        bool hasClasses = facts.Labels is { } known && map.Labels.All(label => (uint)label < (uint)known.Count);
        IReadOnlyList<string> labels = hasClasses ? facts.Labels!.Names : [words["plot.allRows"]];
        IReadOnlyList<int> classes = hasClasses ? map.Labels : new int[map.Points.Count];
        ChartFigure.Write(
            html, words.Fill("map.title", ("rows", words.Rows(map.Points.Count)), ("split", words.Split(map.Notes.GetValueOrDefault("split", "train")))), words["map.how"],
            width => new HexbinPlot(map.Points, classes, labels, new() { Width = width, Title = "", Background = false, Words = words.Plot, ShowAllRows = hasClasses }),
            ChartFigure.Full);
        html.Add($"<p class=\"note\">{Made(facts, map)}</p>\n");
    }

    private static string Made(ReportFacts facts, ClassMap map)
    {
        string Note(string key) => map.Notes.GetValueOrDefault(key, Figures.None);
        string made = facts.Words.Fill(
            "map.made", ("pooling", Note("pooling")), ("metric", Note("metric")), ("neighbors", Note("n_neighbors")), ("distance", Note("min_dist")), ("seed", Note("seed")));
        return map.Number("trustworthiness_15") is { } fifteen
            ? made + " " + facts.Words.Fill("map.trust", ("fifteen", Figures.Metric(fifteen)), ("five", Figures.Metric(map.Number("trustworthiness_5"))))
            : made;
    }
}
