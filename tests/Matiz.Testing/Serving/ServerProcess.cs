using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Matiz.Testing;

/// <summary>A server as a process of its own: started, looked at from outside, asked to stop.</summary>
public sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _messages = new();
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>Its port, once it has said that it is ready.</summary>
    public int Port => _port.Task.Result;

    /// <summary>What it wrote so far, both streams.</summary>
    public string Messages
    {
        get
        {
            lock (_messages) return _messages.ToString();
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Processor time that it used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Memory that it occupies, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Files and sockets that it holds open; on Linux alone.</summary>
    public int Handles => Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length;

    /// <summary>Its threads.</summary>
    public int Threads => Directory.GetDirectories($"/proc/{_process.Id}/task").Length;

    /// <summary>Starts a program whose messages hold an address such as <c>http://127.0.0.1:41234</c> when it is ready.</summary>
    /// <param name="program">The program.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="environment">Variables to set.</param>
    public static ServerProcess Start(string program, IEnumerable<string> words, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, words)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>Waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended before, or is not ready in two minutes.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken = default)
    {
        var ended = _process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(_port.Task, ended, Task.Delay(TimeSpan.FromMinutes(2), cancellationToken));
        if (first != _port.Task) throw new InvalidOperationException($"the server is not ready: {Messages}");
    }

    /// <summary>Sends a signal.</summary>
    /// <param name="name">Such as <c>TERM</c>.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has ended.</summary>
    /// <exception cref="TimeoutException">It has not.</exception>
    public async Task<TimeSpan> EndAsync(TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        await _process.WaitForExitAsync().WaitAsync(patience);
        return clock.Elapsed;
    }

    /// <summary>Kills it where it still runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_messages) _messages.Append(line).Append('\n');
        if (Address().Match(line) is { Success: true } match)
            _port.TrySetResult(int.Parse(match.Groups["port"].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("http://[^ /]+:(?<port>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
