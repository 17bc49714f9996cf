using Matiz.Data;

namespace Matiz.Cli.Tests.Commands;

public sealed class PredictCommandTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    private const string Text = "i was glad and happy";

    [Fact]
    public void Text_Bars_HighestFirst_WithoutEscapeCodes()
    {
        var answer = CliRun.Of("predict", run.Folder, Text).Succeeded();
        string[] lines = answer.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        var shares = lines.Select(
            line =>
                double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        Assert.Equal(shares.OrderDescending(), shares);
        Assert.DoesNotContain('\e', answer.Output);
        Assert.DoesNotContain(lines, line => line.EndsWith(' '));
        Assert.Contains('\e', CliRun.OnTerminal("predict", run.Folder, Text).Output);
    }

    [Fact]
    public void Json_KeysOfTheContract()
    {
        var answer = Assert.Single(CliRun.Of("predict", run.Folder, Text, "--json").Succeeded().JsonLines);
        Assert.Equal(
            ["text", "label", "label_index", "score", "scores", "logits", "token_count", "dropped_tokens"],
            answer.Select(pair => pair.Key));
        var scores = answer["scores"]!.AsObject();
        Assert.Equal(["anger", "fear", "joy"], scores.Select(pair => pair.Key));
        Assert.Equal(1, scores.Sum(pair => pair.Value!.GetValue<double>()), 5);
        Assert.Equal(scores.MaxBy(pair => pair.Value!.GetValue<double>()).Key, answer["label"]!.GetValue<string>());
        Assert.Equal(
            answer["label_index"]!.GetValue<int>(), scores.Select(pair => pair.Key).ToList().IndexOf(answer["label"]!.GetValue<string>()));
    }

    [Fact]
    public void Lines_OneAnswerALine_InOrder_BlankOnesToo()
    {
        string input = string.Join('\n', Enumerable.Range(0, 700).Select(i => i % 10 == 0 ? "" : $"text {i}")) + "\n";
        var answers = CliRun.WithInput(input, "predict", run.Folder, "-").Succeeded();
        Assert.Equal(input.TrimEnd('\n').Split('\n'), answers.JsonLines.Select(answer => answer["text"]!.GetValue<string>()));
        Assert.Contains("warning: 70 texts are empty, the first at standard input:1.", answers.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void JsonLines_KeepIds_SkipBlankLines_AndEqualAlone()
    {
        var answers = CliRun.WithInput(
            "{\"id\":\"a\",\"text\":\"i was mad\"}\n\n{\"text\":\"i was glad\",\"id\":\"b\"}\n", "predict", run.Folder, "--input", "-")
            .Succeeded().JsonLines;
        Assert.Equal(["a", "b"], answers.Select(answer => answer["id"]!.GetValue<string>()));
        Assert.Equal(
            answers[1]["logits"]!.ToJsonString(),
            CliRun.Of("predict", run.Folder, "i was glad", "--json").JsonLines[0]["logits"]!.ToJsonString());
    }

    [Fact]
    public void BrokenRow_EndsWithItsLine_AnswersBeforeItStay()
    {
        var answers = CliRun.WithInput("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"text\n", "predict", run.Folder, "-");
        Assert.Equal(2, answers.Code);
        Assert.Equal(2, answers.JsonLines.Length);
        Assert.StartsWith("matiz: standard input:3: ", answers.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void BrokenRow_LeavesNoOutputFile()
    {
        string input = run.Workspace.Write("broken.csv", "text\na\n\"b\",c\n"), output = run.Workspace.Path("broken-answers.jsonl");
        var answers = CliRun.Of("predict", run.Folder, "--input", input, "--output", output);
        Assert.Equal(2, answers.Code);
        Assert.Contains("broken.csv:3: ", answers.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(run.Workspace.Root, "broken-answers*"));
    }

    [Fact]
    public void TopK_KeepsTheHighest_InLabelOrder()
    {
        var all = CliRun.Of("predict", run.Folder, Text, "--json").JsonLines[0];
        var two = CliRun.Of("predict", run.Folder, Text, "--json", "--top-k", "2").Succeeded().JsonLines[0];
        var highest =
            all["scores"]!.AsObject().OrderByDescending(pair => pair.Value!.GetValue<double>()).Take(2).Select(pair => pair.Key).Order();
        Assert.Equal(highest, two["scores"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(all["logits"]!.ToJsonString(), two["logits"]!.ToJsonString());
    }

    [Fact]
    public void MinScore_Above_LabelIsNull()
    {
        var answer = CliRun.Of("predict", run.Folder, Text, "--json", "--min-score", "1").Succeeded().JsonLines[0];
        Assert.Null(answer["label"]);
        Assert.Null(answer["label_index"]);
        Assert.True(answer.ContainsKey("label_index"));
        Assert.NotNull(answer["score"]);
        Assert.EndsWith(
            "  no label reaches 100.0 %\n", CliRun.Of("predict", run.Folder, Text, "--min-score", "1").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void FunctionToApply_ChangesScoresAndNotTheLabel()
    {
        var plain = CliRun.Of("predict", run.Folder, Text, "--json").JsonLines[0];
        var sigmoid = CliRun.Of("predict", run.Folder, Text, "--json", "--function-to-apply", "sigmoid").Succeeded().JsonLines[0];
        var none = CliRun.Of("predict", run.Folder, Text, "--json", "--function-to-apply", "none").Succeeded().JsonLines[0];
        double[] logits = [.. plain["logits"]!.AsArray().Select(logit => logit!.GetValue<double>())];
        double[] Scores(System.Text.Json.Nodes.JsonObject answer) =>
            [.. answer["scores"]!.AsObject().Select(pair => pair.Value!.GetValue<double>())];

        Assert.Equal(logits, Scores(none));
        Assert.All(
            logits.Zip(Scores(sigmoid)), pair => Assert.Equal(1 / (1 + Math.Exp(-pair.First)), pair.Second, 1e-6));
        Assert.All([sigmoid, none], answer => Assert.Equal(plain["label"]!.GetValue<string>(), answer["label"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData(
        "--function-to-apply none gives logits, which are no shares that bars could show. Add --json.", "--function-to-apply", "none")]
    [InlineData(
        "--window-pooling was given without --stride, so there are no windows. Add --stride N, or leave it out.",
        "--window-pooling", "max")]
    public void Options_WithoutTheirOther_AreRefused(string message, params string[] more)
    {
        var refused = CliRun.Of(["predict", run.Folder, Text, .. more]);

        Assert.Equal(2, refused.Code);
        Assert.Equal($"matiz: {message}\n", refused.Error);
    }

    [Fact]
    public void FunctionToApply_WithAnotherLeastScore_IsToldInOptions()
    {
        var refused = CliRun.Of("predict", run.Folder, Text, "--json", "--function-to-apply", "sigmoid", "--min-score", "0.5");

        Assert.Equal(2, refused.Code);
        Assert.Contains("--function-to-apply is Sigmoid, and a least score", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Stride_LongText_IsReadInWindowsToItsEnd()
    {
        string text = string.Join(' ', Enumerable.Repeat(Text, 40));
        var cut = CliRun.Of("predict", run.Folder, text, "--json", "--max-length", "20").Succeeded();
        var windows = CliRun.Of("predict", run.Folder, text, "--json", "--max-length", "20", "--stride", "4", "--window-pooling", "max")
            .Succeeded();
        var parts = windows.JsonLines[0]["windows"]!.AsArray();

        Assert.Contains("cut", cut.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("cut", windows.Error, StringComparison.Ordinal);
        Assert.False(cut.JsonLines[0].ContainsKey("windows"));
        Assert.Equal(0, parts[0]!["start"]!.GetValue<int>());
        Assert.Equal(text.Length, parts[^1]!["end"]!.GetValue<int>());
        Assert.Equal(
            parts.Sum(part => part!["token_count"]!.GetValue<int>()), windows.JsonLines[0]["token_count"]!.GetValue<int>());
        Assert.Contains(
            "the stride (--stride) is 18, but a window of 20 tokens has room for 18 of a text.",
            CliRun.Of("predict", run.Folder, text, "--max-length", "20", "--stride", "18").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_Csv_ReadsBack()
    {
        string output = run.Workspace.Path("answers.csv");
        var answers = CliRun.Of("predict", run.Folder, "--input", run.Workspace.Test, "--output", output).Succeeded();
        Assert.Equal("", answers.Output);
        Assert.Equal(
            "id,text,text_pair,label,label_index,score,score.anger,score.fear,score.joy,token_count,dropped_tokens",
            File.ReadLines(output).First());
        var rows = RowReader.ReadLabelled([output], new ClassLabel(["anger", "fear", "joy"]), ProblemType.SingleLabelClassification)
            .ToList();
        Assert.Equal(15, rows.Count);
        Assert.Equal(RowReader.Read([run.Workspace.Test]).Select(row => row.Text), rows.Select(row => row.Text));
    }

    [Fact]
    public void MaxLength_ComesFromTheRun_ElseFromTheOption()
    {
        string text = string.Join(' ', Enumerable.Repeat("a", 100));
        var asTrained = CliRun.Of("predict", run.Folder, text, "--json").Succeeded();
        var shorter = CliRun.Of("predict", run.Folder, text, "--json", "--max-length", "16").Succeeded();
        Assert.Equal(64, asTrained.JsonLines[0]["token_count"]!.GetValue<int>(), 2.0);
        Assert.Equal(16, shorter.JsonLines[0]["token_count"]!.GetValue<int>());
        Assert.Equal(
            "warning: 1 text was cut at 16 tokens, the first at TEXT:1. Kept; a larger --max-length keeps their ends.\n", shorter.Error);
    }

    [Theory]
    [InlineData("there is no text. One or more were expected. Give TEXT in quotes, --input F, or - for standard input.")]
    [InlineData("both TEXT ('a') and --input are given. One of them was expected. Leave one out.", "a", "--input", "b.csv")]
    [InlineData(
        "no-such.csv: no such file. A file of rows (FORMATS, each also .gz) was expected. "
        + "Check the path and the current folder.",
        "--input", "no-such.csv")]
    public void Mistake_ExitTwo(string message, params string[] args)
    {
        var answers = CliRun.Of(["predict", run.Folder, .. args]);
        Assert.Equal(2, answers.Code);
        string formats = string.Join(", ", RowFormats.All.Select(format => format.Extensions[0]));
        Assert.Equal($"matiz: {message.Replace("FORMATS", formats, StringComparison.Ordinal)}\n", answers.Error);
    }

    [Fact]
    public void EncoderWithoutHead_IsNoClassifier()
    {
        var answers = CliRun.Of("predict", "all-MiniLM-L6-v2", "a");
        Assert.Equal(2, answers.Code);
        Assert.StartsWith(
            "matiz: all-MiniLM-L6-v2: this is a BertModel, which classifies nothing yet.", answers.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Plot_OneFileHoldsTheScoresOfEveryText()
    {
        string path = run.Workspace.Path("scores.svg");
        CliRun.Of("predict", run.Folder, Text, "--plot", path).Succeeded();
        string one = File.ReadAllText(path);
        Assert.Contains(">" + Text + "</text>", one, StringComparison.Ordinal);
        CliRun.Of("predict", run.Folder, Text, "a <b> & another", "--plot", path, "--json").Succeeded();
        var svg = System.Xml.Linq.XDocument.Load(path).Root!;
        Assert.Equal(2, svg.Elements().Count(element => element.Name.LocalName is "g"));
        Assert.Contains(svg.Descendants(), element => element.Name.LocalName is "text" && element.Value is "a <b> & another");
        File.Delete(path);
    }

    [Fact]
    public void Plot_BadUses_LeaveNothing()
    {
        string path = run.Workspace.Path("many.svg");
        var many = CliRun.WithInput(
            string.Concat(Enumerable.Range(0, 101).Select(i => $"text {i}\n")), "predict", run.Folder, "-", "--plot", path);
        Assert.Equal(2, many.Code);
        Assert.Equal(
            "matiz: --plot: there are more than 100 texts, which no picture shows well. At most 100 were expected. "
            + "Give fewer, or leave --plot out.\n",
            many.Error);
        Assert.False(File.Exists(path));
        var format = CliRun.Of("predict", run.Folder, Text, "--plot", run.Workspace.Path("scores.png"));
        Assert.Equal(2, format.Code);
        Assert.Contains(
            "scores.png: the extension is '.png'. .svg was expected. Name the file so.", format.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("tsv")]
    [InlineData("jsonl")]
    public void Output_IsAnInput_ThatGivesTheSameAnswers(string extension)
    {
        using var workspace = new Workspace();
        string[] texts = ["two\nlines", "a, \"b\"", " led", "\t", "😀", "a\rb", "=1", "", "null"];
        string lines = string.Concat(texts.Select((text, i) => new System.Text.Json.Nodes.JsonObject
        {
            ["id"] = i % 2 == 0 ? null : $"{i}",
            ["text"] = text,
            ["text_pair"] = i % 3 == 0 ? texts[^(i + 1)] : null,
        }.ToJsonString() + "\n"));
        string first = workspace.Path($"1.{extension}"), second = workspace.Path($"2.{extension}");
        CliRun.Of("predict", Workspace.TinyClassifier, "--input", workspace.Write("in.jsonl", lines), "--output", first).Succeeded();
        CliRun.Of("predict", Workspace.TinyClassifier, "--input", first, "--output", second).Succeeded();
        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
    }

    [Fact]
    public void OutputOfPlainLines_HasNoPairs()
    {
        using var workspace = new Workspace();
        string lines = workspace.Write("two-lines.txt", "the film was good\nthe film was bad\n"), first = workspace.Path("a.csv"),
        second = workspace.Path("b.csv");
        CliRun.Of("predict", Workspace.TinyClassifier, "--input", lines, "--output", first).Succeeded();
        CliRun.Of("predict", Workspace.TinyClassifier, "--input", first, "--output", second).Succeeded();
        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
    }

    [Fact]
    public void OneFileUnderTwoNames_IsSaid()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there.");
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.Path("parts"));
        string one = workspace.Write("parts/1.txt", "a\n"), link = workspace.Path("parts/2.txt");
        File.CreateSymbolicLink(link, one);
        foreach (string command in (string[])["predict", "tokenize"])
        {
            var answered = CliRun.Of(command, Workspace.TinyClassifier, "--input", workspace.Path("parts/*.txt"), "--json").Succeeded();
            Assert.Equal(2, answered.JsonLines.Length);
            Assert.Contains(
                $"warning: {link} is the same file as {one}, so its rows are answered twice. Kept; name it once.\n", answered.Error,
                StringComparison.Ordinal);
        }
    }
}
