using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>
/// The scripts of <c>tests/interop</c>, which call the Hub's clients for JavaScript. Node or a client may be absent.
/// </summary>
public static class NpmScripts
{
    private const int MostMs = 60_000;

    private static readonly Lazy<string?> WhyNodeIsAbsent = new(FindWhyAbsent);

    private static string Folder => Path.Combine(SharedFiles.RepositoryRoot, "tests", "interop");

    /// <summary>Why scripts that need a package cannot run, and what to do; null where they can.</summary>
    /// <param name="package">The package's name, such as <c>@huggingface/hub</c>.</param>
    public static string? Absence(string package) => WhyNodeIsAbsent.Value
        ?? (Directory.Exists(Path.Combine([Folder, "node_modules", .. package.Split('/')]))
            ? null
            : $"the npm package {package} is not installed. To have it: npm ci --ignore-scripts in tests/interop.");

    /// <summary>Runs a script; the JSON of the last line that it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public static JsonNode Run(string script, params string[] arguments)
    {
        var (code, output) = Start("node", [script, .. arguments]);
        return code == 0
            ? JsonNode.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!
            : throw new InvalidOperationException($"node {script} ended with {code}: {output}");
    }

    private static string? FindWhyAbsent()
    {
        try
        {
            return Start("node", ["--version"]).Code == 0 ? null : "node does not start; install Node.js 18 or newer.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "node is not on the path, with which the Hub's JavaScript clients run. To have it: install Node.js 18 or newer.";
        }
    }

    private static (int Code, string Output) Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        start.Environment.Remove("HF_TOKEN");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(MostMs))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} {arguments[0]} took over {MostMs / 1000} s");
        }

        return (process.ExitCode, error.Result + output.Result);
    }
}
