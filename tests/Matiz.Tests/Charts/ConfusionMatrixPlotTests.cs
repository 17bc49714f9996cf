using System.Globalization;
using System.Text.RegularExpressions;
using Matiz.Charts;
using Matiz.Metrics;

namespace Matiz.Tests.Charts;

public sealed partial class ConfusionMatrixPlotTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(30)]
    [InlineData(80)]
    public void Cells_OfATrueClass_SumToOneAndToItsRows(int classes)
    {
        var labels = Enumerable.Range(0, classes).Select(k => $"class {k}").ToArray();
        var matrix = ChartSamples.Confusion(classes);

        var picture = new SvgPicture(new ConfusionMatrixPlot(matrix, labels).ToSvg());

        var cells = picture.Tooltips.Select(t => CellFacts().Match(t)).Where(m => m.Success).ToLookup(m => m.Groups["truth"].Value);
        Assert.All(cells.Where(row => row.Key != labels[^1]), row =>
        {
            Assert.Equal(1, row.Sum(m => double.Parse(m.Groups["share"].Value, CultureInfo.InvariantCulture)) / 100, 0.0005 * classes);
            Assert.Equal(
                RowTotal(matrix, Array.IndexOf(labels, row.Key)),
                row.Sum(m => long.Parse(m.Groups["rows"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)));
        });
        Assert.Equal(classes - 1, cells.Count(row => row.Key != labels[^1]));
    }

    [Fact]
    public void Cell_WithRoom_ShowsShareAndCount()
    {
        var matrix = ConfusionMatrix.From([0, 0, 0, 0, 1], [0, 0, 0, 1, 1], 2);

        var texts = new SvgPicture(new ConfusionMatrixPlot(matrix, ["no", "yes"]).ToSvg()).Texts.Select(t => t.Content).ToArray();

        Assert.Equal(["0.75", "3", "0.25", "1", "0", "1.00", "1"], texts.SkipWhile(t => t != "0.75").Take(7));
    }

    [Fact]
    public void ManyClasses_CellsHaveNoNumbersButTooltips()
    {
        var picture = new SvgPicture(new ConfusionMatrixPlot(ChartSamples.Confusion(77), ChartSamples.Labels("short", 77)).ToSvg());

        Assert.DoesNotContain(picture.Texts, t => t.Content.StartsWith("0.", StringComparison.Ordinal));
        Assert.True(picture.WithClass("rect", "mz-m0-20").Count(r => r.Element(SvgPicture.Svg + "title") is not null) >= 76);
    }

    [Theory]
    [InlineData(ConfusionNormalization.Truth, "share of the true class")]
    [InlineData(ConfusionNormalization.Predicted, "share of the predicted class")]
    [InlineData(ConfusionNormalization.All, "share of all rows")]
    [InlineData(ConfusionNormalization.None, "rows")]
    public void Normalization_IsNamedInTheKey(ConfusionNormalization normalization, string words)
    {
        var plot = new ConfusionMatrixPlot(ChartSamples.Confusion(4), ["a", "b", "c", "d"], new() { Normalization = normalization });

        Assert.Contains(new SvgPicture(plot.ToSvg()).Texts, t => t.Content == words);
    }

    [Fact]
    public void MatrixWithoutRows_IsDrawn()
    {
        var picture = new SvgPicture(
            new ConfusionMatrixPlot(new ConfusionMatrix(3), ["a", "b", "c"], new() { Normalization = ConfusionNormalization.None })
                .ToSvg());

        Assert.Equal(9 + 1, picture.Texts.Count(t => t.Content == "0") - 1);       // nine cells and both ends of the key
    }

    [Fact]
    public void WrongInput_IsRefused()
    {
        Assert.Equal(
            "found 1 labels, expected 2: pass one for each. (Parameter 'labels')",
            Assert.Throws<ArgumentException>(() => new ConfusionMatrixPlot(new ConfusionMatrix(2), ["a"])).Message);
        Assert.Equal(
            "found 301 classes, expected at most 300: draw those that matter (ConfusionMatrix.Select). (Parameter 'matrix')",
            Assert.Throws<ArgumentException>(() => new ConfusionMatrixPlot(new ConfusionMatrix(301), new string[301])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrixPlotOptions { Normalization = (ConfusionNormalization)9 });
    }

    private static long RowTotal(ConfusionMatrix matrix, int truth) => Enumerable.Range(0, matrix.Classes).Sum(p => matrix[truth, p]);

    [GeneratedRegex(
        @"^True class: (?<truth>.*)\nPredicted class: .*\n(?<rows>[0-9,]+) rows? \((?<share>[0-9.]+)%\)$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CellFacts();

    [Fact]
    public void CellLink_WrapsCellsWithRows_AndTellsTheirClasses()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add(0, 0);
        matrix.Add(2, 1);
        var plain = new SvgPicture(new ConfusionMatrixPlot(matrix, ["a", "b", "c"]).ToSvg());
        var linked = new SvgPicture(new ConfusionMatrixPlot(matrix, ["a", "b", "c"], new() { CellLink = "#rows?a&b" }).ToSvg());
        Assert.Empty(plain.Root.Descendants(SvgPicture.Svg + "a"));
        Assert.Equal("img", plain.Root.Attribute("role")!.Value);
        Assert.Equal("group", linked.Root.Attribute("role")!.Value);
        var links = linked.Root.Elements(SvgPicture.Svg + "a").ToList();
        Assert.Equal(
            ["0,0", "2,1"], links.Select(link => $"{link.Attribute("data-truth")!.Value},{link.Attribute("data-predicted")!.Value}"));
        Assert.All(links, link => Assert.Equal("#rows?a&b", link.Attribute("href")!.Value));
        Assert.All(links, link => Assert.Single(link.Elements(SvgPicture.Svg + "rect")));
    }
}
