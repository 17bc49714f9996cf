using System.Diagnostics;
using System.Text;

namespace Matiz.Cli.Tests;

/// <summary>Every input may be a pipe: it is opened once, and read once to its end.</summary>
public sealed class PipeTests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly List<Task> _writers = [];

    public void Dispose()
    {
        Assert.True(Task.WaitAll([.. _writers], TimeSpan.FromSeconds(60)), "a pipe was never opened for reading");
        _workspace.Dispose();
    }

    [Fact]
    public void Train_EveryFileIsAPipe_SameBits()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no named pipes.");
        string weights = """{"anger": 1, "fear": 2, "joy": 1.5}""", labels = "anger\nfear\njoy\n";
        string[] Arguments(string output, string train, string validation, string test, string names, string weight) =>
        [
            "train", "--train", train, "--validation", validation, "--test", test, "--labels", names, "--class-weight", weight,
            "--model", Workspace.TinyModel, "--output", _workspace.Path(output), "--epochs", "1", "--quiet",
        ];
        CliRun.Of(
            Arguments(
                "files", _workspace.Train, _workspace.Validation, _workspace.Test, _workspace.Write("labels.txt", labels),
                _workspace.Write("weights.json", weights)))
            .Succeeded();
        CliRun.Of(Arguments(
            "pipes", Pipe("a.csv", File.ReadAllBytes(_workspace.Train)), Pipe("b.csv", File.ReadAllBytes(_workspace.Validation)),
            Pipe("c.csv", File.ReadAllBytes(_workspace.Test)), Pipe("names", Encoding.UTF8.GetBytes(labels)),
            Pipe("weights", Encoding.UTF8.GetBytes(weights)))).Succeeded();
        Assert.Equal(_workspace.HashOfModel("files"), _workspace.HashOfModel("pipes"));

        var errors = CliRun.Of("errors", _workspace.Path("pipes"), "--split", "train");
        Assert.Equal(2, errors.Code);
        Assert.Contains("a.csv: this is a pipe or device, which cannot be read again", errors.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void FeaturesAndExplore_ReadPipes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no named pipes.");
        byte[] rows = File.ReadAllBytes(_workspace.Train);
        CliRun.Of("explore", "--train", Pipe("a.csv", rows), "--model", Workspace.TinyModel, "--no-map", "--json").Succeeded();
        CliRun.Of(
            "features", "--train", Pipe("b", rows), "--format", "csv", "--model", Workspace.TinyModel, "--output", _workspace.Path("f"),
            "--no-report", "--no-cache")
            .Succeeded();
        CliRun.Of("explore", "--train", Pipe("d.csv.gz", Packed(rows)), "--model", Workspace.TinyModel, "--no-map", "--json").Succeeded();
    }

    [Fact]
    public void PredictTokenizeEvaluate_ReadPipes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no named pipes.");
        byte[] rows = File.ReadAllBytes(_workspace.Test), lines = "{\"text\": \"a\"}\n{\"text\": \"b\"}\n"u8.ToArray();
        string model = _workspace.CopyModel("m", Workspace.TinyClassifier);
        foreach (string command in (string[])["predict", "tokenize"])
        {
            Assert.Equal(15, CliRun.Of(command, model, "--input", Pipe($"{command}.csv", rows), "--json").Succeeded().JsonLines.Length);
            Assert.Equal(2, CliRun.Of(command, model, "--input", Pipe(command, lines), "--json").Succeeded().JsonLines.Length);
        }

        byte[] numbers = "text,label\na,0\nb,1\n"u8.ToArray();
        string file = _workspace.Write("numbers.csv", numbers);
        Assert.Equal(
            CliRun.Of("evaluate", model, "--test", file, "--json").Succeeded().Output,
            CliRun.Of("evaluate", model, "--test", Pipe("e.csv", numbers), "--json").Succeeded().Output);
    }

    [Fact]
    public async Task Fix_ReviewIsAPipe_IsReadOnce_AndWritesIntoAPipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no named pipes.");
        CliRun.Of(_workspace.TrainArguments("run", "--no-report")).Succeeded();
        string review = _workspace.Path("review.csv");
        CliRun.Of("errors", _workspace.Path("run"), "--split", "test", "--export", review, "--quiet").Succeeded();
        CliRun.Of(
            "fix", _workspace.Path("run"), "--from", Pipe("r", File.ReadAllBytes(review)), "--output", _workspace.Path("fixed.csv"),
            "--quiet")
            .Succeeded();
        Assert.Equal(File.ReadAllBytes(_workspace.Test), File.ReadAllBytes(_workspace.Path("fixed.csv")));

        string pipe = Make("out");
        var reader = Task.Run(() => File.ReadAllBytes(pipe));
        CliRun.Of("fix", _workspace.Path("run"), "--from", review, "--output", pipe, "--quiet").Succeeded();
        Assert.Equal(
            File.ReadAllBytes(_workspace.Test), await reader.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal(
            [pipe, _workspace.Path("pipes-of-the-test/r")], Directory.GetFiles(Path.GetDirectoryName(pipe)!).Order(StringComparer.Ordinal));
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest)) gzip.Write(bytes);
        return packed.ToArray();
    }

    // Written once: whoever opens it a second time waits for ever.
    private string Pipe(string name, byte[] bytes)
    {
        string path = Make(name);
        _writers.Add(Task.Factory.StartNew(() => File.WriteAllBytes(path, bytes), TaskCreationOptions.LongRunning));
        return path;
    }

    private string Make(string name)
    {
        Directory.CreateDirectory(_workspace.Path("pipes-of-the-test"));
        string path = _workspace.Path(Path.Combine("pipes-of-the-test", name));
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        return path;
    }
}
