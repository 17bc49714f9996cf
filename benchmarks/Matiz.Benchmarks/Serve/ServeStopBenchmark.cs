using System.Diagnostics;
using System.Globalization;

namespace Matiz.Benchmarks.Serve;

/// <summary>Servers that are asked to stop while clients ask: every request that came before the signal is answered, whole.</summary>
internal static class ServeStopBenchmark
{
    private const int Clients = 32;

    private static readonly string[][] Signals = [["TERM"], ["INT"], ["TERM", "TERM"], ["INT", "INT"]];

    public static void Run(string[] arguments)
    {
        var options = new ServeOptions(arguments);
        int rounds = options.Number("--rounds", 5);
        var random = new Random(options.Number("--seed", 1));
        foreach (string[] signals in Signals)
        {
            for (int round = 0; round < rounds; round++) Stop(options, signals, random.Next(300, 1500));
        }
    }

    private static void Stop(ServeOptions options, string[] signals, int afterMs)
    {
        using var server = options.Serve();
        var load = ServeLoad.BeginAsync(server.Port, texts: 50).GetAwaiter().GetResult();
        var client = load.Client(needsServer: false);
        var asking = Task.Run(() => client.Run(Clients, TimeSpan.FromSeconds(60)));
        Thread.Sleep(afterMs);
        long signalled = Stopwatch.GetTimestamp();
        foreach (string signal in signals) server.Signal(signal);
        var took = server.EndAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult();
        var result = asking.GetAwaiter().GetResult();
        int before = client.Unanswered.Count(sent => sent < signalled);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(' ', signals),-10} exit {server.ExitCode} after {took.TotalMilliseconds:F0} ms; {result}; "
            + $"closed without an answer: {before} asked before the signal, {client.Unanswered.Count - before} after it"));
        foreach (string failure in result.Failures.Take(3)) Console.WriteLine($"    {failure}");
    }
}
