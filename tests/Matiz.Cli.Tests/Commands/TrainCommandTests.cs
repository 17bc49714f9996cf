using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

public sealed class TrainCommandTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void RunFolder_HoldsEverythingOfTheContract()
    {
        foreach (string file in (string[])
            ["config.json", "model.safetensors", "tokenizer.json", "README.md", "all_results.json", "train_results.json",
             "eval_results.json", "test_results.json", "trainer_state.json", "training_args.json", "dataset_info.json",
             "predictions.jsonl", "baselines.json", "report.html"])
            Assert.True(File.Exists(Path.Combine(run.Folder, file)), file);
        Assert.NotEmpty(Directory.GetDirectories(run.Folder, "checkpoint-*"));
        Assert.Equal(27, File.ReadLines(Path.Combine(run.Folder, "predictions.jsonl")).Count());
        string card = File.ReadAllText(Path.Combine(run.Folder, "README.md"));
        Assert.DoesNotContain(run.Workspace.Root, card, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_IsAllResultsAndTheFolder()
    {
        var printed = run.Finished.Json;
        var written = JsonNode.Parse(File.ReadAllText(Path.Combine(run.Folder, "all_results.json")))!.AsObject();
        Assert.Equal(run.Folder, printed["output"]!.GetValue<string>());
        Assert.Equal(
            written.Select(pair => pair.Key).Append("output").Order(StringComparer.Ordinal),
            printed.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        foreach (string key in (string[])
            ["epoch", "train_loss", "train_runtime", "train_samples_per_second", "train_steps_per_second", "train_tokens_per_second",
             "total_steps", "peak_memory_bytes",
             "eval_loss", "eval_f1", "test_f1", "eval_dummy_accuracy", "test_dummy_accuracy"])
            Assert.True(written.ContainsKey(key), key);
        Assert.Equal(1 / 3.0, written["test_dummy_accuracy"]!.GetValue<double>(), 6);
    }

    [Fact]
    public void Settings_AreAllRecorded()
    {
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(run.Folder, "training_args.json")))!;
        Assert.Equal(0.003, settings["learning_rate"]!.GetValue<double>());
        Assert.Equal(2, settings["num_train_epochs"]!.GetValue<double>());
        Assert.Equal(8, settings["per_device_train_batch_size"]!.GetValue<int>());
        Assert.Equal(0.01, settings["weight_decay"]!.GetValue<double>());
        Assert.Equal("linear", settings["lr_scheduler_type"]!.GetValue<string>());
        Assert.Equal("f1", settings["metric_for_best_model"]!.GetValue<string>());
        Assert.NotNull(settings["kernel_variant"]);
        Assert.Equal(run.Workspace.Train, settings["train_file"]![0]!.GetValue<string>());
    }

    [Fact]
    public void Threads_SavingAndReport_NeverChangeTheWeights()
    {
        string expected = run.Workspace.HashOfModel("run");
        foreach (string[] more in (string[][])
        [
            ["--threads", "1"], ["--threads", "3"], ["--save-steps", "3"], ["--no-report", "--save-limit", "5"], ["--verbose"],
        ])
        {
            using var workspace = new Workspace();
            CliRun.Of(workspace.TrainArguments("other", more)).Succeeded();
            Assert.Equal(expected, workspace.HashOfModel("other"));
        }
    }

    [Fact]
    public void NoReport_LeavesOutTheBaselines()
    {
        using var workspace = new Workspace();
        var results = CliRun.Of([.. workspace.TrainArguments("run"), "--no-report", "--json"]).Succeeded().Json;
        Assert.DoesNotContain(results, pair => pair.Key.Contains("dummy", StringComparison.Ordinal));
        foreach (string file in (string[])["report.html", "baselines.json", "umap.safetensors"])
            Assert.False(File.Exists(Path.Combine(workspace.Path("run"), file)), file);
    }

    [Fact]
    public void Progress_OfAFile_IsLinesWithoutEscapeCodes()
    {
        using var workspace = new Workspace();
        string[] args = [.. workspace.TrainArguments("run").Where(word => word != "--quiet")];
        var told = CliRun.Of(args).Succeeded();
        Assert.DoesNotContain('\e', told.Error + told.Output);
        Assert.DoesNotContain((told.Error + told.Output).Split('\n'), line => line.EndsWith(' '));
        Assert.Contains("recipe     2 epochs, 16 steps, batch 8, learning rate 0.003 linear", told.Error, StringComparison.Ordinal);
        Assert.Equal(10, told.Error.Split('\n').Count(line => line.Contains("tokens/s", StringComparison.Ordinal)));
        Assert.Equal(2, told.Error.Split('\n').Count(line => line.Contains("eval_f1 ", StringComparison.Ordinal)));
        Assert.Contains($"matiz predict {workspace.Path("run")} \"", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_SaysNothingButResults()
    {
        using var workspace = new Workspace();
        var told = CliRun.Of(workspace.TrainArguments("run")).Succeeded();
        Assert.Equal("", told.Error);
        Assert.StartsWith("Results\n", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void NoValidation_ATenthOfTheTrainingRows()
    {
        using var workspace = new Workspace();
        CliRun.Of(
            "train", "--train", workspace.Train, "--model", Workspace.TinyModel, "--output", workspace.Path("run"), "--max-steps", "2",
            "--quiet")
            .Succeeded();
        var info = JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Path("run"), "dataset_info.json")))!;
        Assert.Equal(54, info["splits"]!["train"]!["rows"]!.GetValue<int>());
        Assert.Equal(6, info["splits"]!["validation"]!["rows"]!.GetValue<int>());
        Assert.False(File.Exists(Path.Combine(workspace.Path("run"), "test_results.json")));
    }

    [Fact]
    public void ValidationFractionZero_TrainsWithoutEvaluation()
    {
        using var workspace = new Workspace();
        var results = CliRun.Of(
            "train", "--train", workspace.Train, "--validation-fraction", "0", "--model", Workspace.TinyModel,
            "--output", workspace.Path("run"), "--max-steps", "2", "--quiet", "--json").Succeeded().Json;
        Assert.DoesNotContain(results, pair => pair.Key.StartsWith("eval_", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(workspace.Path("run"), "report.html")));
    }

    [Fact]
    public void MultiLabelAndRegression_TrainAndPredict()
    {
        using var workspace = new Workspace();
        string several = workspace.Write("several.jsonl", string.Concat(Enumerable.Range(0, 30).Select(
            i => $"{{\"text\":\"word {i % 5}\",\"label\":{(i % 2 == 0 ? "[\"a\",\"b\"]" : i % 3 == 0 ? "[]" : "[\"b\"]")}}}\n")));
        string numbers = workspace.Write(
            "numbers.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"word {i % 5},{i % 5}.5\n")));
        CliRun.Of(
            "train", "--train", several, "--problem-type", "multi_label_classification", "--model", Workspace.TinyModel, "--output",
            workspace.Path("m"), "--epochs", "1", "--quiet")
            .Succeeded();
        CliRun.Of(
            "train", "--train", numbers, "--problem-type", "regression", "--model", Workspace.TinyModel, "--output", workspace.Path("r"),
            "--epochs", "1", "--quiet")
            .Succeeded();
        var labels = CliRun.Of("predict", workspace.Path("m"), "word 1", "--json").Succeeded().JsonLines[0];
        Assert.Equal(["text", "labels", "scores", "logits", "token_count", "dropped_tokens"], labels.Select(pair => pair.Key));
        var value = CliRun.Of("predict", workspace.Path("r"), "word 1", "--json").Succeeded().JsonLines[0];
        Assert.Equal(["text", "value", "logits", "token_count", "dropped_tokens"], value.Select(pair => pair.Key));
        var measured = CliRun.Of("evaluate", workspace.Path("m"), "--test", several, "--json").Succeeded().Json;
        Assert.True(measured.ContainsKey("confusion_matrix"));
        Assert.Null(measured["confusion_matrix"]);
        Assert.False(CliRun.Of("evaluate", workspace.Path("r"), "--test", numbers, "--json").Succeeded().Json.ContainsKey("per_class"));
    }

    [Fact]
    public void Overwrite_RemovesOnlyWhatARunWrote()
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.TrainArguments("run", "--max-steps", "2")).Succeeded();
        File.WriteAllText(Path.Combine(workspace.Path("run"), "notes.txt"), "mine");
        var again = CliRun.Of(workspace.TrainArguments("run", "--max-steps", "2"));
        Assert.Equal(2, again.Code);
        Assert.StartsWith($"matiz: the folder '{workspace.Path("run")}' holds an earlier run.", again.Error, StringComparison.Ordinal);
        CliRun.Of(workspace.TrainArguments("run", "--max-steps", "3", "--overwrite")).Succeeded();
        Assert.Equal("mine", File.ReadAllText(Path.Combine(workspace.Path("run"), "notes.txt")));
        Assert.False(Directory.Exists(Path.Combine(workspace.Path("run"), "checkpoint-2")));
    }

    [Fact]
    public void Overwrite_LeavesAFolderThatIsNoRunAlone()
    {
        using var workspace = new Workspace();
        Directory.CreateDirectory(workspace.Path("mine"));
        workspace.Write("mine/notes.txt", "mine");
        Assert.Equal(2, CliRun.Of(workspace.TrainArguments("mine", "--overwrite")).Code);
        Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(workspace.Path("mine")).Select(Path.GetFileName));
    }
}
