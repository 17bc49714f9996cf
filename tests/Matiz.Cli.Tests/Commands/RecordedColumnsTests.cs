namespace Matiz.Cli.Tests.Commands;

/// <summary>A run reads other files by the columns that it was trained with.</summary>
public sealed class RecordedColumnsTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void EvaluateAndPredict_TakeTheColumnsOfTraining_WhereTheFileHasThem()
    {
        string train = _workspace.Write("train2.csv", Decoyed(60, 0)), test = _workspace.Write("test2.csv", Decoyed(15, 200));
        string run = _workspace.Path("run");
        CliRun.Of(
            "train", "--train", train, "--test", test, "--model", Workspace.TinyModel, "--output", run, "--epochs", "1", "--learning-rate",
            "0.003",
            "--text-column", "body", "--text-pair-column", "question", "--label-column", "topic", "--id-column", "key",
            "--quiet").Succeeded();

        string[] columns = ["--text-column", "body", "--text-pair-column", "question", "--label-column", "topic"];
        var bare = CliRun.Of("evaluate", run, "--test", test, "--json").Succeeded();
        var typed = CliRun.Of(["evaluate", run, "--test", test, "--json", .. columns]).Succeeded();
        Assert.Equal(typed.Output, bare.Output);
        Assert.Contains(
            "columns are read as in training: text 'body', second text 'question', label 'topic', id 'key'.\n", bare.Error,
            StringComparison.Ordinal);
        Assert.Contains("columns are read as in training: id 'key'.\n", typed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "in training", CliRun.Of("evaluate", run, "--test", test, "--quiet").Succeeded().Error, StringComparison.Ordinal);

        string checkpoint = Directory.EnumerateDirectories(run, "checkpoint-*").First();
        var ofCheckpoint = CliRun.Of("evaluate", checkpoint, "--test", test).Succeeded();
        Assert.Contains("second text 'question'", ofCheckpoint.Error, StringComparison.Ordinal);

        var answers = CliRun.Of("predict", run, "--input", test).Succeeded();
        Assert.Equal(
            CliRun.Of(
                "predict", run, "--input", test, "--text-column", "body", "--text-pair-column", "question", "--id-column", "key").Output,
            answers.Output);
        Assert.StartsWith("i was", answers.JsonLines[0]["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(
            "columns are read as in training: text 'body', second text 'question', id 'key'.\n", answers.Error, StringComparison.Ordinal);
        var told = CliRun.Of("predict", run, "--input", test, "--text-column", "text").Succeeded();
        Assert.Equal("none", told.JsonLines[0]["text"]!.GetValue<string>());

        var others = CliRun.Of("evaluate", run, "--test", _workspace.Test, "--json").Succeeded();
        Assert.Equal(15, others.Json["rows"]!.GetValue<int>());
        Assert.Contains(
            $"warning: {_workspace.Test}: there is no column 'question', the second text in training; "
                + "its texts were read without a second one.",
            others.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_DividesLabelsAsInTraining()
    {
        const string Rows = "text,label\ni was glad,joy;calm\ni was mad,anger\ni was sad,calm\ni was sunny,joy\n";
        string file = _workspace.Write("several.csv", Rows), run = _workspace.Path("several");
        CliRun.Of(
            "train", "--train", file, "--validation", file, "--test", file, "--model", Workspace.TinyModel, "--output", run, "--epochs",
            "1",
            "--problem-type", "multi_label_classification", "--label-separator", ";", "--quiet").Succeeded();
        var bare = CliRun.Of("evaluate", run, "--test", file, "--json").Succeeded();
        Assert.Equal(CliRun.Of("evaluate", run, "--test", file, "--label-separator", ";", "--json").Succeeded().Output, bare.Output);
        Assert.Contains("label separator ';'", bare.Error, StringComparison.Ordinal);
    }

    // What names would find, 'text' and 'label', says nothing.
    private static string Decoyed(int rows, int first) =>
        "key,text,body,question,label,topic\n"
            + string.Concat(Workspace.Table(rows, first).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select((line, i) => $"k{i},none,{line.Split(',')[0]},how was it,same,{line.Split(',')[1]}\n"));
}
