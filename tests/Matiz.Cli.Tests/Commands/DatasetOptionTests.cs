using System.Text.Json.Nodes;
using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Commands;

public sealed class DatasetOptionTests : IDisposable
{
    private readonly Workspace _work = new();
    private readonly string _folder;

    public DatasetOptionTests()
    {
        _folder = _work.Path("mails");
        Directory.CreateDirectory(_folder);
        File.Copy(_work.Train, Path.Join(_folder, "train.csv"));
        File.Copy(_work.Validation, Path.Join(_folder, "dev.csv"));
        File.Copy(_work.Test, Path.Join(_folder, "test.csv"));
        File.WriteAllText(Path.Join(_folder, "README.md"), """
            ---
            configs:
            - config_name: plain
              data_files:
              - {split: train, path: train.csv}
              - {split: dev, path: dev.csv}
              - {split: test, path: test.csv}
            ---
            # Mails
            """);
    }

    public void Dispose() => _work.Dispose();

    [Fact]
    public void Train_OfAFolder_GivesTheBitsOfItsFiles_AndTheRunKnowsItsRows()
    {
        CliRun.Of(_work.TrainArguments("files", "--no-report")).Succeeded();
        var run = CliRun.Of(Training("run", "--no-report"));
        run.Succeeded();
        Assert.Contains($"{_folder}: its split 'dev' is taken for validation.", run.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_work.Path("files/model.safetensors")), File.ReadAllBytes(_work.Path("run/model.safetensors")));
        var settings = Json("run/training_args.json");
        Assert.Equal(_folder, settings["dataset_name"]!.ToString());
        Assert.Equal("plain", settings["dataset_config_name"]!.ToString());
        Assert.Null(settings["validation_fraction"]);
        Assert.Equal(["train", "validation"], settings["data_files"]!.AsArray().Select(file => file!["split"]!.ToString()));
        var origin = Json("run/dataset_info.json")["origin"]!;
        Assert.Equal(_folder, origin["name"]!.ToString());
        Assert.Equal("plain", origin["configuration"]!.ToString());

        var resumed = CliRun.Of("train", "--output", _work.Path("run"), "--resume");
        resumed.Succeeded();
        Assert.Contains("is finished", resumed.Error, StringComparison.Ordinal);
        var other = CliRun.Of("train", "--output", _work.Path("run"), "--resume", "--dataset", _folder, "--dataset-config", "other");
        Assert.Equal(2, other.Code);
        Assert.Contains("--dataset-config: plain recorded, other given", other.Error, StringComparison.Ordinal);
        CliRun.Of("errors", _work.Path("run"), "--split", "train", "--highest", "1").Succeeded();

        var measured = CliRun.Of("evaluate", _work.Path("run"), "--dataset", _folder, "--json");
        measured.Succeeded();
        Assert.Equal(
            (double)Json("run/test_results.json")["test_accuracy"]!, (double)JsonNode.Parse(measured.Output)!["accuracy"]!, 12);
        var dev = CliRun.Of("evaluate", _work.Path("run"), "--dataset", _folder, "--dataset-split", "test=dev");
        dev.Succeeded();
        Assert.Contains($"{_folder}: measured on its split 'dev'.", dev.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_ById_GivesTheBitsOfFiles_AndFindsItsRowsWithoutTheHub()
    {
        using var hub = TestHub.Start();
        var repository = hub.AddFolder("me/mails", _folder, "datasets");
        var options = new HubOptions { Endpoint = new Uri(hub.Endpoint), HomeFolder = _work.Path("home"), Retries = 0 };
        CliRun.Of(_work.TrainArguments("files", "--no-report")).Succeeded();
        string[] line = Training("run", "--no-report");
        line[2] = "me/mails";
        var run = CliRun.With(options, line).Succeeded();
        Assert.Contains("me/mails: there is no such path here; asking 127.0.0.1 for it.", run.Error, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(_work.Path("files/model.safetensors")), File.ReadAllBytes(_work.Path("run/model.safetensors")));
        var settings = Json("run/training_args.json");
        Assert.Equal(repository.Head.Id, settings["dataset_commit"]!.ToString());
        Assert.Equal("me/mails/train.csv", settings["data_files"]![0]!["path"]!.ToString());
        var origin = Json("run/dataset_info.json")["origin"]!;
        Assert.Equal(("me/mails", "main"), (origin["name"]!.ToString(), origin["revision"]!.ToString()));

        repository.Commit("train.csv", "text,label\nnew,joy\nrows,anger\n");          // what was trained on is a commit before
        hub.ClearRequests();
        var offline = options with { IsOffline = true };
        CliRun.With(offline, "errors", _work.Path("run"), "--split", "train", "--highest", "2").Succeeded();
        CliRun.With(offline, "errors", _work.Path("run"), "--export", _work.Path("review.csv")).Succeeded();
        CliRun.With(offline, "fix", _work.Path("run"), "--from", _work.Path("review.csv"), "--output", _work.Path("fixed.csv")).Succeeded();
        Assert.Equal(File.ReadAllText(_work.Validation), File.ReadAllText(_work.Path("fixed.csv")));
        CliRun.With(offline, "train", "--output", _work.Path("run"), "--resume").Succeeded();
        Assert.Empty(hub.Requests);
        var empty = CliRun.With(
            options with { HomeFolder = _work.Path("other"), IsOffline = true }, "errors", _work.Path("run"), "--split", "train");
        Assert.Equal(2, empty.Code);
        Assert.Contains("me/mails", empty.Error, StringComparison.Ordinal);
        Assert.Single(empty.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Train_InterruptedById_GoesOnWithTheCommitThatItBeganWith()
    {
        using var hub = TestHub.Start();
        var repository = hub.AddFolder("me/mails", _folder, "datasets");
        var options = new HubOptions { Endpoint = new Uri(hub.Endpoint), HomeFolder = _work.Path("home"), Retries = 0 };
        string[] line = Training("whole", "--no-report", "--save-steps", "4", "--save-limit", "9");
        line[2] = "me/mails";
        CliRun.With(options, line).Succeeded();
        line[6] = _work.Path("cut");
        CliRun.With(options, line).Succeeded();
        foreach (string made in (string[])["all_results.json", "checkpoint-16", "checkpoint-12"])
        {
            string path = Path.Join(_work.Path("cut"), made);
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }

        repository.Commit("train.csv", "text,label\nnew,joy\nrows,anger\n");
        CliRun.With(options with { IsOffline = true }, "train", "--output", _work.Path("cut"), "--resume").Succeeded();
        Assert.Equal(File.ReadAllBytes(_work.Path("whole/model.safetensors")), File.ReadAllBytes(_work.Path("cut/model.safetensors")));
    }

    [Fact]
    public void Dataset_ThatIsNeitherPathNorId_IsToldSo()
    {
        using var hub = TestHub.Start();
        var options = new HubOptions { Endpoint = new Uri(hub.Endpoint), HomeFolder = _work.Path("home"), Retries = 0 };
        var run = CliRun.With(options, "explore", "--dataset", "emotion", "--model", Workspace.TinyModel, "--no-map", "--quiet");
        Assert.Equal(2, run.Code);
        Assert.StartsWith(
            "matiz: 'emotion': there is no such path, so it was looked for as an id of the Hub. ", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void DataInfo_OfAFolder_TellsItsSplits()
    {
        var run = CliRun.Of("data", "info", _folder, "--json");
        run.Succeeded();
        var files = JsonNode.Parse(run.Output)!["files"]!.AsArray();
        Assert.Equal(["train", "dev", "test"], files.Select(file => file!["split"]!.ToString()));
        Assert.Equal("plain", files[0]!["configuration"]!.ToString());
        Assert.Equal(["anger", "fear", "joy"], files[0]!["labels"]!.AsArray().Select(label => label!.ToString()));
        Assert.Contains("dev.csv (dev): csv, 12 rows", CliRun.Of("data", "info", _folder).Output, StringComparison.Ordinal);
        Assert.Equal(0, CliRun.Of("data", "head", _folder, "--rows", "1").Code);
        Refused(
            $"data convert: '{_folder}' is no file, but a dataset, whose splits are no one table. Files were expected. "
            + "Name files that exist; "
            + "'data info' lists those of a dataset.",
            "data", "convert", _folder, "--output", _work.Path("x.csv"));
    }

    [Fact]
    public void Explore_OfAFolder_CountsItsRows()
    {
        var run = CliRun.Of("explore", "--dataset", _folder, "--model", Workspace.TinyModel, "--no-map", "--json");
        run.Succeeded();
        Assert.Equal(87, JsonNode.Parse(run.Output)!["labels"]!.AsObject().Sum(label => (int)label.Value!));
    }

    [Fact]
    public void OptionsThatContradict_AreRefused()
    {
        Refused(
            "--dataset and --train were both given. One of them was expected: a dataset has splits of its own. Leave one out; --test may "
            + "stand beside --dataset.", "train", "--dataset", _folder, "--train", _work.Train);
        Refused(
            "--dataset-config was given without --dataset. A dataset was expected that it says something of. Give --dataset ID, or leave "
            + "--dataset-config out.", "train", "--dataset-config", "x");
        Refused(
            "'x' says no split. One such as validation=NAME was expected, with train, validation, test in front, each once. "
            + "Correct --dataset-split.", "train", "--dataset", _folder, "--dataset-split", "x");
        Refused(
            $"{_folder}: there is no split 'x'. Expected 'train', 'dev', 'test'. Correct --dataset-split.",
            Training("a", "--dataset-split", "test=x"));
        Refused(
            $"{_folder}: it has validation rows of its own, and --validation-fraction was given. One of them was expected. "
            + "Leave --validation-fraction out.", Training("b", "--validation-fraction", "0.2"));
        Refused(
            $"{_folder}: the dataset has no configuration 'x'. Expected 'plain'. Correct --dataset-config.",
            Training("c", "--dataset-config", "x"));
        Refused(
            "./none: there is no such folder, and this can only be a path. A folder, or an id of the Hub such as 'dair-ai/emotion', was "
            + "expected. Check the path and the current folder.",
            "train", "--dataset", "./none", "--model", Workspace.TinyModel, "--output", _work.Path("d"));
    }

    private string[] Training(string output, params string[] more) =>
    [
        "train", "--dataset", _folder, "--model", Workspace.TinyModel, "--output", _work.Path(output), "--epochs", "2", "--batch-size", "8",
        "--learning-rate", "0.003", .. more,
    ];

    private JsonNode Json(string path) => JsonNode.Parse(File.ReadAllText(_work.Path(path)))!;

    private static void Refused(string message, params string[] line)
    {
        var run = CliRun.Of(line);
        Assert.Equal("matiz: " + message + "\n", run.Error);
        Assert.Equal(2, run.Code);
    }
}
