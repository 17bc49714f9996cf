using System.Globalization;
using System.Text.Json.Nodes;

namespace Matiz.Cli.Tests.Commands;

/// <summary>Whatever looks at a calibrated run says the same of it.</summary>
public sealed class CalibratedRunTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public void OneLabel_PredictEvaluateErrorsCompareAndReport_SayTheSame()
    {
        string run = Trained("run"), raw = Copied(run, "raw");
        CliRun.Of("calibrate", run, "--min-score", "0.6", "--quiet").Succeeded();

        var rows = Errors(run);
        var answers = Predict(run, _workspace.Validation);
        Assert.Contains(rows, row => row["predicted"] is null);
        Assert.Contains(rows, row => row["predicted"] is not null);
        foreach (var row in rows)
        {
            var answer = answers[row["text"]!.GetValue<string>()];
            Assert.Equal(answer["label"]?.GetValue<string>(), row["predicted"]?.GetValue<string>());
            Assert.True(Near(answer["scores"]!, row["scores"]!), row.ToJsonString());
            Assert.True(Near(answer["logits"]!, row["logits"]!), row.ToJsonString());
        }

        var rawRows = Errors(run, "--raw").ToDictionary(row => row["line"]!.GetValue<int>());
        Assert.All(
            rows, row => Assert.Equal(rawRows[row["line"]!.GetValue<int>()]["loss"]!.GetValue<double>(), row["loss"]!.GetValue<double>()));
        Assert.True(JsonNode.DeepEquals(Errors(raw)[0]["scores"], Errors(run, "--raw")[0]["scores"]));

        var compared = CliRun.Of("compare", raw, run, "--split", "validation", "--json").Succeeded().Json;
        RequireMetrics(compared, "a", Evaluate(raw));
        RequireMetrics(compared, "b", Evaluate(run));
        Assert.NotEqual(0, compared["metrics"]!["log_loss"]!["difference"]!.GetValue<double>());
        Assert.Equal(0, compared["metrics"]!["loss"]!["difference"]!.GetValue<double>());
        Assert.Equal(rows.Count(row => row["predicted"] is null), compared["changed"]!.AsArray().Count(row => row!["b"] is null));
        var same = CliRun.Of("compare", raw, run, "--split", "validation", "--raw", "--json").Succeeded().Json;
        Assert.Equal(0, same["metrics"]!["log_loss"]!["difference"]!.GetValue<double>());
        Assert.Empty(same["changed"]!.AsArray());

        RequireInReport(run, Evaluate(run), ["accuracy", "log_loss", "f1_macro", "loss", "roc_auc_ovr"]);
        string head = CliRun.Of("errors", run, "--highest", "0", "--lowest", "0").Succeeded().Output.Split('\n')[0];
        Assert.Contains(
            $", {rows.Count(row => row["predicted"] is null)} below the least score (no label is given), ", head, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralLabels_PredictEvaluateErrorsCompareAndReport_SayTheSame()
    {
        string file = _workspace.Write("several.jsonl", string.Concat(Enumerable.Range(0, 60).Select(Several)));
        string run = _workspace.Path("run");
        CliRun.Of(
            "train", "--train", file, "--validation", file, "--problem-type", "multi_label_classification", "--model", Workspace.TinyModel,
            "--output", run, "--epochs", "2", "--learning-rate", "0.002", "--no-report", "--quiet").Succeeded();
        string raw = Copied(run, "raw");
        CliRun.Of("calibrate", run, "--force", "--quiet").Succeeded();

        var answers = Predict(run, file);
        var rows = Errors(run);
        Assert.All(rows, row => Assert.True(
            JsonNode.DeepEquals(answers[row["text"]!.GetValue<string>()]["labels"], row["predicted"]), row.ToJsonString()));

        var compared = CliRun.Of("compare", raw, run, "--json").Succeeded().Json;
        RequireMetrics(compared, "a", Evaluate(raw, file));
        RequireMetrics(compared, "b", Evaluate(run, file));
        Assert.NotEqual(0, compared["metrics"]!["f1_macro"]!["difference"]!.GetValue<double>());
        Assert.NotEmpty(compared["changed"]!.AsArray());
        int wrong = rows.Count(row => !JsonNode.DeepEquals(row["label"], row["predicted"]));
        Assert.Equal(1 - (wrong / 60.0), Evaluate(run, file)["subset_accuracy"]!.GetValue<double>(), 1e-9);

        CliRun.Of("report", run).Succeeded();
        RequireInReport(run, Evaluate(run, file), ["f1_macro", "f1_samples", "subset_accuracy", "hamming_loss", "loss"]);
    }

    [Fact]
    public void TrainAndReport_StateTheTemperature_AndWriteNone()
    {
        string run = Trained("run");
        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        CliRun.Of("report", run).Succeeded();

        Assert.Contains("The temperature is only stated here", page, StringComparison.Ordinal);
        Assert.Equal(page, File.ReadAllText(Path.Combine(run, "report.html")));
        Assert.False(File.Exists(Path.Combine(run, "calibration.json")));
    }

    [Fact]
    public void RunOfFeatures_AndOfTrain_AreCompared()
    {
        string run = Trained("run"), features = _workspace.Path("features");
        CliRun.Of(_workspace.FeaturesArguments("features", "--save-model", "--no-report")).Succeeded();
        CliRun.Of("calibrate", features, "--force", "--quiet").Succeeded();

        var compared = CliRun.Of("compare", run, features, "--split", "validation", "--json").Succeeded().Json;

        RequireMetrics(compared, "a", Evaluate(run));
        RequireMetrics(compared, "b", Evaluate(features));
    }

    [Fact]
    public void DamagedCalibration_IsTold_ByWhateverUsesIt()
    {
        string run = Trained("run");
        File.WriteAllText(Path.Combine(run, "calibration.json"), "{\"temperature\": 0}");
        foreach (string[] command in (string[][])[["errors", run], ["compare", run, run], ["report", run]])
        {
            var told = CliRun.Of(command);
            Assert.Equal(2, told.Code);
            Assert.Contains("calibration.json: 'temperature' is 0", told.Error, StringComparison.Ordinal);
        }

        CliRun.Of("errors", run, "--raw").Succeeded();
        CliRun.Of("compare", run, run, "--raw").Succeeded();
    }

    // Validation rows of which each sixth has another label, so that scores can be too sure.
    private string Trained(string name)
    {
        File.WriteAllText(_workspace.Validation, Workspace.NoisyTable(60, 100));
        CliRun.Of(_workspace.TrainArguments(name, "--max-steps", "32")).Succeeded();
        return _workspace.Path(name);
    }

    private string Copied(string folder, string name)
    {
        string copy = _workspace.CopyModel(name, folder);
        File.Delete(Path.Combine(copy, "report.html"));
        return copy;
    }

    private static JsonObject[] Errors(string run, params string[] more) =>
        CliRun.Of(["errors", run, "--highest", "100", "--lowest", "0", "--json", .. more]).Succeeded().JsonLines;

    private static Dictionary<string, JsonObject> Predict(string run, string file)
    {
        var answers = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var answer in CliRun.Of("predict", run, "--input", file, "--json", "--quiet").Succeeded().JsonLines)
            answers.TryAdd(answer["text"]!.GetValue<string>(), answer);
        return answers;
    }

    private JsonObject Evaluate(string run, string? file = null) =>
        CliRun.Of("evaluate", run, "--test", file ?? _workspace.Validation, "--json").Succeeded().Json;

    private static void RequireMetrics(JsonObject compared, string side, JsonObject evaluated)
    {
        foreach (var (name, values) in compared["metrics"]!.AsObject())
            Assert.Equal(evaluated[name]?.GetValue<double>() ?? double.NaN, values![side]?.GetValue<double>() ?? double.NaN, 1e-6);
    }

    private static void RequireInReport(string run, JsonObject evaluated, string[] names)
    {
        CliRun.Of("report", run).Succeeded();
        string page = File.ReadAllText(Path.Combine(run, "report.html"));
        foreach (string name in names)
        {
            string value = evaluated[name]!.GetValue<double>().ToString("0.000", CultureInfo.InvariantCulture);
            Assert.Contains($"<code>{name}</code></th><td>{value}</td>", page, StringComparison.Ordinal);
        }
    }

    private static bool Near(JsonNode a, JsonNode b)
    {
        double[] x = [.. Values(a)], y = [.. Values(b)];
        return x.Length == y.Length && x.Zip(y).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
    }

    private static IEnumerable<double> Values(JsonNode node) =>
        node is JsonArray array ? array.Select(value => value!.GetValue<double>()) : node.AsObject()
            .Select(pair => pair.Value!.GetValue<double>());

    private static string Several(int i) =>
        $"{{\"text\":\"i was {(i % 2 == 0 ? "glad" : "mad")} on day "
            + $"{i}\",\"labels\":[\"{(i % 2 == 0 ? "joy" : "anger")}\"{(i % 3 == 0 ? ",\"third\"" : "")}]}}\n";
}
