using System.Text.RegularExpressions;
using System.Xml.Linq;
using Matiz.Reports;
using Matiz.Testing;

namespace Matiz.Tests.Reports;

/// <summary>Any names, any number of classes, hardly any rows: the page stays valid, and says nothing that is no number.</summary>
public sealed class OddRunTests
{
    private static readonly string[] Names =
    [
        "<b>5 stars</b>", "a \"quoted\" 'name' & more", "**bold** | `code` | [x](y)", "key: - value # not a comment", "__proto__",
        "constructor", "حزن عميق جدا",
        "\u202eturned", "👨‍👩‍👧‍👦 🇪🇸", "\u001b[31m\u0007 bell", "two\nlines", string.Concat(Enumerable.Repeat("very long ", 500)),
        new string('x', 3000), "{rows} {0}", "\u200b\u200b", "é̶̢̛",
    ];

    public static TheoryData<string, int, int> Runs => new(
        from kind in (string[])["single_label_classification", "multi_label_classification"]
        from classes in (int[])[1, 2, 300]
        from rows in (int[])[0, 1, 2]
        select (kind, classes, rows));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Page_IsValid_AndHoldsNumbersOnly(string kind, int classes, int rows)
    {
        string[] labels = [.. Enumerable.Range(0, classes).Select(k => $"{Names[k % Names.Length]}{(k < Names.Length ? "" : $" {k}")}")];
        using var run = new TemporaryRun(new SampleRun { ProblemType = kind, Labels = labels, Rows = rows, OddTexts = Names });
        foreach (var language in Enum.GetValues<ReportLanguage>()) RequireSound(run.Read(new() { Language = language }));
        File.WriteAllText(Path.Combine(run.Folder, "calibration.json"), "{\"temperature\":2.5,\"min_score\":0.99}");
        RequireSound(run.Read());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Numbers_OfHardlyAnyRows(int rows)
    {
        using var run = new TemporaryRun(new SampleRun { ProblemType = "regression", Labels = [], Rows = rows });
        foreach (var language in Enum.GetValues<ReportLanguage>()) RequireSound(run.Read(new() { Language = language }));
    }

    private static void RequireSound(XDocument page)
    {
        Assert.Single(page.Descendants(), element => element.Name.LocalName is "script");
        var said = page.Descendants().Where(element => element.Name.LocalName is not ("script" or "style"))
            .SelectMany(
                element => element.Nodes().OfType<XText>().Select(text => text.Value).Concat(
                    element.Attributes().Select(attribute => attribute.Value)));
        foreach (string text in said)
        {
            Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Infinity", text, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", text, StringComparison.Ordinal);
            Assert.False(
                Regex.IsMatch(
                    text,
                    @"(?<![\d.,#])1 (rows|filas|classes|clases|labels|etiquetas|tokens|pairs|pares|neighbors|vecinos|epochs|steps)\b"),
                text);
        }
    }
}
