using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Matiz.Cli.Tests.Streams;

/// <summary>
/// Every command and every signal that asks for an end, at a moment drawn by a seed: 130, no input changed, nothing half-written.
/// </summary>
public sealed class SignalTests(SignalTests.Finished finished) : IClassFixture<SignalTests.Finished>
{
    private static readonly string[] Signals = ["INT", "TERM", "HUP"];

    // What each command is given; a command that is not here fails the test below.
    private static readonly Dictionary<string, string[]> Lines = new(StringComparer.Ordinal)
    {
        [
            "train"] = ["--train", "train.csv", "--validation", "validation.csv", "--model", "base", "--output", "new", "--epochs",
            "100000", "--no-report",
        ],
        ["features"] = ["--train", "many.csv", "--model", "base", "--output", "new", "--no-cache", "--export", "new.npy"],
        ["explore"] = ["--train", "many.csv", "--model", "base", "--output", "new.html"],
        ["predict"] = ["run", "--input", "many.csv", "--output", "new.jsonl"],
        ["evaluate"] = ["run", "--test", "many.csv"],
        ["errors"] = ["run", "--export", "new.csv"],
        ["fix"] = ["run", "--from", "review.csv", "--output", "new.csv"],
        ["compare"] = ["run", "run"],
        ["calibrate"] = ["run", "--force"],
        ["tokenize"] = ["run", "--input", "many.csv", "--json"],
        ["report"] = ["run", "--output", "run/report.html"],
        ["convert"] = ["run", "--to", "pytorch", "--output", "new"],
        ["quantize"] = ["run", "--output", "new", "--validation", "many.csv"],
        ["info"] = ["run"],
        ["data"] = ["convert", "many.csv", "--output", "new.jsonl"],
        ["hub"] = ["logout"],
        ["serve"] = ["run", "--port", "0"],
        ["bench"] = [],
    };

    public static TheoryData<string, string, int> Cases
    {
        get
        {
            var random = new Random(8);
            var cases = new TheoryData<string, string, int>();
            foreach (string command in CommandLine.Commands.Select(make => make().Name))
            {
                foreach (string signal in Signals)
                {
                    int moment = random.Next(500);
                    if (command is not "serve" || signal is not "HUP") cases.Add(command, signal, moment);      // it reads its files again
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Signal_AtAnyMoment_LeavesEverythingAsItWas(string command, string signal, int milliseconds)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent, and their handlers seen, on Linux");
        using var workspace = new Workspace();
        finished.CopyTo(workspace.Root);
        var before = Hashes(workspace.Root);
        var run = Interrupted(workspace.Root, signal, milliseconds, [command, .. Lines[command]]);

        Assert.True(run.Code is 130 or 0, $"exit code {run.Code}: {run.Error}");
        StandardStreamsTests.AssertNothingTemporary(workspace);
        var after = Hashes(workspace.Root);
        foreach (var (path, hash) in before)
        {
            if (run.Code == 0 && path is "run/report.html" or "run/calibration.json") continue;
            Assert.True(after.TryGetValue(path, out string? now) && now == hash, $"{path} was changed");
        }

        if (run.Code == 0) return;
        Assert.EndsWith("\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("interrupted", run.Error, StringComparison.Ordinal);
        // A file that was whole just before the signal came stays.
        var named = Lines[command].Where(word => word.StartsWith("new.", StringComparison.Ordinal)).ToList();
        var whole = named.Concat(named.Where(after.ContainsKey).Select(name => name + ".audit.jsonl"));     // it comes with what it is of
        if (command is not ("train" or "features" or "convert")) Assert.Equal(before.Keys.Order(), after.Keys.Except(whole).Order());
        if (command is "convert" && Directory.Exists(workspace.Path("new")))
            Assert.True(File.Exists(workspace.Path("new/pytorch_model.bin")));
        if (command is "features" && Directory.Exists(workspace.Path("new")))
            Assert.True(File.Exists(workspace.Path("new/all_results.json")));
    }

    public static TheoryData<string, string[]> Waiting => new()
    {
        { "INT", ["predict", "run", "-"] },
        { "TERM", ["predict", "run", "--input", "pipe", "--format", "lines"] },
        { "HUP", ["tokenize", "run", "-"] },
        { "INT", ["tokenize", "run", "--input", "pipe", "--format", "csv"] },
        { "TERM", ["evaluate", "run", "--test", "-", "--format", "csv"] },
        { "HUP", ["evaluate", "run", "--test", "pipe", "--format", "jsonl"] },
        { "INT", ["train", "--train", "-", "--format", "csv", "--model", "base", "--output", "new"] },
        { "TERM", ["train", "--train", "pipe", "--format", "csv", "--model", "base", "--output", "new"] },
        { "HUP", ["features", "--train", "-", "--format", "csv", "--model", "base", "--output", "new"] },
        { "INT", ["explore", "--train", "pipe", "--format", "csv", "--model", "base"] },
        { "TERM", ["fix", "run", "--from", "pipe", "--output", "new.csv"] },
        { "HUP", ["info", "pipe"] },
    };

    [Theory]
    [MemberData(nameof(Waiting))]
    public void Signal_WhileNothingArrives_EndsTheWait(string signal, string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent, and their handlers seen, on Linux");
        using var workspace = new Workspace();
        finished.CopyTo(workspace.Root);
        Assert.Equal(0, ProgramRun.OfShell("mkfifo pipe", workspace.Root).Code);
        var run = Interrupted(workspace.Root, signal, 300, args);
        if (args is ["info", ..] && run.Code != 130) return;    // it need not open what is no file
        Assert.Equal("matiz: interrupted.\n", run.Error);
        Assert.Equal(130, run.Code);
        Assert.InRange(run.Time.TotalSeconds, 0, 10);
        Assert.False(Path.Exists(workspace.Path("new")) || Path.Exists(workspace.Path("new.csv")));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public void Signal_DuringTraining_KeepsACheckpointToGoOnFrom(string signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are sent, and their handlers seen, on Linux");
        using var workspace = new Workspace();
        string[] line =
            ["train", "--train", "train.csv", "--validation", "validation.csv", "--model", Workspace.TinyModel, "--output", "run",
            "--epochs", "100000", "--no-report", "--quiet"];
        using var process = ProgramRun.Start(workspace.Root, line);
        try
        {
            while (!process.HasExited && Checkpoints(workspace) == 0) Thread.Sleep(20);
        }
        finally
        {
            Send(signal, process);
            Send(signal, process);                              // a closed terminal sends it twice
        }

        var run = ProgramRun.End(process);
        Assert.Equal(130, run.Code);
        Assert.Contains("interrupted", run.Error, StringComparison.Ordinal);
        Assert.Equal(130, Interrupted(workspace.Root, "INT", 1000, ["train", "--output", "run", "--resume", "--quiet"]).Code);
        Assert.NotEqual(0, Checkpoints(workspace));
        StandardStreamsTests.AssertNothingTemporary(workspace);
    }

    [Fact]
    public void HangUp_ThatTheStarterIgnores_EndsNothing()
    {
        using var workspace = new Workspace();
        var run = ProgramRun.OfShell(
            "mkfifo pipe; exec 9<>pipe; trap '' HUP; $M predict $C - <&9 > answers & p=$!; echo one >&9; until [ -s answers ]; "
            + "do sleep 0.05; done; "
            + "kill -HUP $p; sleep 0.8; kill -TERM $p; wait $p; echo $?",
            workspace.Root);
        Assert.Equal("130\n", run.Output);
        Assert.Equal("matiz: interrupted.\n", run.Error);
    }

    private static int Checkpoints(Workspace workspace) =>
        Directory.Exists(workspace.Path("run")) ? Directory.GetDirectories(workspace.Path("run"), "checkpoint-*").Length : 0;

    private static ProgramRun Interrupted(string folder, string signal, int milliseconds, string[] args)
    {
        using var process = ProgramRun.Start(folder, args);
        AwaitHandler(process);
        Thread.Sleep(milliseconds);
        Send(signal, process);
        return ProgramRun.End(process);
    }

    private static void Send(string signal, Process process)
    {
        using var kill = Process.Start(
            "/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process.Id} 2> /dev/null")]);
        kill.WaitForExit();
    }

    // Before it listens, a signal ends a process as it ends any other. SIGHUP, the first bit, is the last that it listens to.
    private static void AwaitHandler(Process process)
    {
        while (!process.HasExited)
        {
            try
            {
                string caught = File.ReadLines($"/proc/{process.Id}/status")
                    .First(line => line.StartsWith("SigCgt:", StringComparison.Ordinal));
                if ((Convert.ToUInt64(caught[7..].Trim(), 16) & 1) != 0) return;
            }
            catch (Exception exception) when (exception is IOException or InvalidOperationException)
            {
                return;
            }

            Thread.Sleep(5);
        }
    }

    private static SortedDictionary<string, string> Hashes(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(folder, path), path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))),
            StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>A finished run with its review, and data that takes a moment, made once and copied for each test.</summary>
    public sealed class Finished : IDisposable
    {
        private readonly Workspace _made = new();

        public Finished()
        {
            CliRun.Of(_made.TrainArguments("run")).Succeeded();
            CliRun.Of("calibrate", _made.Path("run"), "--force").Succeeded();
            CliRun.Of("errors", _made.Path("run"), "--export", _made.Path("review.csv")).Succeeded();
            _made.Write("many.csv", Workspace.Table(4000, 0));
            _made.CopyModel("base", Workspace.TinyModel);
        }

        /// <summary>Copies everything into a folder that has the same data files.</summary>
        public void CopyTo(string folder)
        {
            foreach (string source in Directory.EnumerateFiles(_made.Root, "*", SearchOption.AllDirectories))
            {
                string target = Path.Combine(folder, Path.GetRelativePath(_made.Root, source));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(source, target, overwrite: true);
            }
        }

        public void Dispose() => _made.Dispose();
    }
}
