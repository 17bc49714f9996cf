using System.Globalization;
using Matiz.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matiz.Server.Tests.Trials;

/// <summary>A tenth of what <c>serve-hostile</c> of the benchmarks sends to a process.</summary>
[Collection(nameof(TrialsAlone))]
public sealed class HostileRequestsTests
{
    private const string Key = "a-key-of-the-trial";
    private const int Seed = 1, Count = 1000;
    private const long MostGrownBytes = 96 << 20;

    [Fact]
    public async Task Hostile_ThousandRequests_AreRefusedAndTheNextRightOneIsAnsweredRightly()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = [Key], Page = true });
        var mapped = Routes(server).ToHashSet();
        GoodRequest[] goods = [.. GoodRequests.All.Where(good => mapped.Contains($"{good.Method} {good.Route}"))];
        var trial = new HostileTrial(server.Address.Port, goods, Key);
        await trial.BeginAsync(TestContext.Current.CancellationToken);
        int count = int.Parse(Environment.GetEnvironmentVariable("MATIZ_HOSTILE") ?? $"{Count}", CultureInfo.InvariantCulture);
        var report = await trial.RunAsync(Seed, 0, count, cancellationToken: TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{report}\nslowest {report.Slowest}");
        Assert.True(report.Faults.Count == 0, string.Join('\n', report.Faults));

        // Pools of buffers are as large as they get; a thing kept of each request would show.
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await trial.RunAsync(Seed, count, count / 2, cancellationToken: TestContext.Current.CancellationToken);
        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"grown by {grown} bytes");
        Assert.InRange(grown, long.MinValue, MostGrownBytes);
    }

    [Fact]
    public async Task Routes_EachHasAGoodRequest()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Empty(Routes(server).Except(GoodRequests.All.Select(good => $"{good.Method} {good.Route}")));
    }

    [Fact]
    public void Families_EachComesAmongTheThousand()
    {
        GoodRequest[] goods = [.. GoodRequests.All.Where(good => good.Body.Length > 0)];
        var drawn = Enumerable.Range(0, Count).Select(number => HostileRequests.Make(goods, Key, Seed, number).Request.Name);
        Assert.Empty(HostileRequests.Names.Except(drawn));
    }

    private static IEnumerable<string> Routes(TestServer server) =>
        from endpoint in server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        where method != "HEAD"
        select $"{method} /{endpoint.RoutePattern.RawText!.TrimStart('/')}";
}
