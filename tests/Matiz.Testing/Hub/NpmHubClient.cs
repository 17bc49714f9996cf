using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Matiz.Testing;

/// <summary>
/// The Hub's client for JavaScript (<c>tests/interop</c>), an independent client for the <see cref="TestHub"/> and an independent writer of
/// what Matiz reads. It may be absent.
/// </summary>
public static class NpmHubClient
{
    private const int MostMs = 60_000;

    private static readonly Lazy<string?> WhyAbsent = new(FindWhyAbsent);

    /// <summary>Why it cannot run, and what to do; null where it can.</summary>
    public static string? Absence => WhyAbsent.Value;

    private static string Folder => Path.Combine(SharedFiles.RepositoryRoot, "tests", "interop");

    /// <summary>Carries out an action of <c>hub.js</c> against a test Hub; its answer.</summary>
    /// <param name="hub">The Hub.</param>
    /// <param name="action">The action's name.</param>
    /// <param name="repository">The repository id.</param>
    /// <param name="parameters">Further parameters.</param>
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public static JsonNode Run(TestHub hub, string action, string repository, params (string Name, JsonNode? Value)[] parameters)
    {
        var all = new JsonObject
        {
            ["hubUrl"] = hub.Endpoint,
            ["accessToken"] = TestHub.WriteToken,
            ["repo"] = new JsonObject { ["type"] = "model", ["name"] = repository },
        };
        foreach (var (name, value) in parameters) all[name] = value;
        var (code, output) = Start("node", "hub.js", action, all.ToJsonString());
        return code == 0
            ? JsonNode.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!
            : throw new InvalidOperationException($"node hub.js {action} ended with {code}: {output}");
    }

    private static string? FindWhyAbsent()
    {
        try
        {
            if (Start("node", "--version").Code != 0) return "node does not start; install Node.js 18 or newer.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "node is not on the path, with which the Hub's JavaScript client runs. To have it: install Node.js 18 or newer.";
        }

        return Directory.Exists(Path.Combine(Folder, "node_modules", "@huggingface", "hub"))
            ? null
            : "the npm package @huggingface/hub is not installed. To have it: npm ci --ignore-scripts in tests/interop.";
    }

    private static (int Code, string Output) Start(string program, params string[] arguments)
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
