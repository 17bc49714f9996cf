using System.Diagnostics;

namespace Matiz.Cli.Tests.Paths;

/// <summary>
/// Runs the program as a user without rights. It takes root's rights on Linux to become one; elsewhere the test is skipped.
/// </summary>
internal static class OtherUser
{
    private const string Nobody = "65534";

    private static readonly string Program = System.IO.Path.ChangeExtension(typeof(CommandLine).Assembly.Location, ".dll");

    /// <summary>Skips the test where nobody else can be become.</summary>
    public static void Require()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "becoming another user takes root's rights");
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "needs setpriv");
        using var probe = Start(["--version"]);
        probe.WaitForExit();
        Assert.SkipUnless(probe.ExitCode == 0, "the program lies where nobody else may enter");
    }

    /// <summary>Gives a folder and all in it to that user.</summary>
    public static void Give(string folder)
    {
        using var process = Process.Start("chown", ["-R", Nobody + ":" + Nobody, folder]);
        process.WaitForExit();
    }

    public static CliRun Run(params string[] words)
    {
        using var process = Start(words);
        var output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new CliRun(process.ExitCode, output.GetAwaiter().GetResult(), error);
    }

    private static Process Start(string[] words)
    {
        var start = new ProcessStartInfo(
            "/usr/bin/setpriv", ["--reuid", Nobody, "--regid", Nobody, "--clear-groups", "dotnet", Program, .. words])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["HOME"] = "/";
        start.Environment["MATIZ_CACHE"] = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "matiz-nobody");
        return Process.Start(start)!;
    }
}
