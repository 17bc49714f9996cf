using Matiz.Runs;
using Matiz.Training;

namespace Matiz.Tests.Runs;

public sealed class RunComparisonTests
{
    [Fact]
    public void Of_ARunAndItself_DiffersNowhere()
    {
        using var folder = new TemporaryFolder();
        RecordedRun.Write(folder["a"]);
        var run = RunRecord.Load(folder["a"]);

        var comparison = RunComparison.Compare(run, run, resamples: 50);

        Assert.Equal(
            ("test", 12, 0, 0, 0), (comparison.Split, comparison.Rows, comparison.OnlyInA, comparison.OnlyInB, comparison.Relabelled));
        Assert.All(
            comparison.Metrics, metric => Assert.True(metric.Difference.Difference is 0 || double.IsNaN(metric.Difference.Difference)));
        Assert.Equal(run.Results["test_f1"]!.Value, comparison.Metrics.Single(metric => metric.Name is "f1").Difference.A, 1e-9);
        Assert.Equal(
            run.Results["test_log_loss"]!.Value, comparison.Metrics.Single(metric => metric.Name is "log_loss").Difference.A, 1e-9);
        Assert.Equal(1, comparison.McNemar!.PValue);
        Assert.Empty(comparison.Changed);
    }

    [Fact]
    public void Of_ChangedRows_CountsThemAndTests()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = Two(folder, (line, i) => WithPrediction(line, i < 8 ? "joy" : "fear"));

        var comparison = RunComparison.Compare(a, b, resamples: 50);

        var expected =
            a.Predictions("test").Zip(b.Predictions("test")).Where(pair => pair.First.Predicted != pair.Second.Predicted).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(pair => pair.First.Source), comparison.Changed.Select(change => change.Row.Source));
        Assert.Equal(expected.Select(pair => pair.Second.Predicted), comparison.Changed.Select(change => change.B));
        Assert.Equal(
            a.Predictions("test").Zip(b.Predictions("test")).Count(pair => pair.First.IsWrong && !pair.Second.IsWrong),
            comparison.McNemar!.OnlySecondRight);
    }

    [Fact]
    public void Of_PartlyOtherRows_ComparesTheCommonOnes()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = Two(folder, (line, i) => i < 5 ? line.Replace("\"text\":\"", "\"text\":\"another ", StringComparison.Ordinal) : line);

        var comparison = RunComparison.Compare(a, b, resamples: 20);

        Assert.Equal((7, 5, 5), (comparison.Rows, comparison.OnlyInA, comparison.OnlyInB));
    }

    [Fact]
    public void Of_OtherTruth_LeavesTheRowOut()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = Two(
            folder, (line, i) => i == 0 ? line.Replace("\"label\":\"sadness\"", "\"label\":\"joy\"", StringComparison.Ordinal) : line);

        var comparison = RunComparison.Compare(a, b, resamples: 20);

        Assert.Equal((11, 1), (comparison.Rows, comparison.Relabelled));
    }

    [Fact]
    public void Of_OneRow_HasNoInterval()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = Two(folder, (line, i) => i > 0 ? line.Replace("\"text\":\"", "\"text\":\"another ", StringComparison.Ordinal) : line);

        var comparison = RunComparison.Compare(a, b, resamples: 20);

        Assert.Equal(1, comparison.Rows);
        Assert.All(comparison.Metrics, metric => Assert.True(double.IsNaN(metric.Difference.Low) && double.IsNaN(metric.Difference.High)));
        Assert.Equal(0, comparison.Metrics.Single(metric => metric.Name is "loss").Difference.Difference);
    }

    [Fact]
    public void Of_RowsThatWereReadTwice_MeetOneEach()
    {
        using var folder = new TemporaryFolder();
        RecordedRun.Write(folder["a"]);
        string predictions = folder["a/predictions.jsonl"], info = folder["a/dataset_info.json"];
        string[] test = [.. File.ReadAllLines(predictions).Where(line => line.Contains("\"split\":\"test\"", StringComparison.Ordinal))];
        File.AppendAllText(predictions, string.Join('\n', test) + "\n");
        var changed = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(info))!;
        changed["splits"]!["test"]!["rows"] = 24;
        File.WriteAllText(info, changed.ToJsonString());
        var run = RunRecord.Load(folder["a"]);

        var comparison = RunComparison.Compare(run, run, resamples: 20);

        Assert.Equal((24, 0, 0), (comparison.Rows, comparison.OnlyInA, comparison.OnlyInB));
    }

    [Fact]
    public void Of_NothingInCommon_SaysWhatDiffers()
    {
        using var folder = new TemporaryFolder();
        var (a, b) = Two(folder, (line, _) => line.Replace("\"text\":\"", "\"text\":\"another ", StringComparison.Ordinal));

        var exception = Assert.Throws<TrainingException>(() => RunComparison.Compare(a, b));

        Assert.Equal(
            $"the runs were measured on other rows: rows split off from the training file in {a.Path}, rows split off from the training "
            + $"file in {b.Path} "
            + "(12 and 12 rows, none of them the same file, line and text). Runs measured on the same rows were expected. "
            + "Train or measure both with the same DatasetFiles.Test.",
            exception.Message);
    }

    [Fact]
    public void Of_OtherOrderOfLabels_IsTranslated()
    {
        using var folder = new TemporaryFolder();
        RecordedRun.Write(folder["a"]);
        RecordedRun.Write(folder["b"], ["surprise", "fear", "anger", "love", "joy", "sadness"]);
        var (a, b) = (RunRecord.Load(folder["a"]), RunRecord.Load(folder["b"]));

        var comparison = RunComparison.Compare(a, b, resamples: 20);

        Assert.Equal(12, comparison.Rows);
        Assert.Equal(b.Results["test_f1_macro"]!.Value, comparison.Metrics.Single(metric => metric.Name is "f1_macro").Difference.B, 1e-9);
        Assert.Equal(b.Results["test_loss"]!.Value, comparison.Metrics.Single(metric => metric.Name is "loss").Difference.B, 1e-6);
        Assert.Equal(b.Results["test_log_loss"]!.Value, comparison.Metrics.Single(metric => metric.Name is "log_loss").Difference.B, 1e-6);
        var others = b.Predictions("test").ToDictionary(row => row.Source);
        Assert.All(
            comparison.Changed,
            change => Assert.Equal(b.Labels!.NameOf(others[change.Row.Source].Predicted.Index), a.Labels!.NameOf(change.B.Index)));
    }

    private static string WithPrediction(string line, string label) =>
        System.Text.RegularExpressions.Regex.Replace(line, "\"predicted\":\"[a-z]+\"", $"\"predicted\":\"{label}\"");

    // A run, and a copy of it with its test lines changed.
    private static (RunRecord A, RunRecord B) Two(TemporaryFolder folder, Func<string, int, string> change)
    {
        RecordedRun.Write(folder["a"]);
        TinyRuns.CopyFolder(folder["a"], folder["b"]);
        int test = 0;
        string[] lines = [.. File.ReadAllLines(folder["b/predictions.jsonl"]).Select(
            line => line.Contains("\"split\":\"test\"", StringComparison.Ordinal) ? change(line, test++) : line)];
        File.WriteAllText(folder["b/predictions.jsonl"], string.Join('\n', lines) + "\n");
        return (RunRecord.Load(folder["a"]), RunRecord.Load(folder["b"]));
    }
}
