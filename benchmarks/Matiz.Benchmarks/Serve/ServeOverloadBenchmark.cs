using System.Diagnostics;
using System.Globalization;
using Matiz.Testing;

namespace Matiz.Benchmarks.Serve;

/// <summary>
/// Five times as many requests as the server can answer, each at its own time: those that it takes are answered, the others are refused
/// quickly, memory does not grow, and a moment later it answers as before.
/// </summary>
internal static class ServeOverloadBenchmark
{
    private const int Clients = 32, Times = 5, MostConnections = 2000;

    public static void Run(string[] arguments)
    {
        var options = new ServeOptions(arguments);
        int seconds = options.Number("--seconds", 60);
        using var server = options.Serve();
        var load = ServeLoad.BeginAsync(server.Port).GetAwaiter().GetResult();
        load.Client().Run(Clients, TimeSpan.FromSeconds(3));
        double capacity = load.Client().Run(Clients, TimeSpan.FromSeconds(5)).Rate;
        Say($"capacity {capacity:N0}/s with {Clients} clients; {Sizes(server)}");
        using var watch = new Timer(
            _ => Say($"    {Sizes(server)}"), null, TimeSpan.FromSeconds(seconds / 6.0), TimeSpan.FromSeconds(seconds / 6.0));
        TimeSpan client = Process.GetCurrentProcess().TotalProcessorTime;
        var over = load.Client().RunAtRate(Times * capacity, TimeSpan.FromSeconds(seconds), seed: 5, MostConnections);
        watch.Change(Timeout.Infinite, Timeout.Infinite);
        Say($"{Times} times as many: {over}");
        client = Process.GetCurrentProcess().TotalProcessorTime - client;
        double share = client.TotalSeconds / over.Elapsed.TotalSeconds / Environment.ProcessorCount;
        Say($"    the clients took {share:P0} of the processors' time");
        Say($"    {over.Answers.Count / over.Elapsed.TotalSeconds:N0} answers/s in all, {over.Rate:N0}/s of them with a prediction");
        foreach (string failure in over.Failures.Take(5)) Console.WriteLine($"    {failure}");
        var after = load.Client().Run(Clients, TimeSpan.FromSeconds(1));
        Say($"the second after it: {after}; {after.Rate / capacity:F2} of the capacity before; {Sizes(server)}");
    }

    private static string Sizes(ServerProcess server) => string.Create(
        CultureInfo.InvariantCulture, $"{server.ResidentBytes / 1e6:F0} MB, {server.Handles} handles, {server.Threads} threads");

    private static void Say(FormattableString words) => Console.WriteLine(words.ToString(CultureInfo.InvariantCulture));
}
