using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

public sealed class ReportCommandTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Train_WritesTheReport_AndTheCommandTheSameBytes()
    {
        string path = Path.Combine(run.Folder, "report.html");
        byte[] written = File.ReadAllBytes(path);
        var again = CliRun.Of("report", run.Folder).Succeeded();
        Assert.Equal(path + "\n", again.Output);
        Assert.Equal(written, File.ReadAllBytes(path));
    }

    [Fact]
    public void LanguageSplitAndOutput_AreTaken()
    {
        string path = run.Workspace.Path("informe.html");
        CliRun.Of("report", run.Folder, "--language", "es", "--split", "test", "--output", path).Succeeded();
        string page = File.ReadAllText(path);
        Assert.Contains("<html lang=\"es\"", page, StringComparison.Ordinal);
        Assert.Contains("test.csv:", page, StringComparison.Ordinal);
        Assert.DoesNotContain("validation.csv:2<", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_NamesBaselinesAndReport()
    {
        using var workspace = new Workspace();
        var told = CliRun.Of(workspace.TrainArguments("run")).Succeeded();
        var baselines = JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Path("run"), "baselines.json")))!;
        string features = baselines["features"]!["test_accuracy"]!.GetValue<double>()
            .ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains(
            $"\nBaselines of test: accuracy {features} by logistic regression on the frozen encoder, always the most frequent "
                + "answer 0.3333.\n", told.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"\nThe report is in {Path.Combine(workspace.Path("run"), "report.html")}.\n", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void NoReport_ModelAndAllOtherFilesAreTheSame()
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.TrainArguments("with")).Succeeded();
        CliRun.Of(workspace.TrainArguments("without", "--no-report")).Succeeded();
        Assert.Equal(workspace.HashOfModel("with"), workspace.HashOfModel("without"));
        string[] Names(string folder) =>
            [.. Directory.EnumerateFiles(workspace.Path(folder)).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        Assert.Equal(Names("without"), Names("with").Except(["report.html", "baselines.json", "umap.safetensors"]));
        foreach (string same in (string[])["config.json", "model.safetensors", "tokenizer.json", "dataset_info.json"])
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(workspace.Path("without"), same)),
                File.ReadAllBytes(Path.Combine(workspace.Path("with"), same)));
    }

    [Fact]
    public void RegressionAndSeveralLabels_HaveAReport()
    {
        using var workspace = new Workspace();
        string numbers = workspace.Write(
            "numbers.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"word {i % 5},{i % 5}.5\n")));
        string several = workspace.Write("several.jsonl", string.Concat(Enumerable.Range(0, 30).Select(
            i => $"{{\"text\":\"word {i % 5}\",\"label\":{(i % 2 == 0 ? "[\"a\",\"b\"]" : "[\"b\"]")}}}\n")));
        CliRun.Of(
            "train", "--train", numbers, "--problem-type", "regression", "--model", Workspace.TinyModel, "--output", workspace.Path("r"),
            "--epochs", "1", "--quiet")
            .Succeeded();
        CliRun.Of(
            "train", "--train", several, "--problem-type", "multi_label_classification", "--model", Workspace.TinyModel, "--output",
            workspace.Path("m"), "--epochs", "1", "--quiet")
            .Succeeded();
        Assert.True(File.Exists(Path.Combine(workspace.Path("r"), "report.html")));
        Assert.True(File.Exists(Path.Combine(workspace.Path("m"), "report.html")));
    }

    [Theory]
    [InlineData("baselines.json", "warning: no baselines and no map: ", true)]
    [InlineData("report.html", "warning: no report: ", false)]
    public void ReportThatFails_CostsAWarning_NeverTheModel(string file, string warning, bool hasReport)
    {
        using var workspace = new Workspace();
        string folder = workspace.Path("run"), path = Path.Combine(folder, file);
        CliRun.Of(workspace.TrainArguments("run")).Succeeded();
        string expected = workspace.HashOfModel("run");

        // The run as if it had been killed before its end, with a folder where a file of the report goes.
        foreach (string name in (string[])["all_results.json", "model.safetensors", "report.html", file])
            File.Delete(Path.Combine(folder, name));
        Directory.CreateDirectory(path);
        var resumed = CliRun.Of("train", "--output", folder, "--resume", "--quiet").Succeeded();
        Assert.Contains(warning, resumed.Error, StringComparison.Ordinal);
        Assert.Equal(expected, workspace.HashOfModel("run"));
        Assert.True(File.Exists(Path.Combine(folder, "all_results.json")));
        Assert.Equal(hasReport, File.Exists(Path.Combine(folder, "report.html")));
    }

    [Fact]
    public void NoRun_SaysWhatWasExpected()
    {
        var nothing = CliRun.Of("report", run.Workspace.Path("nowhere"));
        Assert.Equal(2, nothing.Code);
        Assert.StartsWith($"matiz: '{run.Workspace.Path("nowhere")}' is no run folder", nothing.Error, StringComparison.Ordinal);
        Assert.Equal(2, CliRun.Of("report", run.Folder, "--language", "fr").Code);
        Assert.Equal(2, CliRun.Of("report", Workspace.TinyModel).Code);
    }
}
