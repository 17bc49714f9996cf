using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

public sealed class ErrorsCommandTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    private static readonly string[] Keys =
        [
            "split", "file", "line", "id", "text", "text_pair", "label", "predicted", "loss", "scores", "logits", "token_count",
            "dropped_tokens", "suggested",
        ];

    [Fact]
    public void Json_OneObjectARow_HighestThenLowestLoss()
    {
        var rows = CliRun.Of("errors", run.Folder, "--json").Succeeded().JsonLines;

        Assert.Equal(12, rows.Length);                          // 10 and 5 of 12 rows, none twice
        Assert.All(rows, row => Assert.Equal(Keys, row.Select(pair => pair.Key)));
        Assert.All(rows, row => Assert.Equal(
            ("validation", run.Workspace.Validation), (row["split"]!.GetValue<string>(), row["file"]!.GetValue<string>())));
        double[] losses = [.. rows.Select(row => row["loss"]!.GetValue<double>())];
        Assert.Equal(losses.Take(10).OrderDescending(), losses.Take(10));
        Assert.Equal(losses.Skip(10).Order(), losses.Skip(10));
    }

    [Fact]
    public void Json_OfTest_HoldsTheLinesOfTheRunsFile()
    {
        var rows = CliRun.Of("errors", run.Folder, "--split", "test", "--highest", "3", "--lowest", "0", "--json").Succeeded().JsonLines;
        var written = File.ReadLines(Path.Combine(run.Folder, "predictions.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject())
            .Where(row => row["split"]!.GetValue<string>() is "test")
                .OrderByDescending(row => row["loss"]!.GetValue<double>())
                .Take(3)
                .ToList();

        Assert.Equal(3, rows.Length);
        foreach (var (row, expected) in rows.Zip(written))
        {
            row.Remove("suggested");
            Assert.True(JsonNode.DeepEquals(expected, row), row.ToJsonString());
        }
    }

    [Fact]
    public void Train_RowsAreReadAgain_WithCrossValidatedProbabilities()
    {
        var rows = CliRun.Of("errors", run.Folder, "--split", "train", "--highest", "100", "--lowest", "0", "--json", "--quiet")
            .Succeeded().JsonLines;

        Assert.Equal(60, rows.Length);
        Assert.Equal(Enumerable.Range(2, 60), rows.Select(row => row["line"]!.GetValue<int>()).Order());
        foreach (var row in rows)
        {
            Assert.Equal(Keys, row.Select(pair => pair.Key));
            Assert.Equal(run.Workspace.Train, row["file"]!.GetValue<string>());
            double own = row["scores"]![row["label"]!.GetValue<string>()]!.GetValue<double>();
            Assert.Equal(-Math.Log(own), row["loss"]!.GetValue<double>(), 1e-4);
            Assert.Equal(1, row["scores"]!.AsObject().Sum(pair => pair.Value!.GetValue<double>()), 1e-5);
        }
    }

    [Fact]
    public void Tables_FitTheTerminal_AndHoldNoControlCharacters()
    {
        using var workspace = new Workspace();
        string evil = workspace.Write(
            "test.csv",
            "text,label\n\"\e[31mred \a\u202E \u2028bell\nnew line <b>\",joy\n\"" + string.Concat(Enumerable.Repeat("日本語 text ", 40))
                + "\",anger\n" + string.Concat(Workspace.Table(10, 0).Split('\n').Skip(1).Select(line => line + "\n")));
        CliRun.Of(workspace.TrainArguments("run")).Succeeded();

        var shown = CliRun.Of("errors", workspace.Path("run"), "--split", "test", "--highest", "8").Succeeded();

        foreach (
            string part in (string[])["Errors of", "Highest loss", "Lowest loss", "Most confused", "Classes", "red", evil.Split('/')[^1]])
            Assert.Contains(part, shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', shown.Output);
        Assert.DoesNotContain('\a', shown.Output);
        Assert.Equal(-1, shown.Output.IndexOfAny(['\u202E', '\u2028']));
        Assert.All(shown.Output.Split('\n'), line => Assert.InRange(Matiz.Cli.Terminal.DisplayWidth.Measure(line), 0, 100));
        Assert.DoesNotContain(shown.Output.Split('\n'), line => line.EndsWith(' '));
    }

    [Fact]
    public void Suspects_AreRankedAndSuggested()
    {
        using var workspace = new Workspace();
        workspace.Write("train.csv", File.ReadAllText(workspace.Train).Replace(
            "i was glad and glad on day 0,joy", "i was glad and glad on day 0,anger", StringComparison.Ordinal));
        CliRun.Of(workspace.TrainArguments("run")).Succeeded();

        var rows = CliRun.Of("errors", workspace.Path("run"), "--split", "train", "--suspects", "--json", "--quiet").Succeeded().JsonLines;
        var table = CliRun.Of("errors", workspace.Path("run"), "--split", "train", "--suspects", "--quiet").Succeeded();

        Assert.All(rows, row => Assert.Equal(row["predicted"]!.GetValue<string>(), row["suggested"]!.GetValue<string>()));
        Assert.All(rows, row => Assert.NotEqual(row["label"]!.GetValue<string>(), row["suggested"]!.GetValue<string>()));
        Assert.Equal(
            rows.Select(row => row["loss"]!.GetValue<double>()).OrderDescending(), rows.Select(row => row["loss"]!.GetValue<double>()));
        Assert.Contains("wrong label", table.Output, StringComparison.Ordinal);
        Assert.Contains("cross-validated", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Suspects_OfPredictionsThatSeldomAgree_SaySo()
    {
        using var workspace = new Workspace();
        string[] names = ["joy", "anger", "fear"], lines = File.ReadAllLines(workspace.Train);
        for (int i = 1; i < lines.Length; i++) lines[i] = $"{lines[i][..lines[i].LastIndexOf(',')]},{names[i * i * 7 / 3 % 3]}";
        File.WriteAllLines(workspace.Train, lines);
        CliRun.Of(workspace.TrainArguments("run")).Succeeded();

        var shown = CliRun.Of("errors", workspace.Path("run"), "--split", "train", "--suspects", "--quiet").Succeeded();

        Assert.Matches(@"The predictions agree with [0-9.]+ % of the labels only: many suspects are their mistakes", shown.Output);
    }

    [Fact]
    public void Export_WritesAReview_AndKeepsOneThatIsFilledIn()
    {
        using var workspace = new Workspace();
        string review = workspace.Path("review.csv");
        var exported = CliRun.Of("errors", run.Folder, "--highest", "2", "--lowest", "1", "--export", review).Succeeded();
        string[] lines = File.ReadAllLines(review);
        Assert.Equal("split,file,line,id,text,label,predicted,loss,suggested,new_label,action", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Contains("3 rows written to", exported.Error, StringComparison.Ordinal);

        CliRun.Of("errors", run.Folder, "--export", review, "--quiet").Succeeded();
        File.WriteAllText(review, string.Join('\n', File.ReadAllLines(review).Select((line, i) => i == 1 ? line + "remove" : line)) + "\n");
        string filled = File.ReadAllText(review);
        var refused = CliRun.Of("errors", run.Folder, "--export", review);
        Assert.Equal(2, refused.Code);
        Assert.Equal(
            $"matiz: --export: {review} is a review with 1 row filled in. A new file was expected. Name another one.\n", refused.Error);
        Assert.Equal(filled, File.ReadAllText(review));
    }

    [Fact]
    public void BadRuns_OneMessage_ExitTwo()
    {
        using var workspace = new Workspace();
        Assert.Equal(
            (2, $"matiz: '{workspace.Path("gone")}' is no run folder: there is no such folder. "
                + "The output folder of an earlier training was expected. Check the path.\n"),
            (CliRun.Of("errors", workspace.Path("gone")).Code, CliRun.Of("errors", workspace.Path("gone")).Error));
        CliRun.Of(workspace.TrainArguments("run")).Succeeded();

        File.AppendAllText(workspace.Train, "i was new,joy\n");
        var changed = CliRun.Of("errors", workspace.Path("run"), "--split", "train");
        Assert.Equal(2, changed.Code);
        Assert.StartsWith($"matiz: {workspace.Train}: the file's SHA-256 is ", changed.Error, StringComparison.Ordinal);
        File.Delete(workspace.Train);
        var missing = CliRun.Of("errors", workspace.Path("run"), "--split", "train");
        Assert.Equal(2, missing.Code);
        Assert.Equal(
            $"matiz: {workspace.Train}: no such file; {workspace.Path("run")} recorded it for train. "
            + "The file that the run read was expected. "
            + "Put it back, or start this command in the folder where the run was started.\n",
            missing.Error);

        string predictions = Path.Combine(workspace.Path("run"), "predictions.jsonl");
        File.WriteAllText(predictions, File.ReadAllText(predictions)[..^30]);
        var cut = CliRun.Of("errors", workspace.Path("run"), "--split", "test");
        Assert.Equal(2, cut.Code);
        Assert.StartsWith($"matiz: {predictions}:27: this is not valid JSON", cut.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void LostEncoder_SaysWhatToDo()
    {
        using var workspace = new Workspace();
        string model = workspace.CopyModel("encoder", Workspace.TinyModel);
        string[] arguments = workspace.TrainArguments("run");
        arguments[Array.IndexOf(arguments, "--model") + 1] = model;
        CliRun.Of(arguments).Succeeded();
        Directory.Delete(model, recursive: true);

        var lost = CliRun.Of("errors", workspace.Path("run"), "--split", "train");
        Assert.Equal(2, lost.Code);
        Assert.Equal(
            $"matiz: {workspace.Path("run")}: the encoder that the run began with ('{model}') is not there any more. "
            + "It was expected, as the fine-tuned one knows the labels "
            + "already. Put it back, start this command in the folder where the run was started, or name it with --model FOLDER.\n",
            lost.Error);
        CliRun.Of("errors", workspace.Path("run"), "--split", "train", "--model", Workspace.TinyModel).Succeeded();
    }

    // Version 0.1.0 gave ties to the first classes; what dataset_info.json counts says which rows a run had.
    [Fact]
    public void TrainingRows_OfARunSplitByTheFirstVersion_AreThoseItHad()
    {
        using var workspace = new Workspace();
        string train = workspace.Write(
            "ties.csv",
            "text,label\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"day {i} was number {i % 7},{"abcdefgh"[i % 8]}\n")));
        CliRun.Of(
            "train", "--train", train, "--model", Workspace.TinyModel, "--output", workspace.Path("run"), "--epochs", "1", "--no-report",
            "--quiet")
            .Succeeded();
        string info = Path.Combine(workspace.Path("run"), "dataset_info.json");
        var recorded = JsonNode.Parse(File.ReadAllText(info))!;
        var drawn = recorded["splits"]!["train"]!["labels"]!.AsObject();
        int[] first = [4, 4, 4, 4, 5, 5, 5, 5];
        Assert.NotEqual(first, drawn.Select(label => label.Value!.GetValue<int>()));
        Assert.Equal(Counts(drawn), Counted(workspace));

        for (int k = 0; k < first.Length; k++) drawn["abcdefgh"[k].ToString()] = first[k];
        File.WriteAllText(info, recorded.ToJsonString());
        Assert.Equal(first, Counted(workspace));
    }

    private static int[] Counts(JsonObject labels) => [.. labels.Select(label => label.Value!.GetValue<int>())];

    private static int[] Counted(Workspace workspace)
    {
        var rows = CliRun.Of("errors", workspace.Path("run"), "--split", "train", "--highest", "100", "--json").Succeeded().JsonLines;
        return [.. "abcdefgh".Select(label => rows.Count(row => row["label"]!.GetValue<string>() == label.ToString()))];
    }
}
