using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Matiz.Cli.Tests.Serving;

/// <summary><c>matiz serve</c> as a process of its own, ready to be asked.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, string ready, Task<string> rest)
    {
        (_process, Ready, Rest) = (process, ready, rest);
        Client = new HttpClient { BaseAddress = new Uri(Address().Match(ready).Value) };
    }

    /// <summary>What it said when it was ready.</summary>
    public string Ready { get; }

    /// <summary>What it says after that.</summary>
    public Task<string> Rest { get; }

    /// <summary>A client of its address.</summary>
    public HttpClient Client { get; }

    /// <summary>The process.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it at a free port and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(params string[] words)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Matiz.Cli.dll"), "serve", .. words, "--port", "0", "--threads", "1"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (Address().IsMatch(line)) return new ServerProcess(process, string.Join('\n', said), process.StandardError.ReadToEndAsync());
        }

        await process.WaitForExitAsync();
        throw new InvalidOperationException($"exit code {process.ExitCode}: {string.Join('\n', said)}");
    }

    /// <summary>Asks by POST.</summary>
    public async Task<string> PostAsync(string path, string body)
    {
        using var answer = await Client.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body));
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Sends a signal, such as <c>TERM</c>.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Client.Dispose();
    }

    [GeneratedRegex(@"https?://\S+(?= serves )")]
    private static partial Regex Address();
}
