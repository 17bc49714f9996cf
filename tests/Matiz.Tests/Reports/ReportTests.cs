using System.Text;
using System.Xml.Linq;
using Matiz.Reports;
using Matiz.Runs;
using Matiz.Tests.Charts;
using Matiz.Training;
using static Matiz.Tests.Reports.TemporaryRun;

namespace Matiz.Tests.Reports;

public sealed class ReportTests
{
    private static readonly string[] Hostile =
    [
        "<script>alert(\"1\")</script> & 'more' of it", "]]>--><!-- é̶̢̛ </table></section></style></script>", "\u0000\u001b[31m x \uffff",
        "  \t ",
        "👨‍👩‍👧‍👦 🇪🇸 👍🏽 ❤️", "حزن عميق جدا ومستمر منذ وقت طويل", "‮reversed‬", "\" onmouseover=\"alert(1)", "{rows} {0} &lt;b&gt;",
    ];

    public static TheoryData<int, string> Classes => new(
        from classes in ChartSamples.ClassCounts
        from kind in (string[])["short", "long", "right-to-left", "wide", "emoji"]
        select (classes, kind));

    public static TheoryData<string, ReportLanguage> Kinds => new(
        from kind in (string[])["single_label_classification", "multi_label_classification", "regression"]
        from language in Enum.GetValues<ReportLanguage>()
        select (kind, language));

    [Theory]
    [MemberData(nameof(Classes))]
    public void AnyLabels_PageIsWellFormedAndNamesThem(int classes, string kind)
    {
        string[] labels = ChartSamples.Labels(kind, classes);
        using var run = new TemporaryRun(new() { Labels = labels, Rows = classes * 4 });
        var page = run.Read();
        RequireSound(page);
        var named = SectionsOf(page)["classes"].Descendants(Page + "tbody").Single().Elements().Select(
            row => row.Element(Page + "th")!.Value);
        Assert.Equal(labels, named);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryKindAndLanguage_HasItsSections(string kind, ReportLanguage language)
    {
        using var run = new TemporaryRun(new() { ProblemType = kind, Labels = kind is "regression" ? [] : ["a", "b", "c"] });
        var page = run.Read(new() { Language = language });
        RequireSound(page);
        string[] expected = kind switch
        {
            "single_label_classification" =>
                ["results", "training", "confusion", "classes", "map", "calibration", "data", "rows", "settings"],
            "multi_label_classification" => ["results", "training", "classes", "map", "data", "rows", "settings"],
            _ => ["results", "training", "data", "rows", "settings"],
        };
        Assert.Equal(expected, SectionsOf(page).Keys);
        Assert.Equal(language == ReportLanguage.Spanish ? "es" : "en", page.Root!.Attribute("lang")!.Value);
        Assert.Equal(
            expected.Select(key => "#" + key),
            page.Descendants(Page + "nav").Single().Descendants(Page + "a").Select(link => link.Attribute("href")!.Value));
        Assert.Equal(
            language == ReportLanguage.Spanish ? "¿Qué tan bueno es?" : "How good is it?",
            SectionsOf(page)["results"].Element(Page + "h2")!.Value);
    }

    [Fact]
    public void HostileLabelsTextsAndFiles_StayText()
    {
        string[] labels = [.. Hostile.Where(text => !text.Contains('\u0000', StringComparison.Ordinal)).Select((text, k) => $"{text} {k}")];
        using var run = new TemporaryRun(new() { Labels = labels, Rows = 400, OddTexts = Hostile, FilePrefix = "<b>\"it's\"&amp;/" });
        var page = run.Read();
        RequireSound(page);
        string[] texts = [.. Rows(page).Select(row => row.Elements(Page + "td").ElementAt(3).Value)];
        Assert.Contains(Hostile[0], texts);
        Assert.Contains("\ufffd\ufffd[31m x \ufffd", texts);
        Assert.Contains(Hostile[5], texts);
        Assert.Contains(Hostile[8], texts);
        Assert.Contains("<b>\"it's\"&amp;/validation.csv", SectionsOf(page)["settings"].Value, StringComparison.Ordinal);
        Assert.Equal(
            labels, SectionsOf(page)["rows"].Descendants(Page + "select").First().Elements().Skip(1).Select(option => option.Value));
    }

    [Fact]
    public void SameRun_SameBytes()
    {
        using var run = new TemporaryRun();
        string first = Report.OfRun(run.Folder).ToHtml();
        Assert.Equal(first, Report.OfRun(run.Folder).ToHtml());
        string path = Path.Combine(run.Folder, Report.FileName);
        Report.OfRun(run.Folder).Save(path);
        Assert.Equal(Encoding.UTF8.GetBytes(first), File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(6, 0.9, 25)]
    [InlineData(77, 0.7, 60)]
    [InlineData(30, 0.2, 900)]
    public void TwoThousandRows_StayBelowOneAndAHalfMegabytes(int classes, double accuracy, int words)
    {
        using var run = new TemporaryRun(
            new() { Labels = ChartSamples.Labels("long", classes), Rows = 2000, Accuracy = accuracy, MostWords = words });
        int bytes = Encoding.UTF8.GetByteCount(Report.OfRun(run.Folder).ToHtml());
        Assert.InRange(bytes, 200_000, 1_500_000);
    }

    [Fact]
    public void Page_NeedsNothingElse()
    {
        using var run = new TemporaryRun();
        var page = run.Read();
        string[] links = [.. page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "href" or "src").Select(
            attribute => attribute.Value)];
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(link[0] == '#' || link == "data:,", link));
        Assert.DoesNotContain("url(", page.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("@import", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void MissingParts_AreLeftOutWithALineThatSaysWhy()
    {
        using var run = new TemporaryRun(new() { HasBaselines = false, HasTest = false });
        var sections = SectionsOf(run.Read());
        Assert.Contains("the run has no baselines.json", sections["results"].Value, StringComparison.Ordinal);
        Assert.Contains("the run has no umap.safetensors", sections["map"].Value, StringComparison.Ordinal);
        Assert.Empty(sections["map"].Descendants(SvgPicture.Svg + "svg"));
        Assert.DoesNotContain("Test", sections["results"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_StandBesideBothBaselines()
    {
        using var run = new TemporaryRun();
        var tables = SectionsOf(run.Read())["results"]
            .Descendants(Page + "table")
            .Where(table => (string?)table.Attribute("class") == "metrics")
            .ToList();
        Assert.Equal(2, tables.Count);
        Assert.Equal(
            ["Measure", "fine-tuned", "frozen features", "dummy"], tables[0].Descendants(Page + "th").Take(4).Select(cell => cell.Value));
        var rows = RunRecord.Load(run.Folder).Predictions("validation");
        double accuracy = rows.Count(row => !row.IsWrong) / (double)rows.Count;
        var cells = tables[0].Descendants(Page + "tbody").Single().Elements().First().Elements(Page + "td").ToList();
        Assert.Equal(
            accuracy.ToString("0.000", System.Globalization.CultureInfo.InvariantCulture), cells[0].Element(Page + "strong")!.Value);
        Assert.Matches(@"^0\.\d{3}–0\.\d{3}$", cells[0].Element(Page + "small")!.Value);
        Assert.Equal(["0.625", "0.250"], cells.Skip(1).Select(cell => cell.Value));
    }

    [Fact]
    public void RunOfFeatures_IsComparedWithTheDummyAlone()
    {
        using var run = new TemporaryRun();
        string path = Path.Combine(run.Folder, RunSettings.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace("{", "{\"command\":\"features\",", StringComparison.Ordinal));
        var sections = SectionsOf(run.Read());
        Assert.DoesNotContain("training", sections.Keys);
        Assert.Equal(
            ["Measure", "frozen features", "dummy"],
            sections["results"].Descendants(Page + "table").First().Descendants(Page + "th").Take(3).Select(cell => cell.Value));
    }

    [Fact]
    public void Calibration_IsStated_AndSaidToBeInUseWhereItIs()
    {
        using var run = new TemporaryRun();
        Assert.Contains("The temperature is only stated here", SectionsOf(run.Read())["calibration"].Value, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run.Folder, "calibration.json")));
        File.WriteAllText(Path.Combine(run.Folder, "calibration.json"), "{\"temperature\":1.5}");
        var section = SectionsOf(run.Read())["calibration"];
        Assert.Contains("calibration.json divides the logits by 1.50", section.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("The temperature is only stated here", section.Value, StringComparison.Ordinal);
        Assert.Contains(
            "calibration.json divide los logits por 1.50",
            SectionsOf(run.Read(new() { Language = ReportLanguage.Spanish }))["calibration"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void LeastScore_IsSaid_AndRowsBelowItAreMarked()
    {
        using var run = new TemporaryRun();
        File.WriteAllText(Path.Combine(run.Folder, "calibration.json"), "{\"min_score\":0.75}");
        var page = run.Read();
        var rows = RunRecord.Load(run.Folder).Predictions("validation");
        int answered = rows.Count(row => row.Scores.Max() >= 0.75);
        Assert.Contains(
            $"below 0.75 no label is given. Of 200 rows of validation {answered} reach it, ", SectionsOf(page)["calibration"].Value,
            StringComparison.Ordinal);
        Assert.Equal(200 - answered, Rows(page).Count(row => row.Value.Contains("below the least score", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(0.02, "of 200 of validation are wrong, and the flatter the scores, the better they fit, as if the model guessed.")]
    [InlineData(1, "every row of validation is right (200 of 200), so no score can be too sure.")]
    public void RowsThatSayNothingAboutATemperature_SayWhy(double accuracy, string reason)
    {
        using var run = new TemporaryRun(new() { Accuracy = accuracy });
        string section = SectionsOf(run.Read())["calibration"].Value;
        Assert.Contains("These rows say nothing about a temperature: ", section, StringComparison.Ordinal);
        Assert.Contains(reason, section, StringComparison.Ordinal);
        Assert.DoesNotContain("matiz calibrate", section, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingPredicted_SaysSo()
    {
        using var run = new TemporaryRun(new() { HasValidation = false, HasTest = false });
        var sections = SectionsOf(run.Read());
        Assert.Equal(["results", "training", "map", "data", "rows", "settings"], sections.Keys);
        Assert.Contains("predictions.jsonl has no row with a label", sections["results"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_IsWhatWasAskedFor()
    {
        using var run = new TemporaryRun();
        Assert.All(Rows(run.Read()), row => Assert.Contains("validation.csv:", row.Value, StringComparison.Ordinal));
        Assert.All(Rows(run.Read(new() { Split = "test" })), row => Assert.Contains("test.csv:", row.Value, StringComparison.Ordinal));
        var exception = Assert.Throws<TrainingException>(() => Report.OfRun(run.Folder, new() { Split = "train" }));
        Assert.Equal(
            $"{run.Folder}: the run has no labelled predictions of 'train'. One of validation, test was expected. Name another split.",
            exception.Message);
    }

    [Fact]
    public void ConfusionCells_LeadToTheRows()
    {
        using var run = new TemporaryRun(new() { Labels = ["a", "b", "c"], Rows = 90 });
        var page = run.Read();
        var rows = RunRecord.Load(run.Folder).Predictions("validation");
        var cells = SectionsOf(page)["confusion"].Descendants(SvgPicture.Svg + "a").Select(Pair).Distinct().Order();
        Assert.Equal(rows.Select(row => $"{row.Label.Index},{row.Predicted.Index}").Distinct().Order(), cells);
        Assert.All(
            SectionsOf(page)["confusion"].Descendants(SvgPicture.Svg + "a"), link => Assert.Equal("#rows", link.Attribute("href")!.Value));

        static string Pair(XElement link) => $"{link.Attribute("data-truth")!.Value},{link.Attribute("data-predicted")!.Value}";
    }

    [Fact]
    public void NoRunFolder_SaysSo() =>
        Assert.StartsWith(
            "'nowhere' is no run folder", Assert.Throws<TrainingException>(() => Report.OfRun("nowhere")).Message,
            StringComparison.Ordinal);

    private static void RequireSound(XDocument page)
    {
        var ids = page.Descendants().Attributes("id").Select(attribute => attribute.Value).ToList();
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        Assert.Single(page.Descendants(), element => element.Name.LocalName is "script");
        Assert.DoesNotContain(
            page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.All(page.Descendants(Page + "section"), section => Assert.NotEmpty(section.Element(Page + "h2")!.Value));
        var targets = page.Descendants().Attributes("href").Where(link => link.Value[0] == '#').Select(link => link.Value[1..]).Distinct(
            StringComparer.Ordinal);
        Assert.Empty(targets.Except(ids, StringComparer.Ordinal));
    }
}
