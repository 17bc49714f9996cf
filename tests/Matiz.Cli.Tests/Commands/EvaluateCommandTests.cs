using System.Text.Json.Nodes;
using Matiz.Metrics;

namespace Matiz.Cli.Tests.Commands;

public sealed class EvaluateCommandTests(TrainedRun run) : IClassFixture<TrainedRun>
{
    [Fact]
    public void Json_OfTheRunsOwnTestFile_EqualsItsTestResults()
    {
        var measured = CliRun.Of("evaluate", run.Folder, "--test", run.Workspace.Test, "--json").Succeeded().Json;
        var results = JsonNode.Parse(File.ReadAllText(Path.Combine(run.Folder, "test_results.json")))!.AsObject();
        foreach (string name in MetricCatalog.SingleLabel)
            Assert.True(
                JsonNode.DeepEquals(results["test_" + name], measured[name]), $"{name}: {results["test_" + name]} and {measured[name]}");
        Assert.Equal(
            [.. MetricCatalog.SingleLabel, "per_class", "confusion_matrix", "labels", "rows", "precision", "computed"],
            measured.Select(pair => pair.Key));
        Assert.Equal(15, measured["rows"]!.GetValue<int>());
        Assert.Equal(["precision", "recall", "f1", "support"], measured["per_class"]!["joy"]!.AsObject().Select(pair => pair.Key));
        Assert.Equal(15, measured["confusion_matrix"]!.AsArray().Sum(row => row!.AsArray().Sum(count => count!.GetValue<int>())));
        Assert.Equal("[\"anger\",\"fear\",\"joy\"]", measured["labels"]!.ToJsonString());
    }

    [Fact]
    public void Tables_AreReadableWithoutColour()
    {
        var measured = CliRun.Of("evaluate", run.Folder, "--test", run.Workspace.Test).Succeeded();
        foreach (
            string part in (string[])["Metrics of 15 rows", "accuracy", "Classes", "weighted avg", "Confusion matrix", "true \\ predicted"])
            Assert.Contains(part, measured.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', measured.Output);
        Assert.DoesNotContain(measured.Output.Split('\n'), line => line.EndsWith(' '));
        Assert.Contains(
            "\e[48;5;", CliRun.OnTerminal("evaluate", run.Folder, "--test", run.Workspace.Test).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void StandardInput_IsAnIndexOrAName()
    {
        string input = "{\"text\":\"i was glad\",\"label\":2}\n{\"text\":\"i was mad\",\"label\":\"anger\"}\n";
        Assert.Equal(2, CliRun.WithInput(input, "evaluate", run.Folder, "--test", "-", "--json").Succeeded().Json["rows"]!.GetValue<int>());
    }

    [Fact]
    public void WholeNumbers_AreRead_OneWay_AndItIsSaid()
    {
        string file = run.Workspace.Write("numbers.csv", "text,label\ni was glad,2\ni was mad,0\n");
        var measured = CliRun.Of("evaluate", run.Folder, "--test", file).Succeeded();
        Assert.Contains("labels are read as indices: 0 is 'anger', 2 is 'joy'.\n", measured.Error, StringComparison.Ordinal);
        Assert.Equal(
            CliRun.Of(
                "evaluate", run.Folder, "--test", run.Workspace.Write("names.csv", "text,label\ni was glad,joy\ni was mad,anger\n"),
                "--json").Output,
            CliRun.WithInput(File.ReadAllText(file), "evaluate", run.Folder, "--test", "-", "--format", "csv", "--json").Output);
    }

    [Fact]
    public void NumbersAsNames_FitBothReadings_ExitTwo_UnlessTold()
    {
        string folder = run.Workspace.CopyModel("digits", run.Folder);
        string config = Path.Combine(folder, "config.json");
        File.WriteAllText(
            config,
            File.ReadAllText(config)
                .Replace("\"anger\"", "\"1\"", StringComparison.Ordinal)
                .Replace("\"fear\"", "\"2\"", StringComparison.Ordinal)
                .Replace("\"joy\"", "\"3\"", StringComparison.Ordinal));
        string file = run.Workspace.Write("open.csv", "text,label\na,1\nb,2\n");
        foreach (
            var refused in (CliRun[])[CliRun.Of("evaluate", folder, "--test", file), CliRun.WithInput(
                File.ReadAllText(file), "evaluate", folder, "--test", "-", "--format", "csv")])
        {
            Assert.Equal(2, refused.Code);
            Assert.Contains(
                ":2: the label '1' may mean '1' or '2': all labels fit as names or indices.", refused.Error, StringComparison.Ordinal);
            Assert.Empty(refused.Output);
        }

        foreach (string reading in (string[])["names", "indices"])
            Assert.Equal(
                2,
                CliRun.Of("evaluate", folder, "--test", file, "--label-reading", reading, "--json")
                    .Succeeded().Json["rows"]!.GetValue<int>());
        var indices = CliRun.Of("evaluate", folder, "--test", file, run.Workspace.Write("zero.csv", "text,label\nc,0\n"), "--json")
            .Succeeded();
        Assert.Equal(1, indices.Json["per_class"]!["3"]!["support"]!.GetValue<double>());
    }

    [Fact]
    public void NumbersAsNames_OfTheRunsOwnFile_AreReadAsInTraining()
    {
        using var workspace = new Workspace();
        string Numbered(string path) => File.ReadAllText(path)
            .Replace(",anger", ",1", StringComparison.Ordinal)
            .Replace(",fear", ",2", StringComparison.Ordinal)
            .Replace(",joy", ",3", StringComparison.Ordinal);
        string train = workspace.Write("n.csv", Numbered(workspace.Train));
        string test =
            workspace.Write("t.csv", string.Concat(Numbered(workspace.Test).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(
                line => !line.EndsWith(",3", StringComparison.Ordinal)).Select(line => line + "\n")));
        CliRun.Of(
            "train", "--train", train, "--test", test, "--model", Workspace.TinyModel, "--output", workspace.Path("run"), "--epochs", "1",
            "--no-report")
            .Succeeded();
        var results = JsonNode.Parse(File.ReadAllText(Path.Combine(workspace.Path("run"), "test_results.json")))!;
        var measured = CliRun.Of("evaluate", workspace.Path("run"), "--test", test, "--json").Succeeded().Json;
        Assert.True(JsonNode.DeepEquals(results["test_loss"], measured["loss"]));
        string other = workspace.Write("other.csv", File.ReadAllText(test) + "one more,1\n");
        Assert.Equal(2, CliRun.Of("evaluate", workspace.Path("run"), "--test", other).Code);
    }

    // The logits are finite, their cross-entropy is no 32-bit number.
    [Fact]
    public void LogitsAtTheEndOfTheirRange_AreMeasured()
    {
        string folder = run.Workspace.CopyModel("far", run.Folder), weights = Path.Combine(folder, "model.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);
        int header = BitConverter.ToInt32(bytes);
        var entry = JsonNode.Parse(bytes.AsSpan(8, header))!["classifier.bias"]!["data_offsets"]!.AsArray();
        float[] bias = [3e38f, -3e38f, 0];
        for (int k = 0; k < 3; k++) BitConverter.TryWriteBytes(bytes.AsSpan(8 + header + entry[0]!.GetValue<int>() + (4 * k)), bias[k]);
        File.WriteAllBytes(weights, bytes);
        string file = run.Workspace.Write("far.csv", "text,label\na,anger\nb,fear\n");
        var measured = CliRun.Of("evaluate", folder, "--test", file, "--json").Succeeded().Json;
        Assert.Equal(3e38, measured["loss"]!.GetValue<double>(), 1e33);
        Assert.Equal(0.5, measured["accuracy"]!.GetValue<double>());
    }

    [Fact]
    public void OneFileTwice_IsSaidByName()
    {
        var measured = CliRun.Of("evaluate", run.Folder, "--test", run.Workspace.Test, run.Workspace.Test).Succeeded();
        Assert.Contains(
            $"warning: test: {run.Workspace.Test} is named twice, so its rows count twice. Kept; name it once.\n", measured.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownLabel_NamesFileAndLine_ExitTwo()
    {
        string file = run.Workspace.Write("unknown.csv", "text,label\na,joy\nb,boredom\n");
        var measured = CliRun.Of("evaluate", run.Folder, "--test", file);
        Assert.Equal(2, measured.Code);
        Assert.Contains($"{file}:3: ", measured.Error, StringComparison.Ordinal);
        Assert.Contains("boredom", measured.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingToMeasureOn_ExitTwo()
    {
        var measured = CliRun.Of("evaluate", run.Folder);
        Assert.Equal(2, measured.Code);
        Assert.Equal(
            "matiz: there is nothing to measure on. Labelled rows were expected. Give --test F, or --dataset ID for one of the Hub.\n",
            measured.Error);
    }
}
