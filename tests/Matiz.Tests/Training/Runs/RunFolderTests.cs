using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Training;

namespace Matiz.Tests.Training.Runs;

public sealed class RunFolderTests
{
    [Fact]
    public void Create_EmptyOrAbsentFolder_IsMade()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(folder["deep/run"], RunFolder.Create(folder["deep/run"]).Path);
        Assert.Equal(folder["deep/run"], RunFolder.Create(folder["deep/run"]).Path);
    }

    [Fact]
    public void Create_ForeignFiles_IsRefusedEvenWithOverwrite()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["thesis.txt"], "mine");

        var exception = Assert.Throws<TrainingException>(() => RunFolder.Create(folder.Root, overwrite: true));

        Assert.Equal(
            $"the folder '{folder.Root}' is not empty and holds no earlier run (training_args.json is missing). "
                + "A new or empty folder was expected. Choose another one.",
            exception.Message);
        Assert.True(File.Exists(folder["thesis.txt"]));
    }

    [Fact]
    public void Create_EarlierRun_NeedsOverwrite_WhichRemovesOnlyItsFiles()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.Root);
        run.WriteSettings(RunSettings.From(new TrainingArguments()));
        run.WriteResults("train", new Dictionary<string, double?> { ["train_loss"] = 1 });
        Directory.CreateDirectory(folder["checkpoint-12"]);
        Directory.CreateDirectory(folder["checkpoint-12-mine"]);
        File.WriteAllText(folder["notes.txt"], "mine");

        Assert.Equal(
            $"the folder '{folder.Root}' holds an earlier run. A new or empty folder was expected. "
                + "Choose another one, overwrite the run, or resume it.",
            Assert.Throws<TrainingException>(() => RunFolder.Create(folder.Root)).Message);
        RunFolder.Create(folder.Root, overwrite: true);

        Assert.Equal(
            ["checkpoint-12-mine", "notes.txt"], Directory.EnumerateFileSystemEntries(folder.Root).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void NextFree_TakesTheFirstNumberThatIsFree()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["minilm-1"]);
        Directory.CreateDirectory(folder["minilm-3"]);

        Assert.Equal(folder["minilm-2"], RunFolder.NextFree(folder.Root, "minilm"));
    }

    [Fact]
    public void WriteAllResults_JoinsResults_FlatSortedWithPeakMemory()
    {
        using var folder = new TemporaryFolder();
        var run = RunFolder.Create(folder.Root);
        run.WriteResults("eval", new Dictionary<string, double?> { ["eval_f1"] = 0.5, ["epoch"] = 3 });
        run.WriteResults("train", new Dictionary<string, double?> { ["train_loss"] = 1.25, ["total_steps"] = 36, ["epoch"] = 3 });
        run.WriteResults("test", new Dictionary<string, double?> { ["test_roc_auc_ovr"] = null, ["test_loss"] = double.NaN });

        Assert.False(run.IsFinished);
        var all = run.WriteAllResults();

        Assert.True(run.IsFinished);
        Assert.Equal(["epoch", "eval_f1", "peak_memory_bytes", "test_loss", "test_roc_auc_ovr", "total_steps", "train_loss"], all.Keys);
        Assert.InRange(all["peak_memory_bytes"]!.Value, 10e6, 100e9);
        string text = File.ReadAllText(folder["all_results.json"]);
        Assert.StartsWith("{\n  \"epoch\": 3,\n  \"eval_f1\": 0.5,\n  \"peak_memory_bytes\": ", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "  \"test_loss\": null,\n  \"test_roc_auc_ovr\": null,\n  \"total_steps\": 36,\n  \"train_loss\": 1.25\n}\n", text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void WritePredictions_EveryRow_HasEveryKey()
    {
        using var folder = new TemporaryFolder();
        var model = TinyRuns.Model();
        var rows = TinyRuns.Rows(7, "validation").Map(row => row with { Id = "a" + row.Source.Line });
        var unlabelled = Dataset.FromTexts(["i feel \"quoted\""], "test");
        var trainer = new Trainer(model);

        RunFolder.Create(folder.Root).WritePredictions(model, (rows, trainer.Predict(rows)), (unlabelled, trainer.Predict(unlabelled)));

        var lines = File.ReadLines(folder["predictions.jsonl"]).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.Equal(8, lines.Count);
        Assert.All(lines, line => Assert.Equal(
            [
                "split", "file", "line", "id", "text", "text_pair", "label", "predicted", "loss", "scores", "logits", "token_count",
                "dropped_tokens",
            ],
            line.Select(pair => pair.Key)));
        Assert.Equal(("validation", 2, "a2", rows[1].Text, "joy"), (
            lines[1]["split"]!.GetValue<string>(), lines[1]["line"]!.GetValue<int>(), lines[1]["id"]!.GetValue<string>(),
            lines[1]["text"]!.GetValue<string>(), lines[1]["label"]!.GetValue<string>()));
        Assert.Equal(model.Labels.Names, lines[1]["scores"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(1, lines[1]["scores"]!.AsObject().Sum(pair => pair.Value!.GetValue<double>()), 1e-6);
        string best = lines[1]["scores"]!.AsObject().MaxBy(pair => pair.Value!.GetValue<double>()).Key;
        Assert.Equal(best, lines[1]["predicted"]!.GetValue<string>());
        Assert.Equal(-Math.Log(lines[1]["scores"]!["joy"]!.GetValue<double>()), lines[1]["loss"]!.GetValue<double>(), 1e-5);
        Assert.Equal(JsonValueKind.Null, lines[7]["label"]?.GetValueKind() ?? JsonValueKind.Null);
        Assert.Null(lines[7]["loss"]);
    }
}
