using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

/// <summary>Going on from a classifier: its labels keep their places, whatever order the rows give.</summary>
public sealed class LabelOrderTests
{
    private static readonly string[] Order = ["joy", "fear", "anger"];

    [Fact]
    public void SameNamesInAnotherOrder_TheWholeRunHasTheModelsOrder()
    {
        using var workspace = new Workspace();
        CliRun.Of(
            "train", "--train", workspace.Train, "--validation", workspace.Validation, "--test", workspace.Test, "--model",
            Workspace.TinyModel, "--output", workspace.Path("first"),
            "--labels", "joy,fear,anger", "--epochs", "12", "--batch-size", "8", "--learning-rate", "0.003", "--quiet",
            "--no-report").Succeeded();
        Assert.Equal(1, Results(workspace, "first")["test_accuracy"]!.GetValue<double>());

        var second = CliRun.Of([.. Arguments(workspace, "second", "first"), "--learning-rate", "1e-9", "--epochs", "1"]).Succeeded();

        Assert.Contains("the labels keep the order of the model: 'joy', 'fear', 'anger'.", second.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("initialised", second.Error, StringComparison.Ordinal);
        Assert.Equal(1, Results(workspace, "second")["test_accuracy"]!.GetValue<double>());
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Path("second"), "config.json")))!;
        Assert.Equal(Order, config["id2label"]!.AsObject().Select(pair => pair.Value!.GetValue<string>()));
        var info = JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Path("second"), "dataset_info.json")))!;
        Assert.Equal(Order, info["label_names"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(20, info["splits"]!["train"]!["labels"]!["joy"]!.GetValue<int>());
        var truth = File.ReadLines(workspace.Test).Skip(1).Select(line => line.Split(',')[^1]);
        var written = File.ReadLines(Path.Combine(workspace.Path("second"), "predictions.jsonl"))
            .Select(line => JsonNode.Parse(line)!)
            .Where(row => row["split"]!.GetValue<string>() == "test")
            .ToList();
        Assert.Equal(truth, written.Select(row => row["label"]!.GetValue<string>()));
        Assert.Equal(truth, written.Select(row => row["predicted"]!.GetValue<string>()));
        var measured = CliRun.Of("evaluate", workspace.Path("second"), "--test", workspace.Test, "--json").Succeeded().Json;
        Assert.Equal(1, measured["accuracy"]!.GetValue<double>());
        Assert.Equal(
            "joy",
            CliRun.Of("predict", workspace.Path("second"), "i was glad and happy on day 1", "--json")
                .Succeeded().Json["label"]!.GetValue<string>());
    }

    [Fact]
    public void SameNamesInAnotherOrder_TrainingRowsKeepTheirNamesAndResumeGoesOn()
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.TrainArguments("first", "--labels", "joy,fear,anger", "--no-report")).Succeeded();
        CliRun.Of([.. Arguments(workspace, "whole", "first"), "--epochs", "1", "--save-steps", "5", "--save-limit", "9"]).Succeeded();
        Directory.CreateDirectory(workspace.Path("part"));
        foreach (
            string file in Directory.EnumerateFiles(workspace.Path("whole"), "*", SearchOption.AllDirectories).Where(
                file => Path.GetRelativePath(workspace.Path("whole"), file) is "training_args.json"
                    || file.Contains("checkpoint-5", StringComparison.Ordinal)))
        {
            string target = Path.Combine(workspace.Path("part"), Path.GetRelativePath(workspace.Path("whole"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        CliRun.Of("train", "--output", workspace.Path("part"), "--resume", "--quiet").Succeeded();

        Assert.Equal(workspace.HashOfModel("whole"), workspace.HashOfModel("part"));
        var truth = File.ReadLines(workspace.Train).Skip(1).Select(line => line.Split(',')[^1]).ToList();
        var rows = CliRun.Of("errors", workspace.Path("whole"), "--split", "train", "--highest", "60", "--json").Succeeded().JsonLines;
        Assert.All(rows, row => Assert.Equal(truth[row["line"]!.GetValue<int>() - 2], row["label"]!.GetValue<string>()));
        Assert.NotEmpty(rows);
    }

    [Theory]
    [InlineData("0", "1", "2")]
    [InlineData("Joy", "Fear", "Anger")]
    public void OtherNames_NewHead_IsWarnedOf(string joy, string fear, string anger)
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.TrainArguments("first", "--no-report")).Succeeded();
        string renamed = workspace.Write("renamed.csv", File.ReadAllText(workspace.Train)
            .Replace(",joy", "," + joy, StringComparison.Ordinal).Replace(",fear", "," + fear, StringComparison.Ordinal).Replace(
                ",anger", "," + anger, StringComparison.Ordinal));

        var second = CliRun.Of(
            "train", "--train", renamed, "--model", workspace.Path("first"), "--output", workspace.Path("second"), "--epochs", "1",
            "--no-report", "--quiet")
            .Succeeded();

        Assert.Contains(
            "warning: classifier.weight, classifier.bias: initialised from seed 42 (the checkpoint's labels are 'anger', 'fear', 'joy'; ",
            second.Error, StringComparison.Ordinal);
    }

    private static string[] Arguments(Workspace workspace, string output, string model) =>
        [
            "train", "--train", workspace.Train, "--validation", workspace.Validation, "--test", workspace.Test, "--model",
            workspace.Path(model), "--output", workspace.Path(output), "--batch-size", "8", "--no-report",
        ];

    private static JsonNode Results(Workspace workspace, string run) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Path(run), "all_results.json")))!;
}
