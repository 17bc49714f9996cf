using System.Diagnostics;
using System.Globalization;

namespace Matiz.Cli.Tests;

/// <summary>The program as a process of its own: to be killed, interrupted, or started in another folder.</summary>
internal sealed class ProgramProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Matiz.Cli.dll");

    private readonly Process _process;
    private readonly Task<string> _output, _error;

    private ProgramProcess(Process process) =>
        (_process, _output, _error) = (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts the program.</summary>
    /// <param name="words">The arguments.</param>
    /// <param name="folder">Where it is started; null: here.</param>
    /// <param name="environment">Variables to set, or with null to unset.</param>
    public static ProgramProcess Start(string[] words, string? folder = null, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. words])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ProgramProcess(Process.Start(start)!);
    }

    public static CliRun Of(string[] words, string? folder = null, params (string Name, string? Value)[] environment)
    {
        using var run = Start(words, folder, environment);
        return run.End();
    }

    /// <summary>Waits until something is there, as long as the process runs.</summary>
    public async Task WaitFor(Func<bool> isThere)
    {
        while (!isThere() && !HasExited) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public CliRun End()
    {
        _process.WaitForExit();
        return new CliRun(_process.ExitCode, _output.Result, _error.Result);
    }

    public void Dispose()
    {
        if (!HasExited) Kill();
        _process.Dispose();
    }
}
