using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

/// <summary>Options that say what labels are, and labels that are not what they seem.</summary>
public sealed class LabelOptionsTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(
        "--labels and --problem-type regression were both given. A regression has numbers, no classes to name. Leave one of them out.",
        "--labels", "a,b", "--problem-type", "regression")]
    [InlineData(
        "labels.txt: no such file. A file with one label a line, or names divided by commas, was expected. Correct --labels.", "--labels",
        "labels.txt")]
    [InlineData(
        "it was told how labels are read (--label-reading), but the classes are those of the training rows, which are names. "
        + "Classes that are known beforehand were expected. Give --labels, or leave it out.",
        "--label-reading", "indices")]
    public void OptionsThatDoNotFit_ExitTwo_NothingWritten(string message, params string[] options)
    {
        foreach (string command in (string[])["train", "explore", "features"])
        {
            string[] output = command is "explore" ? [] : ["--output", _workspace.Path("run")];
            var run = CliRun.Of([command, "--train", _workspace.Train, "--model", Workspace.TinyModel, .. output, .. options]);
            if (command is "features" && run.Error.Contains("features are classified here", StringComparison.Ordinal)) continue;
            Assert.Equal((2, $"matiz: {message}\n"), (run.Code, run.Error));
            Assert.False(Directory.Exists(_workspace.Path("run")));
        }
    }

    [Theory]
    [InlineData("--text-pair-column", "the column 'label' is the second text (--text-pair-column) and the label (--label-column) at once")]
    [InlineData("--text-column", "the column 'label' is the text (--text-column) and the label (--label-column) at once")]
    public void OneColumnInTwoRoles_ExitTwo_InEveryCommand(string option, string message)
    {
        foreach (string[] command in (string[][])[
            ["train", "--train", _workspace.Train, "--model", Workspace.TinyModel, "--output", _workspace.Path("run")],
            ["features", "--train", _workspace.Train, "--model", Workspace.TinyModel, "--output", _workspace.Path("run")],
            ["explore", "--train", _workspace.Train, "--model", Workspace.TinyModel],
            ["evaluate", Workspace.TinyClassifier, "--test", _workspace.Train]])
        {
            var run = CliRun.Of([.. command, option, "label", "--label-column", "label"]);
            Assert.Equal(2, run.Code);
            Assert.Contains(message, run.Error, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_workspace.Path("run")));
        }
    }

    [Fact]
    public void MultiHotLabels_WithNames_TrainAndMeasureAsNamesDo()
    {
        string names = _workspace.Write(
            "names.jsonl", Rows(flags => "[" + string.Join(',', "abc".Where((_, k) => flags[k]).Select(c => $"\"{c}\"")) + "]"));
        string flags = _workspace.Write("flags.jsonl", Rows(flags => "[" + string.Join(',', flags.Select(flag => flag ? 1 : 0)) + "]"));
        string pandas = _workspace.Write("pandas.csv", "text,labels\n" + string.Concat(
            Enumerable.Range(0, 30).Select(i => $"row {i},\"[{string.Join(", ", Flags(i).Select(flag => flag ? "True" : "False"))}]\"\n")));
        string[] multi = ["--problem-type", "multi_label_classification", "--model", Workspace.TinyModel, "--epochs", "1", "--no-report"];
        CliRun.Of(["train", "--train", names, "--output", _workspace.Path("n"), .. multi]).Succeeded();
        var trained = CliRun.Of(["train", "--train", flags, "--labels", "a,b,c", "--output", _workspace.Path("f"), .. multi]).Succeeded();
        Assert.Contains("labels are read as flags, one for each of 'a', 'b', 'c'.\n", trained.Error, StringComparison.Ordinal);
        Assert.Equal(_workspace.HashOfModel("n"), _workspace.HashOfModel("f"));
        Assert.Equal(
            "flags",
            JsonNode.Parse(
                File.ReadAllText(Path.Combine(_workspace.Path("f"), "training_args.json")))!["label_reading"]!.GetValue<string>());

        string expected = CliRun.Of("evaluate", _workspace.Path("n"), "--test", names, "--json").Succeeded().Output;
        foreach (string file in (string[])[flags, pandas])
            Assert.Equal(expected, CliRun.Of("evaluate", _workspace.Path("n"), "--test", file, "--json").Succeeded().Output);
        var unnamed = CliRun.Of(["train", "--train", flags, "--output", _workspace.Path("u"), .. multi]);
        Assert.Equal(2, unnamed.Code);
        Assert.Contains(":1: the labels '[1, 1, 1]' look like flags", unnamed.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.Path("u")));
    }

    private static bool[] Flags(int i) => i % 7 is 0 ? [true, true, true] : [i % 2 == 0, i % 3 == 0, false];

    private static string Rows(Func<bool[], string> labels) =>
        string.Concat(Enumerable.Range(0, 30).Select(i => $"{{\"text\": \"row {i}\", \"labels\": {labels(Flags(i))}}}\n"));
}
