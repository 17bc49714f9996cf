using System.Globalization;
using Matiz.Charts;
using Matiz.Charts.Drawing;
using Matiz.Data;
using Matiz.Features;
using Matiz.Learning;
using Matiz.Reports.Facts;
using Matiz.Reports.Html;
using Matiz.Tasks;

namespace Matiz.Reports.Sections;

/// <summary>Where the rows of each class lie before any training: what is apart here is easy, what overlaps is not.</summary>
internal sealed class MapSection : IReportSection
{
    private const int MostClasses = 100;

    public string Key => "map";

    public bool Fits(TextTask task) => task.HasClasses;

    public bool AppliesTo(ReportFacts facts) => facts.Map is not null || (facts.Run is not null && facts.Labels is not null);

    public string? Absence(ReportFacts facts) =>
        facts.Map is not { Embedding: { Rows: > 0, Columns: >= 2 } places }
            ? "map.absent"
            : facts.Labels?.Count > MostClasses ? "map.tooMany"
            : !Enumerable.Range(0, places.Rows).Any(row => HasPlace(places[row])) ? "map.noPlaces" : null;

    public void Write(HtmlWriter html, ReportFacts facts)
    {
        var (words, map) = (facts.Words, facts.Map!);
        // Without classes, or where rows have none of several labels, all rows share one panel. A row without neighbours has no place.
        bool hasClasses = facts.Labels is { } known && map.Labels.All(label => (uint)label < (uint)known.Count);
        IReadOnlyList<string> labels = hasClasses ? facts.Labels!.Names : [words["plot.allRows"]];
        int[] placed = [.. Enumerable.Range(0, map.Embedding.Rows).Where(row => HasPlace(map.Embedding[row]))];
        PlotPoint[] points = [.. placed.Select(row => new PlotPoint(map.Embedding[row][0], map.Embedding[row][1]))];
        int[] classes = [.. placed.Select(row => hasClasses ? map.Labels[row] : 0)];
        ChartFigure.Write(
            html,
            words.Fill(hasClasses ? "map.title" : "map.title.one", ("rows", words.Rows(points.Length)), ("split", words.Split(map.Split))),
            How(facts, hasClasses),
            width => new HexbinPlot(points, classes, labels, ChartFigure.Options<HexbinPlotOptions>(width, words) with
            {
                ShowAllRows = hasClasses,
            }),
            ChartFigure.Full);
        html.Add($"<p class=\"note\">{Made(words, map)}</p>\n");
    }

    private static string How(ReportFacts facts, bool hasClasses) =>
        hasClasses && facts.Task.LabelKind == LabelKind.Indices
            ? $"{facts.Words["map.how"]} {facts.Words["map.firstLabel"]}"
            : facts.Words["map.how"];

    private static bool HasPlace(ReadOnlySpan<float> place) => float.IsFinite(place[0]) && float.IsFinite(place[1]);

    // Maps of earlier versions name the neighbours that were asked for.
    private static string Made(ReportWords words, FeatureMap map)
    {
        int neighbors = Umap.NeighborsAmong(map.Embedding.Rows, map.NeighborCount);
        string made = words.Fill(
            "map.made", ("pooling", map.Pooling), ("metric", map.Metric), ("neighbors", Figures.Count(neighbors)),
            ("distance", NumberText.Value(map.MinDistance)), ("seed", map.Seed.ToString(CultureInfo.InvariantCulture)));
        return map switch
        {
            { Trustworthiness5: null } => made + " " + words["map.trust.none"],
            { Trustworthiness15: null } => made + " " + words.Fill("map.trust.five", ("five", Figures.Metric(map.Trustworthiness5))),
            _ => made + " " + words.Fill(
                "map.trust", ("fifteen", Figures.Metric(map.Trustworthiness15)), ("five", Figures.Metric(map.Trustworthiness5))),
        };
    }
}
