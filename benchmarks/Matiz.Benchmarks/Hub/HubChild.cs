using System.Diagnostics;
using System.Globalization;
using Matiz.Hub;

namespace Matiz.Benchmarks;

/// <summary>A process that downloads, so that it can be killed and timed from outside.</summary>
internal static class HubChild
{
    /// <summary>Starts this program as such a process.</summary>
    public static Process Start(string what, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["hub", "--child", what, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        return Process.Start(start)!;
    }

    /// <summary><c>snapshot ENDPOINT CACHE ID</c>, or <c>file ENDPOINT TARGET ID PATH</c>, which prints its milliseconds.</summary>
    public static void Run(string what, string[] arguments)
    {
        var options = new HubOptions { Endpoint = new Uri(arguments[0]), CacheFolder = arguments[1], Token = "" };
        if (what == "snapshot")
        {
            using var downloads = new HubDownloads(options);
            downloads.SnapshotAsync(HubRepository.Model(arguments[2])).GetAwaiter().GetResult();
            return;
        }

        using var client = new HubClient(options);
        var clock = Stopwatch.StartNew();
        var file = client.GetMetadataAsync(HubRepository.Model(arguments[2]), arguments[3]).GetAwaiter().GetResult();
        client.DownloadAsync(file, arguments[1]).GetAwaiter().GetResult();
        Console.WriteLine(clock.Elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }
}
