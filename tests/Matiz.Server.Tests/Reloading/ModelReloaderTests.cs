using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;

namespace Matiz.Server.Tests.Reloading;

public sealed class ModelReloaderTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly VersionedFolder _folder = new();
    private readonly LogText _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _log.Dispose();
    }

    [Fact]
    public async Task ReplacedTwentyTimesUnderLoad_NoRequestFails_AndEachAnswerIsOfOneVersion()
    {
        await using var server = await StartAsync(delay: TimeSpan.FromMilliseconds(60));
        var versions = new Dictionary<string, string> { [_folder.Hash] = VersionedFolder.Labels[0] };
        using var ending = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 6).Select(number => Task.Run(() => AskAsync(server, number, ending.Token))).ToList();
        for (int version = 1; version <= 20; version++)
        {
            if (version % 2 == 0) _folder.Replace(version);
            else _folder.Overwrite(version);
            string hash = _folder.Hash;
            versions[hash] = VersionedFolder.Labels[version % VersionedFolder.Labels.Length];
            await WaitForAsync(server, hash);
            Assert.Equal(versions[hash], await LabelAsync(server));
        }

        await ending.CancelAsync();
        var answers = (await Task.WhenAll(clients)).SelectMany(answer => answer).ToList();
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(answers, answer => Assert.Equal([versions[answer.Version]], answer.Labels.Distinct()));
    }

    [Fact]
    public async Task OldVersions_AreFreed()
    {
        await using var server = await StartAsync();
        var old = new List<WeakReference>();
        for (int version = 1; version <= 20; version++)
        {
            old.Add(CurrentOf(server));
            _folder.Replace(version);
            await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        }

        for (var clock = Stopwatch.StartNew(); old.Any(version => version.IsAlive) && clock.Elapsed < TimeSpan.FromSeconds(10);)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain(old, version => version.IsAlive);
    }

    [Fact]
    public async Task LeaseOfTheOldVersion_KeepsItUntilItIsGivenBack()
    {
        await using var server = await StartAsync();
        var lease = server.Shelf.Slots[0].Rent();
        _folder.Replace(1);
        await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        var answers = await lease.Model.ClassifyAsync([new("a text")], null, TestContext.Current.CancellationToken);
        Assert.Equal("sadness", answers[0].Label);
        lease.Dispose();
        Assert.Equal("joy", await LabelAsync(server));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("config")]
    [InlineData("tokenizer")]
    [InlineData("nan")]
    public async Task DamagedReplacement_LeavesTheOldServing_IsSaidOnce_AndMends(string damage)
    {
        await using var server = await StartAsync();
        string weights = Path.Combine(_folder.Folder, VersionedFolder.Weights);
        byte[] next = VersionedFolder.WeightsOf(1);
        switch (damage)
        {
            case "cut": File.WriteAllBytes(weights, next[..(next.Length / 2)]); break;
            case "empty": File.WriteAllBytes(weights, []); break;
            case "config": File.WriteAllText(Path.Combine(_folder.Folder, "config.json"), "{"); break;
            case "tokenizer": File.WriteAllText(Path.Combine(_folder.Folder, "tokenizer.json"), "[]"); break;
            default:
                next.AsSpan(^4).Fill(0xff);
                File.WriteAllBytes(weights, next);
                break;
        }

        await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("sadness", await LabelAsync(server));
        string line = Assert.Single(_log.Lines);
        Assert.StartsWith("warning: emotion: the new files are not served, and version ", line, StringComparison.Ordinal);
        _folder.Replace(2);
        await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("love", await LabelAsync(server));
    }

    [Fact]
    public async Task FolderThatVanishes_LeavesTheModelServing_AndIsLoadedWhenItComesBack()
    {
        await using var server = await StartAsync(delay: TimeSpan.FromMilliseconds(60));
        string away = _folder.Folder + "-away";
        Directory.Move(_folder.Folder, away);
        await WaitAsync(() => _log.Lines.Count == 1);
        Assert.Equal("sadness", await LabelAsync(server));
        Directory.Move(away, _folder.Folder);
        _folder.Replace(3);
        await WaitForAsync(server, _folder.Hash);
        Assert.Equal("anger", await LabelAsync(server));
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public async Task LinkThatLeadsElsewhere_IsFollowed()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("links need a right there");
        string link = _folder.Folder + "-link";
        File.CreateSymbolicLink(link, _folder.Folder);
        await using var server = await StartAsync(folder: link);
        string next = _folder.Beside("next", version: 4);
        File.Delete(link);
        File.CreateSymbolicLink(link, next);
        await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("fear", await LabelAsync(server));
    }

    [Fact]
    public async Task SameFilesAnew_AreNoNewVersion()
    {
        await using var server = await StartAsync();
        var model = server.Shelf.Slots[0].Current;
        _folder.Replace(0);
        await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Same(model, server.Shelf.Slots[0].Current);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task FolderOfTheNewVersion_IsThatOfTheDisk()
    {
        await using var server = await StartAsync();
        _folder.Replace(1);
        await server.Server.ReloadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(_folder.Folder, server.Shelf.Slots[0].Current.Folder);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CurrentOf(TestServer server) => new(server.Shelf.Slots[0].Current.Encoder.Parameters[0]);

    private static async Task<List<(HttpStatusCode Status, string Version, string[] Labels)>> AskAsync(
        TestServer server, int number, CancellationToken ending)
    {
        var answers = new List<(HttpStatusCode, string, string[])>();
        string body = number % 2 == 0 ? """{"inputs": [["one"], ["two words"], ["three words here"]]}""" : """{"inputs": "one"}""";
        while (!ending.IsCancellationRequested)
        {
            var answer = await server.PostAsync("/predict", body);
            string[] labels = answer.Status != HttpStatusCode.OK ? [answer.Body]
                : number % 2 == 0 ? [.. answer.Json.EnumerateArray().Select(text => text[0].GetProperty("label").GetString()!)]
                : [answer.Json[0].GetProperty("label").GetString()!];
            answers.Add((answer.Status, answer.Header("X-Matiz-Model")?.Split('@')[^1] ?? "", labels));
        }

        return answers;
    }

    private static async Task<string?> LabelAsync(TestServer server) =>
        (await server.PostAsync("/predict", """{"inputs": "a text"}""")).Json[0].GetProperty("label").GetString();

    private static Task WaitForAsync(TestServer server, string hash) => WaitAsync(() => server.Shelf.Slots[0].Current.Version == hash);

    private static async Task WaitAsync(Func<bool> isSo)
    {
        for (var clock = Stopwatch.StartNew(); !isSo(); await Task.Delay(10, TestContext.Current.CancellationToken))
            Assert.True(clock.Elapsed < Patience, "it did not come");
    }

    // Without a delay of its own a test asks for each look.
    private Task<TestServer> StartAsync(TimeSpan? delay = null, string? folder = null) => TestServer.StartAsync(services => services
        .AddMatiz(folder ?? _folder.Folder, "emotion", configure: options => options with { ReloadDelay = delay })
        .AddMatizLog(_log));
}
