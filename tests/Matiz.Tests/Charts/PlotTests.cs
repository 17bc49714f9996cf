using System.Globalization;
using System.Xml.Linq;
using Matiz.Charts;

namespace Matiz.Tests.Charts;

/// <summary>What every chart keeps, whatever its labels.</summary>
public sealed class PlotTests
{
    public static TheoryData<string, string, int, double> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int, double>();
            foreach (var plot in ChartSamples.Plots.Keys)
            {
                foreach (var kind in ChartSamples.LabelKinds.Keys)
                {
                    foreach (var classes in ChartSamples.ClassCounts)
                    {
                        cases.Add(plot, kind, classes, 720);
                        cases.Add(plot, kind, classes, 320);
                    }
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> PlotNames => [.. ChartSamples.Plots.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ToSvg_EveryLabelAndSize_NoTextMeetsAnotherAndNothingLeavesTheFrame(string plot, string kind, int classes, double width)
    {
        var picture = Draw(plot, kind, classes, width);

        Assert.NotEmpty(picture.Texts);
        Assert.Empty(picture.Overlaps());
        Assert.Empty(picture.Outside());
    }

    [Theory]
    [MemberData(nameof(PlotNames))]
    public void ToSvg_IsAnAccessiblePicture(string plot)
    {
        var root = Draw(plot, "short", 6, 720).Root;

        Assert.Equal(SvgPicture.Svg + "svg", root.Name);
        Assert.Equal("img", (string?)root.Attribute("role"));
        Assert.False(string.IsNullOrWhiteSpace(root.Elements(SvgPicture.Svg + "title").Single().Value));
        Assert.False(string.IsNullOrWhiteSpace(root.Elements(SvgPicture.Svg + "desc").Single().Value));
        Assert.Empty(root.Descendants(SvgPicture.Svg + "script"));
        Assert.DoesNotContain(root.DescendantsAndSelf().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.DoesNotContain(
            root.DescendantsAndSelf().Attributes(), a => a.Value.Contains("://", StringComparison.Ordinal) && !a.IsNamespaceDeclaration);
    }

    [Theory]
    [MemberData(nameof(PlotNames))]
    public void ToSvg_EveryStyleRuleIsScopedToTheChart(string plot)
    {
        var style = Draw(plot, "short", 6, 720).Root.Elements(SvgPicture.Svg + "style").Single().Value;

        var selectors = style.Replace("@media screen and (prefers-color-scheme:dark){", "", StringComparison.Ordinal)
            .Split('}', StringSplitOptions.RemoveEmptyEntries).Select(rule => rule.Split('{')[0]);
        Assert.All(selectors, s => Assert.True(
            s.StartsWith(".matiz-chart", StringComparison.Ordinal) || s.StartsWith(".matiz-auto .mz-", StringComparison.Ordinal), s));
    }

    [Fact]
    public void ToSvg_OneClassName_MeansTheSameInEveryChart()
    {
        var rules = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var plot in ChartSamples.Plots.Keys)
        {
            foreach (var classes in ChartSamples.ClassCounts)
            {
                var parts = Draw(plot, "short", classes, 720).Root.Elements(SvgPicture.Svg + "style").Single().Value.Split("@media");
                for (int part = 0; part < parts.Length; part++)
                {
                    foreach (
                        var rule in parts[part]
                            .Split('}', StringSplitOptions.RemoveEmptyEntries)
                            .Select(r => r.Split('{'))
                            .Where(r => r.Length >= 2))
                    {
                        var key = $"{part} {rule[^2]}";
                        Assert.Equal(rules.GetValueOrDefault(key, rule[^1]), rule[^1]);
                        rules[key] = rule[^1];
                    }
                }
            }
        }

        Assert.True(rules.Count > 50);
    }

    [Theory]
    [MemberData(nameof(PlotNames))]
    public void ToSvg_Again_InAnotherCulture_GivesTheSameBytes(string plot)
    {
        var before = CultureInfo.CurrentCulture;
        var first = ChartSamples.Plots[plot](ChartSamples.Labels("emoji", 30), 720).ToSvg();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
            Assert.Equal(first, ChartSamples.Plots[plot](ChartSamples.Labels("emoji", 30), 720).ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("hexbin")]
    [InlineData("scatter")]
    [InlineData("confusion")]
    [InlineData("scores")]
    [InlineData("classes")]
    [InlineData("curves")]
    public void ToSvg_LabelWithMarkup_ComesBackAsText(string plot)
    {
        var picture = Draw(plot, "hostile", 2, 720);

        var label = ChartSamples.Labels("hostile", 2)[0];
        Assert.Contains(
            picture.Texts.Select(t => t.Content).Concat(picture.Tooltips), text => text.Contains(label, StringComparison.Ordinal));
    }

    [Fact]
    public void ToSvg_ControlCharactersAndLoneSurrogates_BecomeReplacementCharacters()
    {
        var plot = new ScoreBarPlot(
            ["a\u0000b", "c\ud800d"], [0.5, 0.5], new() { Title = "x\u001by\uffffz", Description = "one\u0007two" });

        var picture = new SvgPicture(plot.ToSvg());

        var texts = picture.Texts.Select(t => t.Content).ToArray();
        Assert.Contains("a\uFFFDb", texts);
        Assert.Contains("c\uFFFDd", texts);
        Assert.Contains("x\uFFFDy\uFFFDz", texts);
        Assert.Equal("one\uFFFDtwo", picture.Root.Element(SvgPicture.Svg + "desc")!.Value);
    }

    [Fact]
    public void ToSvg_Themes_AutoAsksTheViewerAndTheOthersDoNot()
    {
        static string Style(PlotTheme theme) => new ScoreBarPlot(["a"], [1.0], new() { Theme = theme }).ToSvg();

        Assert.Contains("@media screen and (prefers-color-scheme:dark)", Style(PlotTheme.Auto), StringComparison.Ordinal);
        Assert.DoesNotContain("@media", Style(PlotTheme.Light), StringComparison.Ordinal);
        Assert.DoesNotContain("#14171c", Style(PlotTheme.Light), StringComparison.Ordinal);
        Assert.DoesNotContain("@media", Style(PlotTheme.Dark), StringComparison.Ordinal);
        Assert.Contains(".matiz-dark .mz-surface{fill:#14171c}", Style(PlotTheme.Dark), StringComparison.Ordinal);
    }

    [Fact]
    public void ToSvg_WithoutBackground_PaintsNoGround() =>
        Assert.DoesNotContain("mz-surface", new ScoreBarPlot(["a"], [1.0], new() { Background = false }).ToSvg(), StringComparison.Ordinal);

    [Fact]
    public void ToSvg_EmptyTitle_DrawsNoHeadingButKeepsTheName()
    {
        var picture = new SvgPicture(new ScoreBarPlot(["a"], [1.0], new() { Title = "" }).ToSvg());

        Assert.DoesNotContain(picture.Texts, t => t.Content == "Scores");
        Assert.Equal("Scores", picture.Root.Element(SvgPicture.Svg + "title")!.Value);
    }

    [Fact]
    public void Words_OfAnotherLanguage_ReplaceTheEnglishOnes()
    {
        var words = new PlotWords { ConfusionMatrix = "Matriz de confusión", TrueClass = "Clase verdadera", Rows = "filas", Row = "fila" };

        var svg = new ConfusionMatrixPlot(ChartSamples.Confusion(3), ["a", "b", "c"], new() { Words = words }).ToSvg();

        Assert.Contains("Matriz de confusión", svg, StringComparison.Ordinal);
        Assert.Contains("Clase verdadera", svg, StringComparison.Ordinal);
        Assert.Contains(" filas", svg, StringComparison.Ordinal);
        Assert.DoesNotContain(" rows", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void SaveAndWrite_GiveWhatToSvgGives()
    {
        var plot = new ScoreBarPlot(["é", "😀"], [0.25, 0.75]);
        var path = Path.Combine(Path.GetTempPath(), $"matiz-{Guid.NewGuid():N}.svg");
        try
        {
            using var writer = new StringWriter();
            plot.Write(writer);
            plot.Save(path);

            Assert.Equal(plot.ToSvg(), writer.ToString());
            Assert.Equal(plot.ToSvg(), File.ReadAllText(path));
            Assert.False(File.Exists(path + ".tmp"));
            Assert.NotNull(XDocument.Load(path).Root);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(279)]
    [InlineData(10_001)]
    [InlineData(double.NaN)]
    public void Width_OutOfRange_IsRefused(double width)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new ScoreBarPlotOptions { Width = width });

        Assert.StartsWith(
            $"Width is {width.ToString(CultureInfo.InvariantCulture)}, expected 280 to 10000: choose a value between.", error.Message,
            StringComparison.Ordinal);
    }

    private static SvgPicture Draw(string plot, string kind, int classes, double width) =>
        new(ChartSamples.Plots[plot](ChartSamples.Labels(kind, classes), width).ToSvg());
}
