using System.Diagnostics;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Hub;

/// <summary><c>matiz hub pull</c> as a process that is killed, and two of them at once on one cache.</summary>
public sealed class KilledDownloadTests
{
    private const int Seed = 20_240_101;

    [Fact]
    public void KilledAtARandomByte_GoesOnWhereItWas_AndShowsNoPart()
    {
        using var downloads = new KilledDownloads((hub, cache) => Start(hub, cache, "user/large"), Seed) { Size = 4_000_000 };
        var results = Enumerable.Range(0, 5).Select(_ => downloads.Run()).ToList();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}: {string.Join(", ", results)}");
        Assert.Contains(results, one => one.BytesThere > 0);
    }

    [Fact]
    public void TwoAtOnce_DownloadEachFileOnce()
    {
        using var downloads = new SharedCacheDownloads((hub, cache) => Start(hub, cache, "user/both"), Seed);
        int together = Enumerable.Range(0, 3).Sum(_ => downloads.Run());
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Seed}: {together} of 12 files were wanted by both at once");
    }

    private static Process Start(TestHub hub, string cache, string id)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Matiz.Cli.dll");
        var start = new ProcessStartInfo("dotnet", [program, "hub", "pull", id, "--quiet"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["HF_ENDPOINT"] = hub.Endpoint;
        start.Environment["HF_HOME"] = Path.Combine(cache, "..", "home");
        start.Environment["HF_HUB_CACHE"] = cache;
        start.Environment["HF_TOKEN"] = null;
        start.Environment["HF_HUB_OFFLINE"] = null;
        return Process.Start(start)!;
    }
}
