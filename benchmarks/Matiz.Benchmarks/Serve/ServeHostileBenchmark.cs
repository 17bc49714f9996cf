using System.Diagnostics;
using System.Globalization;
using Matiz.Testing;

namespace Matiz.Benchmarks.Serve;

/// <summary>
/// Hostile requests to a server that asks for a key: no status of 500 and above, no crash, nothing kept, the next right request answered
/// rightly.
/// </summary>
internal static class ServeHostileBenchmark
{
    private const string Key = "a-key-of-the-trial";

    public static void Run(string[] arguments)
    {
        var options = new ServeOptions(arguments);
        int count = options.Number("--count", 10_000), seed = options.Number("--seed", 1), from = options.Number("--from", 0);
        using var server = options.Serve("--api-key", Key, "--page", "--model-name", GoodRequests.Model);
        var trial = new HostileTrial(server.Port, GoodRequests.All, Key);
        trial.BeginAsync().GetAwaiter().GetResult();
        trial.RunAsync(seed + 1, 0, 300).GetAwaiter().GetResult();              // what is kept once, is kept
        Console.WriteLine($"before: {Sizes(server)}");
        var clock = Stopwatch.StartNew();
        var report = trial.RunAsync(seed, from, count).GetAwaiter().GetResult();
        Console.Write(report);
        Console.WriteLine($"{count} requests, seed {seed}: {report.Faults.Count} faults in {clock.Elapsed.TotalSeconds:F0} s");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"slowest {report.Slowest.Ms:F0} ms: {report.Slowest.Request}"));
        Thread.Sleep(TimeSpan.FromSeconds(5));
        Console.WriteLine($"after: {Sizes(server)}; ended: {server.HasExited}");
        if (server.Messages.Contains(GoodRequest.Marker, StringComparison.Ordinal)
            || server.Messages.Contains(Key, StringComparison.Ordinal))
            Console.WriteLine("the server's messages hold a text or a key");
        foreach (string line in server.Messages.Split('\n').Take(20)) Console.WriteLine($"    says: {line}");
        foreach (string fault in report.Faults) Console.WriteLine($"    {fault}");
    }

    private static string Sizes(ServerProcess server) => string.Create(
        CultureInfo.InvariantCulture, $"{server.ResidentBytes / 1e6:F0} MB, {server.Handles} handles, {server.Threads} threads");
}
