using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

public sealed class CalibrateCommandTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public CalibrateCommandTests()
    {
        Folder = _workspace.Path("run");
        File.WriteAllText(_workspace.Validation, Workspace.NoisyTable(60, 100));
        CliRun.Of(_workspace.TrainArguments("run", "--max-steps", "32", "--no-report")).Succeeded();
    }

    private string Folder { get; }

    private string Calibration => Path.Combine(Folder, "calibration.json");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void Calibrate_WritesTheFile_PredictAndEvaluateUseIt()
    {
        string hash = _workspace.HashOfModel("run");
        var raw = Predict();
        var measured = Evaluate();

        var told = CliRun.Of("calibrate", Folder, "--json").Succeeded().Json;

        Assert.Equal(
            ["min_score", "temperature", "thresholds"], JsonNode.Parse(File.ReadAllText(Calibration))!.AsObject().Select(pair => pair.Key));
        double temperature = told["temperature"]!.GetValue<double>();
        Assert.NotEqual(1, temperature);
        Assert.True(told["after"]!["log_loss"]!.GetValue<double>() < told["before"]!["log_loss"]!.GetValue<double>());
        Assert.Equal(60, told["rows"]!.GetValue<int>());

        var calibrated = Predict();
        Assert.True(JsonNode.DeepEquals(raw["logits"], calibrated["logits"]));
        Assert.Equal(raw["label"]!.GetValue<string>(), calibrated["label"]!.GetValue<string>());
        double[] logits = [.. raw["logits"]!.AsArray().Select(logit => logit!.GetValue<double>() / temperature)];
        double expected = Math.Exp(logits.Max()) / logits.Sum(Math.Exp);
        Assert.Equal(expected, calibrated["score"]!.GetValue<double>(), 1e-6);

        var after = Evaluate();
        Assert.Equal(measured["loss"]!.GetValue<double>(), after["loss"]!.GetValue<double>());
        Assert.Equal(measured["accuracy"]!.GetValue<double>(), after["accuracy"]!.GetValue<double>());
        Assert.NotEqual(measured["log_loss"]!.GetValue<double>(), after["log_loss"]!.GetValue<double>());
        Assert.Equal(raw.ToJsonString(), Predict("--raw").ToJsonString());
        Assert.Equal(measured.ToJsonString(), Evaluate("--raw").ToJsonString());
        Assert.Equal(hash, _workspace.HashOfModel("run"));
    }

    [Fact]
    public void Json_StatesTheCrossValidatedLogLoss()
    {
        var told = CliRun.Of("calibrate", Folder, "--json").Succeeded().Json;

        var tried = told["cross_validated"]!;
        Assert.Equal(
            ["temperature", "thresholds", "min_score", "before", "after", "rows", "cross_validated"], told.Select(pair => pair.Key));
        Assert.Equal(5, tried["folds"]!.GetValue<int>());
        Assert.Equal(told["before"]!["log_loss"]!.GetValue<double>(), tried["before"]!["log_loss"]!.GetValue<double>(), 1e-6);
        Assert.InRange(
            tried["after"]!["log_loss"]!.GetValue<double>(), told["after"]!["log_loss"]!.GetValue<double>(),
            told["before"]!["log_loss"]!.GetValue<double>());
        Assert.Equal(told.ToJsonString(), CliRun.Of("calibrate", Folder, "--json").Succeeded().Json.ToJsonString());
    }

    [Fact]
    public void Worse_IsRefused_AndWritesNothing_UnlessForced()
    {
        // Twelve rows, of a model that hardly knows anything: a temperature learns them by heart.
        File.WriteAllText(_workspace.Validation, Workspace.Table(12, 100));
        CliRun.Of(_workspace.TrainArguments("weak", "--no-report")).Succeeded();
        string weak = _workspace.Path("weak"), file = Path.Combine(weak, "calibration.json");

        foreach (string[] more in (string[][])[[], ["--json"], ["--min-score", "0.5"]])
        {
            var refused = CliRun.Of(["calibrate", weak, .. more]);
            Assert.Equal((2, ""), (refused.Code, refused.Output));
            Assert.Matches(
                $@"^matiz: {weak}: calibration makes the scores worse: cross-validated over 12 validation rows, "
                + @"the log loss goes from [0-9.]+ to [0-9.]+\. "
                + @"A better one was expected, so nothing was written\. "
                + @"Leave the scores as they are, train with more validation rows, or give --force\.\n$",
                refused.Error);
            Assert.False(File.Exists(file));
        }

        File.WriteAllText(file, """{"temperature":1.25}""");
        Assert.Equal(2, CliRun.Of("calibrate", weak).Code);
        Assert.Equal("""{"temperature":1.25}""", File.ReadAllText(file));

        CliRun.Of("report", weak).Succeeded();
        File.Delete(file);
        CliRun.Of("report", weak).Succeeded();
        string page = File.ReadAllText(Path.Combine(weak, "report.html"));
        Assert.Contains("No temperature helps: ", page, StringComparison.Ordinal);
        Assert.DoesNotContain("matiz calibrate writes it", page, StringComparison.Ordinal);

        var forced = CliRun.Of("calibrate", weak, "--force").Succeeded();
        Assert.Contains("warning: calibration makes the scores worse: ", forced.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void MinScore_IsSaved_AndTheOptionGoesBeforeIt()
    {
        var told = CliRun.Of("calibrate", Folder, "--min-score", "1").Succeeded();

        Assert.Contains("the least score 1 (0.0 %)", told.Output, StringComparison.Ordinal);
        var silent = Predict();
        Assert.Null(silent["label"]);
        Assert.Null(silent["label_index"]);
        Assert.NotNull(Predict("--min-score", "0")["label"]);
        Assert.NotNull(Predict("--raw")["label"]);
        Assert.Contains(
            "no label reaches 100.0 %", CliRun.Of("predict", Folder, "i was glad").Succeeded().Output, StringComparison.Ordinal);
        var measured = Evaluate();
        Assert.Equal((1, 0), (measured["min_score"]!.GetValue<double>(), measured["coverage"]!.GetValue<double>()));
        Assert.Null(measured["answered_accuracy"]);

        CliRun.Of("calibrate", Folder).Succeeded();
        Assert.NotNull(Predict()["label"]);
    }

    [Fact]
    public void SeveralLabels_GetAThresholdEach()
    {
        string file = _workspace.Write("several.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i =>
            $"{{\"text\":\"i was {(i % 2 == 0 ? "glad" : "mad")} on day "
                + $"{i}\",\"labels\":[\"{(i % 2 == 0 ? "joy" : "anger")}\"{(i % 3 == 0 ? ",\"third\"" : "")}]}}\n")));
        CliRun.Of(
            "train", "--train", file, "--validation", file, "--problem-type", "multi_label_classification", "--model", Workspace.TinyModel,
            "--output", _workspace.Path("several"), "--epochs", "1", "--quiet").Succeeded();

        var told = CliRun.Of("calibrate", _workspace.Path("several"), "--json").Succeeded().Json;

        Assert.Equal(["anger", "joy", "third"], told["thresholds"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(1, told["temperature"]!.GetValue<double>());
        Assert.True(told["after"]!["f1_macro"]!.GetValue<double>() >= told["before"]!["f1_macro"]!.GetValue<double>());
        var measured = CliRun.Of("evaluate", _workspace.Path("several"), "--test", file, "--json").Succeeded().Json;
        Assert.Equal(told["after"]!["f1_macro"]!.GetValue<double>(), measured["f1_macro"]!.GetValue<double>(), 1e-9);
        var answer = CliRun.Of("predict", _workspace.Path("several"), "i was glad", "--json").Succeeded().Json;
        var expected = told["thresholds"]!.AsObject()
            .Where(pair => answer["scores"]![pair.Key]!.GetValue<float>() > pair.Value!.GetValue<float>())
            .Select(pair => pair.Key);
        Assert.Equal(expected, answer["labels"]!.AsArray().Select(label => label!.GetValue<string>()));
    }

    [Fact]
    public void DamagedFile_IsToldBeforeTheFirstAnswer_RawHelps()
    {
        File.WriteAllText(Calibration, "{\"temperature\": -1}");
        foreach (string[] command in (string[][])[["predict", Folder, "a"], ["evaluate", Folder, "--test", _workspace.Test]])
        {
            var run = CliRun.Of(command);
            Assert.Equal(2, run.Code);
            Assert.Equal(
                $"matiz: {Calibration}: 'temperature' is -1. Expected a number above 0. "
                    + "Write it again with 'matiz calibrate', remove the file, or leave it out with --raw.\n",
                run.Error);
            CliRun.Of([.. command, "--raw"]).Succeeded();
        }

        CliRun.Of("calibrate", Folder).Succeeded();
        CliRun.Of("predict", Folder, "a").Succeeded();
    }

    [Fact]
    public void Overwrite_RemovesTheCalibration()
    {
        CliRun.Of("calibrate", Folder).Succeeded();
        CliRun.Of(_workspace.TrainArguments("run", "--overwrite", "--max-steps", "1")).Succeeded();
        Assert.False(File.Exists(Calibration));
    }

    [Fact]
    public void NothingToCalibrateWith_SaysWhat()
    {
        CliRun.Of(
            "train", "--train", _workspace.Train, "--validation-fraction", "0", "--test", _workspace.Test, "--model", Workspace.TinyModel,
            "--output", _workspace.Path("bare"), "--max-steps", "1", "--quiet")
            .Succeeded();
        var run = CliRun.Of("calibrate", _workspace.Path("bare"));
        Assert.Equal(2, run.Code);
        Assert.Contains("there is no row of 'validation'; it has rows of test.", run.Error, StringComparison.Ordinal);

        string numbers = _workspace.Write(
            "numbers.csv", "text,label\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"text {i},{i / 10.0:0.0}\n")));
        CliRun.Of(
            "train", "--train", numbers, "--problem-type", "regression", "--model", Workspace.TinyModel, "--output",
            _workspace.Path("numbers"), "--max-steps", "1", "--quiet")
            .Succeeded();
        run = CliRun.Of("calibrate", _workspace.Path("numbers"));
        Assert.Equal(
            (2, "matiz: the model gives numbers (regression), which have no scores. A classifier was expected. "
                + "There is nothing to calibrate.\n"),
            (run.Code, run.Error));
        Assert.Equal(2, CliRun.Of("errors", _workspace.Path("numbers"), "--suspects").Code);
        Assert.Equal(2, CliRun.Of("errors", _workspace.Path("numbers"), "--split", "train").Code);
        CliRun.Of("errors", _workspace.Path("numbers")).Succeeded();
        CliRun.Of("compare", _workspace.Path("numbers"), _workspace.Path("numbers")).Succeeded();
    }

    private JsonObject Predict(params string[] more) =>
        CliRun.Of(["predict", Folder, "i was glad and happy on day 3", "--json", .. more]).Succeeded().Json;

    private JsonObject Evaluate(params string[] more) =>
        CliRun.Of(["evaluate", Folder, "--test", _workspace.Test, "--json", .. more]).Succeeded().Json;
}
