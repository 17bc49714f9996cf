using System.Text;
using Matiz.Inference.Queues;
using Matiz.Testing;

namespace Matiz.Server.Tests.Trials;

/// <summary>Six seconds of what <c>serve-overload</c> of the benchmarks does for a minute to a process.</summary>
[Collection(nameof(TrialsAlone))]
public sealed class OverloadTests(ITestOutputHelper output)
{
    private const int Times = 5, MostConnections = 500, MostWaiting = 16;
    private const long MostGrownBytes = 32 << 20;

    // As many texts as a request may have, each as long as the model reads: work for milliseconds, however small the model.
    private static readonly byte[] Request = WireConnection.Request(
        "POST", "/predict",
        Encoding.UTF8.GetBytes(
            $"{{\"inputs\":[{string.Join(',', Enumerable.Repeat($"[\"{string.Join(' ', Enumerable.Repeat("good", 80))}\"]", 32))}]}}"));

    [Fact]
    public async Task FiveTimesTheCapacity_IsAnsweredOrRefusedQuickly()
    {
        var queue = new TokenQueueOptions { TokenBound = 1, MostRequests = MostWaiting };
        await using var server = await TestServer.StartAsync(options => options with { Queue = queue });
        int port = server.Address.Port;
        using var connection = await WireConnection.OpenAsync(port, TestContext.Current.CancellationToken);
        var right = await connection.AskAsync(Request, TestContext.Current.CancellationToken);
        LoadClient Client() => new(port, [Request], (_, answer) => answer.Body.AsSpan().SequenceEqual(right!.Body));

        double capacity = Client().Run(MostWaiting, TimeSpan.FromSeconds(1)).Rate;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var load = Client().RunAtRate(Times * capacity, TimeSpan.FromSeconds(6), seed: 1, MostConnections);
        output.WriteLine($"capacity {capacity:F0}/s; {load}");

        Assert.Empty(load.Failures);
        Assert.Equal(load.Answers.Count, load.Count(200) + load.Count(429));
        Assert.InRange(load.Count(200), 1, load.Answers.Count - 1);
        Assert.InRange(load.Ms(429, 0.5), 0, load.Ms(200, 0.5));        // who is refused waits for nothing; the benchmark measures how long
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostGrownBytes);
        var after = Client().Run(1, TimeSpan.FromSeconds(0.5));
        output.WriteLine($"after it: {after}");
        Assert.Equal(after.Answers.Count, after.Count(200));
    }
}
