using System.Diagnostics;
using System.Text;

namespace Matiz.Cli.Tests.Streams;

/// <summary>One run of the real program, with the streams and signals of a process; what it returned and what it wrote.</summary>
internal sealed record ProgramRun(int Code, string Output, string Error, TimeSpan Time)
{
    private const int LongestMs = 120_000;

    /// <summary>The program that was built beside the tests.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Matiz.Cli.exe" : "Matiz.Cli");

    /// <summary>
    /// Runs a line of the shell, in which <c>$M</c> is the program, <c>$C</c> a tiny classifier and <c>$B</c> a tiny encoder.
    /// </summary>
    public static ProgramRun OfShell(string line, string? folder = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the lines are those of a Linux shell");
        using var process = Start("/bin/bash", ["-c", line], folder);
        return End(process);
    }

    /// <summary>
    /// Runs the program with the rights of nobody, in a folder that everybody may use; skipped where that takes rights that are not there.
    /// </summary>
    public static ProgramRun OfNobody(string folder, params string[] args)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv") && Environment.UserName == "root", "only root becomes nobody");
        string[] words = ["--reuid", "65534", "--regid", "65534", "--clear-groups", "env", "HOME=/", "MATIZ_CACHE=/nowhere", Path, .. args];
        using var process = Start("/usr/bin/setpriv", words, folder);
        return End(process);
    }

    /// <summary>Starts the program.</summary>
    public static Process Start(string folder, params string[] args) => Start(Path, args, folder);

    /// <summary>Waits for the end.</summary>
    public static ProgramRun End(Process process)
    {
        long start = Stopwatch.GetTimestamp();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(LongestMs))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"the program did not end. {(error.Wait(1000) ? error.Result : "")}");
        }

        return new ProgramRun(process.ExitCode, output.Result, error.Result, Stopwatch.GetElapsedTime(start));
    }

    private static Process Start(string program, string[] args, string? folder)
    {
        var start = new ProcessStartInfo(program, args)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };
        start.Environment["M"] = Path;
        start.Environment["C"] = Workspace.TinyClassifier;
        start.Environment["B"] = Workspace.TinyModel;
        return Process.Start(start)!;
    }
}
