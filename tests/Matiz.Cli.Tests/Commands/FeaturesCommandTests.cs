using System.Text.Json.Nodes;
using Matiz.Formats.Npy;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;

namespace Matiz.Cli.Tests.Commands;

public sealed class FeaturesCommandTests(FeaturesRun run) : IClassFixture<FeaturesRun>
{
    [Fact]
    public void RunFolder_HoldsEverythingOfTheContract()
    {
        foreach (string file in (string[])
            ["training_args.json", "dataset_info.json", "predictions.jsonl", "all_results.json", "train_results.json", "eval_results.json",
             "test_results.json", "baselines.json",
             "umap.safetensors", "config.json", "model.safetensors", "tokenizer.json", "modules.json", "1_Pooling/config.json",
             "2_Dense/config.json", "2_Dense/model.safetensors"])
            Assert.True(File.Exists(Path.Combine(run.Folder, file)), file);
        Assert.Equal(27, File.ReadLines(Path.Combine(run.Folder, "predictions.jsonl")).Count());
        var info = Read("dataset_info.json");
        Assert.Equal(60, info["splits"]!["train"]!["rows"]!.GetValue<int>());
        Assert.NotNull(info["splits"]!["train"]!["token_lengths"]);
    }

    [Fact]
    public void Json_IsAllResultsAndTheFolder()
    {
        var printed = run.Finished.Json;
        var written = Read("all_results.json");
        Assert.Equal(run.Folder, printed["output"]!.GetValue<string>());
        Assert.Equal(
            written.Select(pair => pair.Key).Append("output").Order(StringComparer.Ordinal),
            printed.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        foreach (string key in (string[])
            ["eval_loss", "eval_accuracy", "eval_f1", "test_roc_auc_ovr", "eval_dummy_accuracy", "test_dummy_accuracy",
             "umap_trustworthiness_15", "umap_trustworthiness_5", "peak_memory_bytes"])
            Assert.True(written.ContainsKey(key), key);
        Assert.Equal(1 / 3.0, written["test_dummy_accuracy"]!.GetValue<double>(), 6);
        Assert.InRange(written["test_accuracy"]!.GetValue<double>(), 0.9, 1);
    }

    [Fact]
    public void Settings_AreRecorded()
    {
        var settings = Read("training_args.json");
        Assert.Equal("features", settings["command"]!.GetValue<string>());
        Assert.Equal("cls", settings["pooling"]!.GetValue<string>());
        Assert.Null(settings["layer"]);
        Assert.Equal(3000, settings["max_iter"]!.GetValue<int>());
        Assert.Equal(1, settings["C"]!.GetValue<double>());
        Assert.Equal(128, settings["max_length"]!.GetValue<int>());
        Assert.Equal(run.Workspace.Train, settings["train_file"]![0]!.GetValue<string>());
        Assert.NotNull(settings["kernel_variant"]);
        Assert.False(settings.ContainsKey("learning_rate"));
    }

    [Fact]
    public void Evaluate_OfTheTestFile_GivesTheResultsOfTheRun()
    {
        var measured = CliRun.Of("evaluate", run.Folder, "--test", run.Workspace.Test, "--json").Succeeded().Json;
        var written = Read("test_results.json");
        int compared = 0;
        foreach (var (key, value) in measured.Where(pair => written.ContainsKey("test_" + pair.Key)))
        {
            Assert.True(JsonNode.DeepEquals(value, written["test_" + key]), key);
            compared++;
        }

        Assert.Equal(15, compared);
    }

    [Fact]
    public void Predict_GivesTheLogitsOfThePredictions()
    {
        var lines = File.ReadLines(Path.Combine(run.Folder, "predictions.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        var answers = CliRun.Of("predict", run.Folder, "--input", run.Workspace.Test, "--json").Succeeded().JsonLines;
        var test = lines.Where(line => line["split"]!.GetValue<string>() is "test").ToList();
        Assert.Equal(test.Select(line => line["logits"]!.ToJsonString()), answers.Select(line => line["logits"]!.ToJsonString()));
        Assert.Equal(test.Select(line => line["predicted"]!.GetValue<string>()), answers.Select(line => line["label"]!.GetValue<string>()));
    }

    [Fact]
    public void Info_ShowsTheClassifier()
    {
        var info = CliRun.Of("info", run.Folder, "--json").Succeeded().Json;
        Assert.Equal("sequence-classification", info["head"]!.GetValue<string>());
        Assert.Equal(["anger", "fear", "joy"], info["labels"]!.AsArray().Select(label => label!.GetValue<string>()));
        Assert.Contains("2_Dense/linear.weight", info["tensors"]!.AsArray().Select(tensor => tensor!["name"]!.GetValue<string>()));
        Assert.Equal("features", info["run"]!["command"]!.GetValue<string>());
        Assert.Empty(info["problems"]!.AsArray());
    }

    [Fact]
    public void Info_OfARunWithoutModel_HasNoProblem()
    {
        using var workspace = new Workspace();
        CliRun.Of([.. workspace.FeaturesArguments("plain"), "--no-report"]).Succeeded();
        var info = CliRun.Of("info", workspace.Path("plain"), "--json").Succeeded().Json;
        Assert.Equal("features", info["run"]!["command"]!.GetValue<string>());
        Assert.Empty(info["problems"]!.AsArray());
        var predict = CliRun.Of("predict", workspace.Path("plain"), "a");
        Assert.Equal(2, predict.Code);
        Assert.Contains("--save-model", predict.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NoReport_LeavesOutDummyAndMap_AndNothingElse()
    {
        using var workspace = new Workspace();
        var results = CliRun.Of([.. workspace.FeaturesArguments("run"), "--save-model", "--no-report", "--json"]).Succeeded().Json;
        Assert.DoesNotContain(
            results, pair => pair.Key.Contains("dummy", StringComparison.Ordinal) || pair.Key.Contains("umap", StringComparison.Ordinal));
        foreach (string file in (string[])["baselines.json", "umap.safetensors", "report.html"])
            Assert.False(File.Exists(Path.Combine(workspace.Path("run"), file)), file);
        foreach (string file in (string[])["model.safetensors", "2_Dense/model.safetensors"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(run.Folder, file)), File.ReadAllBytes(Path.Combine(workspace.Path("run"), file)));
    }

    [Fact]
    public void Threads_NeverChangeAByte()
    {
        foreach (string threads in (string[])["1", "3"])
        {
            using var workspace = new Workspace();
            CliRun.Of([.. workspace.FeaturesArguments("run"), "--save-model", "--threads", threads]).Succeeded();
            foreach (string file in (string[])["2_Dense/model.safetensors", "umap.safetensors"])
                Assert.Equal(
                    File.ReadAllBytes(Path.Combine(run.Folder, file)), File.ReadAllBytes(Path.Combine(workspace.Path("run"), file)));
        }
    }

    [Fact]
    public void Export_NumPy_OneFileASplit_Safetensors_AllInOne()
    {
        using var workspace = new Workspace();
        CliRun.Of([.. workspace.FeaturesArguments("a"), "--no-report", "--pooling", "mean", "--export", workspace.Path("f.npy")])
            .Succeeded();
        CliRun.Of([.. workspace.FeaturesArguments("b"), "--no-report", "--pooling", "mean", "--export", workspace.Path("f.safetensors")])
            .Succeeded();
        using var all = SafetensorsFile.Open(workspace.Path("f.safetensors"));
        Assert.Equal(
            ["test", "test.label", "train", "train.label", "validation", "validation.label"],
            all.Tensors.Select(tensor => tensor.Name).Order(StringComparer.Ordinal));
        foreach (var (split, rows) in ((string, int)[])[("train", 60), ("validation", 12), ("test", 15)])
        {
            using var array = NpyFile.Open(workspace.Path(split is "train" ? "f.npy" : $"f.{split}.npy"));
            Assert.Equal([rows, 32L], array.Shape);
            var together = new float[rows * 32];
            all.ReadFloats(split, together);
            Assert.Equal(together, array.ReadFloats());
        }
    }

    [Fact]
    public void Layer_AndPooling_AreTaken_AndSaved()
    {
        using var workspace = new Workspace();
        CliRun.Of(
        [
            .. workspace.FeaturesArguments("run"), "--save-model", "--pooling", "max", "--layer", "1", "--C", "0.5", "--max-iter", "50",
            "--class-weight", "balanced", "--seed", "7",
        ]).Succeeded();
        Assert.Equal(1, JsonNode.Parse(File.ReadAllText(workspace.Path("run/baselines.json")))!["features"]!["layer"]!.GetValue<int>());
        var lines = File.ReadLines(workspace.Path("run/predictions.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()).Where(
            line => line["split"]!.GetValue<string>() is "test");
        var answers = CliRun.Of("predict", workspace.Path("run"), "--input", workspace.Test, "--json").Succeeded().JsonLines;
        Assert.Equal(lines.Select(line => line["logits"]!.ToJsonString()), answers.Select(line => line["logits"]!.ToJsonString()));
    }

    [Fact]
    public void SentenceTransformersFolder_IsAnEncoder_WhosePoolingIsNotTakenSilently()
    {
        using var workspace = new Workspace();
        string folder = workspace.CopyModel("encoder", Workspace.TinyModel);
        Directory.CreateDirectory(Path.Combine(folder, "1_Pooling"));
        File.WriteAllText(
            Path.Combine(folder, "1_Pooling", "config.json"), """{"word_embedding_dimension": 32, "pooling_mode_mean_tokens": true}""");
        File.WriteAllText(Path.Combine(folder, "modules.json"), """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}]
            """);
        string[] args = workspace.FeaturesArguments("run", "--no-report");
        args[Array.IndexOf(args, "--model") + 1] = folder;
        CliRun.Of(args).Succeeded();
        string plain = workspace.Path("plain");
        CliRun.Of(workspace.FeaturesArguments("plain", "--no-report")).Succeeded();
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(plain, "predictions.jsonl")), File.ReadAllBytes(workspace.Path("run/predictions.jsonl")));
    }

    [Fact]
    public void ModelOfTheFeatures_CanBeFineTuned()
    {
        using var workspace = new Workspace();
        var trained = CliRun.Of(
            "train", "--train", workspace.Train, "--model", run.Folder, "--output", workspace.Path("run"), "--max-steps", "2")
            .Succeeded();
        Assert.Contains("classifier.weight, classifier.bias: initialised", trained.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.Path("run/modules.json")));
    }

    [Fact]
    public void Overwrite_RemovesTheModelFolders()
    {
        using var workspace = new Workspace();
        CliRun.Of(workspace.FeaturesArguments("run", "--save-model", "--no-report")).Succeeded();
        File.WriteAllText(workspace.Path("run/2_Dense/notes.txt"), "mine");
        CliRun.Of(workspace.FeaturesArguments("run", "--overwrite", "--no-report")).Succeeded();
        Assert.False(Directory.Exists(workspace.Path("run/1_Pooling")));
        Assert.Equal(["notes.txt"], Directory.GetFiles(workspace.Path("run/2_Dense")).Select(Path.GetFileName));
        Assert.False(File.Exists(workspace.Path("run/modules.json")));
    }

    [Fact]
    public void Summary_ShowsBothBaselinesAndWhatIsNext()
    {
        using var workspace = new Workspace();
        string[] args = [.. workspace.FeaturesArguments("run", "--save-model").Where(word => word != "--quiet")];
        var told = CliRun.Of(args).Succeeded();
        Assert.DoesNotContain('\e', told.Error + told.Output);
        Assert.DoesNotContain((told.Error + told.Output).Split('\n'), line => line.EndsWith(' '));
        Assert.Contains("validation: dummy  features  test: dummy  features", told.Output, StringComparison.Ordinal);
        Assert.Contains("Map of train: ", told.Output, StringComparison.Ordinal);
        Assert.Contains($"matiz predict {workspace.Path("run")} \"", told.Output, StringComparison.Ordinal);
        Assert.Contains(
            "recipe     cls of the last layer, max length 66; logistic regression, C 1, at most 3,000 iterations, seed 42", told.Error,
            StringComparison.Ordinal);
        string quiet = CliRun.Of(workspace.FeaturesArguments("quiet", "--no-report")).Succeeded().Error;
        Assert.Equal("", quiet);
    }

    [Fact]
    public void OnATerminal_ProgressChangesInPlace()
    {
        using var workspace = new Workspace();
        string[] args = [.. workspace.FeaturesArguments("run").Where(word => word != "--quiet")];
        var told = CliRun.OnTerminal(args).Succeeded();
        Assert.Contains("features of train: 60 rows", told.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralLabels_AreClassified()
    {
        using var workspace = new Workspace();
        string several = workspace.Write("several.jsonl", string.Concat(Enumerable.Range(0, 30).Select(
            i => $"{{\"text\":\"word {i % 5}\",\"label\":{(i % 2 == 0 ? "[\"a\",\"b\"]" : i % 3 == 0 ? "[]" : "[\"b\"]")}}}\n")));
        CliRun.Of(
            "features", "--train", several, "--problem-type", "multi_label_classification", "--model", Workspace.TinyModel, "--output",
            workspace.Path("m"), "--save-model", "--quiet", "--no-cache")
            .Succeeded();
        var labels = CliRun.Of("predict", workspace.Path("m"), "word 1", "--json").Succeeded().JsonLines[0];
        Assert.Equal(["text", "labels", "scores", "logits", "token_count", "dropped_tokens"], labels.Select(pair => pair.Key));
        Assert.True(Read(workspace.Path("m"), "all_results.json").ContainsKey("eval_subset_accuracy"));
    }

    public static TheoryData<string[], string> Mistakes => new()
    {
        { ["--layer", "3"], "matiz: --layer 3: the encoder has 2 layers. A number from 0 (the embeddings) to 2 was expected. "
            + "Correct --layer.\n" },
        {
        [
            "--layer", "0", "--save-model",
        ], "matiz: --layer 0 and --save-model were both given. A saved model needs an encoder of one layer at least. "
            + "Take a layer from 1, or leave --save-model out.\n" },
        { ["--export", "f.txt"], "matiz: --export f.txt: the extension is '.txt'. One of .npy, .safetensors was expected. "
            + "Name the file so.\n" },
        { ["--export", "/nowhere/f.npy"], "matiz: /nowhere/f.npy: there is no folder '/nowhere'. Make it first, or name another place.\n" },
        {
        [
            "--problem-type", "regression",
        ], "matiz: --problem-type regression: features are classified here. single_label_classification or multi_label_classification was "
            + "expected. Fine-tune a regression with matiz train.\n" },
        { ["--pooling", "sum"], "matiz: --pooling: found 'sum', expected one of cls, mean, max. Correct --pooling.\n" },
        { ["--C", "0"], "matiz: --C: found '0', expected a number above 0. Correct --C.\n" },
        { ["--epochs", "3"], "matiz: features: unknown option '--epochs'. 'matiz features --help' shows what there is.\n" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_OneMessage_ExitTwo_NothingWritten(string[] more, string message)
    {
        using var workspace = new Workspace();
        var failed = CliRun.Of(workspace.FeaturesArguments("run", more));
        Assert.Equal(message, failed.Error);
        Assert.Equal(2, failed.Code);
        Assert.False(Directory.Exists(workspace.Path("run")));
    }

    [Fact]
    public void NaN_NamesTheRow_ExitTwo_NothingWritten()
    {
        using var workspace = new Workspace();
        string folder = workspace.CopyModel("broken", Workspace.TinyModel);
        string weights = Path.Combine(folder, "model.safetensors");
        using (var file = SafetensorsFile.Open("copy", File.ReadAllBytes(weights)))
        {
            SafetensorsWriter.Write(weights, [.. file.Tensors.Select(tensor => tensor.Name is not "embeddings.LayerNorm.bias"
                ? TensorToWrite.From(tensor)
                : TensorToWrite.From<float>(
                    tensor.Name, tensor.Shape, Enumerable.Repeat(float.NaN, 32).ToArray()))], SafetensorsWriter.PyTorchFormat);
        }

        string[] args = workspace.FeaturesArguments("run");
        args[Array.IndexOf(args, "--model") + 1] = folder;
        var failed = CliRun.Of(args);
        Assert.Equal(2, failed.Code);
        Assert.StartsWith(
            $"matiz: the feature of 'train' in row 0 (from 0; {workspace.Train}:2), column 0 (from 0) is NaN.", failed.Error,
            StringComparison.Ordinal);
        Assert.Single(failed.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(workspace.Path("run")));
    }

    [Fact]
    public void EmptySplit_OneClass_OutputInUse_ExitTwo()
    {
        using var workspace = new Workspace();
        string empty = workspace.Write("empty.csv", "text,label\n"), one = workspace.Write("one.csv", "text,label\na,joy\nb,joy\n");
        foreach (string[] args in (string[][])
            [
                ["features", "--train", workspace.Train, "--test", empty],
                ["features", "--train", one],
                [.. workspace.FeaturesArguments("used")],
            ])
        {
            Directory.CreateDirectory(workspace.Path("used"));
            workspace.Write("used/notes.txt", "mine");
            var failed = CliRun.Of(
                [.. args, .. args.Contains("--output") ? [] : (string[])["--output", workspace.Path("run"), "--no-cache"]]);
            Assert.Equal(2, failed.Code);
            Assert.Single(failed.Error.TrimEnd('\n').Split('\n'));
            Assert.False(Directory.Exists(workspace.Path("run")));
        }
    }

    [Fact]
    public void OneRowSplit_AndClassWithoutRows_AreWarnings()
    {
        using var workspace = new Workspace();
        string test = workspace.Write("single.csv", "text,label\ni was glad,0\n");
        string train = workspace.Write(
            "numbers.csv",
            "text,label\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"i was {(i % 2 == 0 ? "glad" : "mad")} {i},{i % 2}\n")));
        var told = CliRun.Of(
            "features", "--train", train, "--test", test, "--labels", "joy,anger,fear", "--model", Workspace.TinyModel, "--output",
            workspace.Path("run"), "--quiet", "--no-cache")
            .Succeeded();
        Assert.Contains("test: there is a single row.", told.Error, StringComparison.Ordinal);
        Assert.Single(told.Error.Split('\n'), line => line.Contains("'fear'", StringComparison.Ordinal));
    }

    [Fact]
    public void Train_NeverResumesARunOfFeatures()
    {
        var failed = CliRun.Of("train", "--output", run.Folder, "--resume");
        Assert.Equal(2, failed.Code);
        Assert.StartsWith(
            $"matiz: {run.Folder}: this is a run of matiz features, which has nothing to go on with.", failed.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Features_HasEveryOptionOfTheContract()
    {
        const string Contract =
            "--model --output --overwrite --seed --threads --device --max-length --token-bound --class-weight --problem-type --no-report "
            + "--quiet --verbose --json --train --validation "
            + "--test --format --text-column --text-pair-column --label-column --id-column --labels --label-separator "
            + "--validation-fraction "
            + "--pooling --layer --C --max-iter --save-model --export";
        Assert.Empty(Contract.Split(' ').Except(new Matiz.Cli.Commands.FeaturesCommand().Options.Select(option => option.Name)));
    }

    private static JsonObject Read(string folder, string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, file)))!.AsObject();

    private JsonObject Read(string file) => Read(run.Folder, file);
}
