using System.Text.Json.Nodes;
using Matiz.Testing;
using static Matiz.Tests.Reports.TemporaryRun;

namespace Matiz.Tests.Reports.Sections;

public sealed class DataSectionTests
{
    [Theory]
    [InlineData(8, "no row of the class “class 5”.", true)]
    [InlineData(300, "no row of 295 of the 300 classes, “class 5” the first of them.", true)]
    public void ClassesWithoutRows_AreNamed_ManyAreCounted(int classes, string part, bool isCounted)
    {
        using var run = new TemporaryRun(new SampleRun { Labels = [.. Enumerable.Range(0, classes).Select(k => $"class {k}")], Rows = 6 });
        string[] findings = [.. SectionsOf(run.Read())["data"].Descendants(Page + "li").Select(item => item.Value)];
        Assert.Equal(isCounted, findings.Any(finding => finding.Contains(part, StringComparison.Ordinal)));
        Assert.InRange(findings.Length, 1, 24);
    }

    [Fact]
    public void OneRow_IsNoPlural()
    {
        using var run = new TemporaryRun();
        Change(run, info =>
        {
            info["splits"]!["train"]!["duplicates"] = 1;
            info["splits"]!["train"]!["cut_texts"] = 1;
            info["overlaps"]![0]!["rows"] = 1;
        });
        string section = SectionsOf(run.Read())["data"].Value;
        foreach (string finding in (string[])
        [
            "Training: 1 row repeats an earlier text.", "Training: 1 row is cut at the maximum length.",
            "Test: 1 row also stands in training.",
        ])
            Assert.Contains(finding, section, StringComparison.Ordinal);
        Assert.Contains(
            "1 fila está también en una partición anterior",
            SectionsOf(run.Read(new() { Language = Matiz.Reports.ReportLanguage.Spanish }))["results"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void OddLabels_AndRepeats_AreNamedInBothLanguages()
    {
        using var run = new TemporaryRun();
        Change(run, info =>
        {
            info["splits"]!["train"]!["contradictions"] = 2;
            info["splits"]!["train"]!["header_rows"] = 1;
            info["overlaps"]![0]!["contradictions"] = 1;
            info["similar_labels"] = JsonNode.Parse("""
                [{"names": ["Joy", "joy"], "difference": "case"}, {"names": ["a b", "ab"], "difference": "blanks"},
                 {"names": ["\u00e9", "e\u0301"], "difference": "unicode"}]
                """);
            info["repeated_files"] = JsonNode.Parse(
                """[{"path": "b.csv", "split": "test", "first": "a.csv", "first_split": "train", "is_same": false}]""");
        });
        string english =
            SectionsOf(run.Read())["data"].Value, spanish =
                SectionsOf(run.Read(new() { Language = Matiz.Reports.ReportLanguage.Spanish }))["data"].Value;
        foreach (string finding in (string[])
            [
                "Training: 2 rows have another label than the same text before",
                "Training: 1 row has the name of the label's column as label",
                "Test: 1 row has another label than the same text in training", "The labels “Joy”, “joy” differ only in capitals",
                "“a b”, “ab” differ only in blanks",
                "“é” (U+00E9), “e\u0301” (U+0301) differ only in their Unicode form", "Test: b.csv has the same bytes as a.csv of training",
            ])
            Assert.Contains(finding, english, StringComparison.Ordinal);
        foreach (string finding in (string[])
        [
            "2 filas tienen otra etiqueta", "1 fila tiene como etiqueta el nombre", "«Joy», «joy» solo difieren en mayúsculas",
            "Prueba: b.csv tiene los mismos bytes",
        ])
            Assert.Contains(finding, spanish, StringComparison.Ordinal);
    }

    [Fact]
    public void MaximumLength_IsNotSaidToBeOutOfReach_WhereAnotherSplitReachesIt()
    {
        using var run = new TemporaryRun();
        const string Fits = "No text reaches the maximum length";
        Change(run, "training_args.json", settings => settings["effective_max_length"] = 500);
        Assert.Contains(Fits, SectionsOf(run.Read())["data"].Value, StringComparison.Ordinal);
        Change(run, info => info["splits"]!["test"]!["token_lengths"]!["max"] = 700);
        Assert.DoesNotContain(Fits, SectionsOf(run.Read())["data"].Value, StringComparison.Ordinal);
    }

    private static void Change(TemporaryRun run, Action<JsonNode> change) => Change(run, "dataset_info.json", change);

    private static void Change(TemporaryRun run, string file, Action<JsonNode> change)
    {
        string path = Path.Combine(run.Folder, file);
        var json = JsonNode.Parse(File.ReadAllText(path))!;
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }
}
