using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Cli.Tests.Hub;

/// <summary>Caches that cannot take what is downloaded.</summary>
public sealed class FullCacheTests : IDisposable
{
    private readonly Workspace _workspace = new();
    private readonly TestHub _hub = TestHub.Start();

    public FullCacheTests() => _hub.AddModel("user/large", new Dictionary<string, byte[]>(StringComparer.Ordinal)
    {
        ["config.json"] = "{}"u8.ToArray(),
        ["model.safetensors"] = TestHubFile.Noise(3_000_000, 1),
    });

    private HubOptions Options => new()
    {
        Endpoint = new Uri(_hub.Endpoint),
        CacheFolder = _workspace.Path("disk/hub"),
        HomeFolder = _workspace.Path("home"),
        Token = "",
        PinsFile = "",
        Retries = 0,
    };

    public void Dispose()
    {
        _hub.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public void DiskTooSmall_IsSaidBeforeAnythingComes_ExitOne()
    {
        using var disk = SmallDisk.Mount(_workspace.Path("disk"), 1024);
        var run = CliRun.With(Options, "hub", "pull", "user/large");
        Assert.Equal(1, run.Code);
        Assert.Matches(
            $"^matiz: {Options.CacheFolder}: [0-9.]+ (kB|MB) are free on this disk. "
            + "3.0 MB, what is missing of user/large, were expected to "
            + "fit. Free some space, or name a cache on another disk by HF_HUB_CACHE.\n$", run.Error);
        Assert.DoesNotContain(_hub.Requests, request => request.Path.Contains("/resolve/", StringComparison.Ordinal));
    }

    [Fact]
    public void DiskThatFillsUpMeanwhile_KeepsWhatHasCome_AndGoesOn()
    {
        using var disk = SmallDisk.Mount(_workspace.Path("disk"), 4096);
        string other = _workspace.Path("disk/other");
        _hub.Inject(TestHubFault.Before(() => File.WriteAllBytes(other, new byte[2_000_000])), method: "GET", cdn: true);
        var run = CliRun.With(Options, "hub", "pull", "user/large");
        Assert.Equal(1, run.Code);
        Assert.Contains("the disk is full", run.Error, StringComparison.Ordinal);
        string snapshots = Path.Combine(Options.CacheFolder, "models--user--large", "snapshots");
        Assert.Empty(Directory.EnumerateFiles(snapshots, "*.safetensors", SearchOption.AllDirectories));
        _hub.ClearFaults();
        File.Delete(other);
        CliRun.With(Options, "hub", "pull", "user/large").Succeeded();
        CliRun.With(Options, "hub", "cache", "verify").Succeeded();
    }
}
