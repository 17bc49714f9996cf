using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

/// <summary>Tables of other dialects, and labels in columns of their own, through the commands.</summary>
public sealed class TableOptionsTests
{
    private static readonly string[] Short = ["--model", Workspace.TinyModel, "--max-steps", "2", "--batch-size", "4", "--no-report"];

    [Fact]
    public void TrainAndEvaluate_LabelColumns_ClassesAreTheColumns()
    {
        using var workspace = new Workspace();
        string rows = string.Concat(Enumerable.Range(0, 20).Select(i => $"a word {i};{i % 2};{(i + 1) % 2}\n"));
        string train = workspace.Write("train.csv", "text;zeal;calm\n" + rows);
        string folder = workspace.Path("run");
        var trained = CliRun.Of(["train", "--train", train, "--label-columns", "zeal, calm", "--output", folder, .. Short]).Succeeded();
        Assert.Contains($"{train}: read with fields divided by ';'.", trained.Error, StringComparison.Ordinal);
        var settings = JsonNode.Parse(File.ReadAllText(Path.Join(folder, "training_args.json")))!;
        Assert.Equal("[\"zeal\",\"calm\"]", settings["label_columns"]!.ToJsonString());
        var info = JsonNode.Parse(File.ReadAllText(Path.Join(folder, "dataset_info.json")))!;
        Assert.Equal("[\"zeal\",\"calm\"]", info["label_names"]!.ToJsonString());
        Assert.Equal("csv ;", info["files"]![0]!["format"]!.GetValue<string>());

        // What training was told is not asked for again.
        var measured = CliRun.Of("evaluate", folder, "--test", train, "--json").Succeeded();
        Assert.Equal(20, measured.Json["rows"]!.GetValue<int>());
        Assert.Contains("read with fields divided by ';'.", measured.Error, StringComparison.Ordinal);
        var resumed = CliRun.Of("train", "--resume", "--output", folder).Succeeded();
        Assert.Contains("finished", resumed.Error + resumed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x", "x")]
    [InlineData("ab", "ab")]
    [InlineData("\"", "\"")]
    public void Delimiter_ThatCannotDivide_ExitTwo(string typed, string shown)
    {
        using var workspace = new Workspace();
        var run = CliRun.Of("train", "--train", workspace.Write("a.csv", "text,label\na,b\n"), "--delimiter", typed);
        Assert.Equal(2, run.Code);
        Assert.Contains(
            $"--delimiter: found '{shown}', expected one character that is no letter, digit, quote or line end, such as ';', '|' or \\t.",
            run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tab")]
    [InlineData("\\t")]
    public void Tokenize_DelimiterAndQuoting_DivideTheFile(string tab)
    {
        using var workspace = new Workspace();
        string input = workspace.Write("a.csv", "n\ttext\n1\t\"a word\n");
        var rows = CliRun.Of("tokenize", Workspace.TinyModel, "--input", input, "--delimiter", tab, "--quoting", "none", "--json")
            .Succeeded();
        Assert.Contains("\"[UNK]\",\"a\"", rows.Output, StringComparison.Ordinal);             // the quote, the first word
        Assert.Equal("", rows.Error);
    }

    [Fact]
    public void Delimiter_OfLines_IsRefusedInTheWordsOfTheCommand()
    {
        using var workspace = new Workspace();
        var run = CliRun.Of(
            "tokenize", Workspace.TinyModel, "--input", workspace.Write("a.jsonl", "{\"text\":\"a\"}\n"), "--delimiter", ";");
        Assert.Equal(2, run.Code);
        Assert.Contains("--delimiter is given, but the format is jsonl", run.Error, StringComparison.Ordinal);
    }
}
