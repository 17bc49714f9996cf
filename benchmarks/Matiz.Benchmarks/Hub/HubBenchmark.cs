using System.Globalization;
using Matiz.Testing;

namespace Matiz.Benchmarks;

/// <summary>
/// Downloads from a Hub in this process, by processes of their own: killed at random bytes and resumed, two at once on one cache, and the
/// speed beside <c>curl</c>.
/// </summary>
internal static class HubBenchmark
{
    public static void Run(string[] args)
    {
        if (args is ["--child", var what, .. var rest])
        {
            HubChild.Run(what, rest);
            return;
        }

        int seed = Option(args, "--seed", Environment.TickCount & 0xFFFF);
        Kill(Option(args, "--killed", 50), seed);
        Share(Option(args, "--pairs", 20), seed);
        HubSpeed.Run(Option(args, "--megabytes", 256), Option(args, "--rounds", 5));
    }

    private static void Kill(int count, int seed)
    {
        using var downloads = new KilledDownloads((hub, cache) => HubChild.Start("snapshot", hub.Endpoint, cache, "user/large"), seed);
        var results = Enumerable.Range(0, count).Select(_ => downloads.Run()).ToList();
        int kills = results.Sum(one => one.Kills), resumed = results.Count(one => one.BytesThere > 0);
        double there = results.Average(one => one.BytesThere) / 1e6, sent = results.Average(one => (double)one.BytesSent / one.Size);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"killed at a random byte, seed {seed}: {count} downloads of {downloads.Size / 1e6:0} MB, killed {kills} times; "
            + $"{resumed} went on with what was there, {there:0.0} MB on average; all equal at the end, no part visible; "
            + $"{sent:0.00} times the file was sent"));
    }

    private static void Share(int count, int seed)
    {
        using var downloads = new SharedCacheDownloads((hub, cache) => HubChild.Start("snapshot", hub.Endpoint, cache, "user/both"), seed);
        int together = Enumerable.Range(0, count).Sum(_ => downloads.Run());
        Console.WriteLine(
            $"two processes on one cache, seed {seed}: {count} times 4 files, each downloaded once; "
            + $"{together} of {count * 4} were asked for by both");
    }

    private static int Option(string[] args, string name, int byDefault) =>
        Array.IndexOf(args, name) is >= 0 and var place && place + 1 < args.Length
            ? int.Parse(args[place + 1], CultureInfo.InvariantCulture)
            : byDefault;
}
