using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Runs;

/// <summary>What version 0.1.0 wrote is still read; its paths are relative, so commands run in the folder where it ran.</summary>
public sealed class EarlierVersionTests : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Matiz.Cli.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("matiz-earlier-").FullName;

    public EarlierVersionTests() => Copy(SharedFiles.Golden("run-0.1.0"), _folder);

    [Theory]
    [InlineData("run")]
    [InlineData("features")]
    public void Report_IsWritten(string run)
    {
        Assert.Equal(Path.Combine(run, "report.html") + "\n", Run("report", run).Output);
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(_folder, run, "report.html")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "validation", 12)]
    [InlineData("run", "test", 9)]
    [InlineData("run", "train", 30)]
    [InlineData("features", "validation", 12)]
    public void Errors_ListsEveryRow(string run, string split, int rows) =>
        Assert.Equal(rows, Run("errors", run, "--split", split, "--json", "--highest", "50").Output.TrimEnd('\n').Split('\n').Length);

    [Fact]
    public void Compare_MeasuresBoth()
    {
        var metrics = JsonNode.Parse(Run("compare", "run", "features", "--json").Output)!["metrics"]!;
        Assert.Equal(Recorded("run", "test_accuracy"), metrics["accuracy"]!["a"]!.GetValue<double>(), 9);
        Assert.Equal(Recorded("features", "test_accuracy"), metrics["accuracy"]!["b"]!.GetValue<double>(), 9);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("features")]
    public void Evaluate_GivesTheRecordedMetrics(string run)
    {
        var metrics = JsonNode.Parse(Run("evaluate", run, "--test", "test.csv", "--json").Output)!;
        foreach (string name in (string[])["accuracy", "f1", "loss"])
            Assert.Equal(Recorded(run, "test_" + name), metrics[name]!.GetValue<double>(), 5);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("features")]
    public void Predict_GivesTheRecordedLogits(string run)
    {
        var row = JsonNode.Parse(File.ReadLines(Path.Combine(_folder, run, "predictions.jsonl")).First())!;
        var answer = JsonNode.Parse(Run("predict", run, row["text"]!.GetValue<string>(), "--json").Output)!;
        foreach (var (expected, found) in row["logits"]!.AsArray().Zip(answer["logits"]!.AsArray()))
            Assert.Equal(expected!.GetValue<double>(), found!.GetValue<double>(), 4);
    }

    [Fact]
    public void Calibrate_WritesTheTemperature()
    {
        Run("calibrate", "run");
        Assert.True(File.Exists(Path.Combine(_folder, "run", "calibration.json")));
    }

    [Fact]
    public void Interrupted_GoesOnWithItsKernels_ToTheSameBits()
    {
        Run("train", "--output", "interrupted", "--resume", "--quiet");
        Assert.Equal(HashOfModel("run"), HashOfModel("interrupted"));
    }

    [Fact]
    public void Interrupted_ThatCannotGoOn_SaysSo()
    {
        File.AppendAllText(Path.Combine(_folder, "train.csv"), "one more,joy\n");
        var resumed = Start("reference", "train", "--output", "interrupted", "--resume");
        Assert.Equal(2, resumed.Code);
        Assert.Contains("train.csv", resumed.Error, StringComparison.Ordinal);
        Assert.Single(resumed.Error.TrimEnd('\n').Split('\n'));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private CliRun Run(params string[] words) => Start("reference", words).Succeeded();

    private CliRun Start(string kernels, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. words])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder,
        };
        start.Environment["MATIZ_KERNELS"] = kernels;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CliRun(process.ExitCode, output, error.Result);
    }

    private double Recorded(string run, string key) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Combine(_folder, run, "all_results.json")))![key]!.GetValue<double>();

    private string HashOfModel(string run) =>
        Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder, run, "model.safetensors"))));

    private static void Copy(string source, string target)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
