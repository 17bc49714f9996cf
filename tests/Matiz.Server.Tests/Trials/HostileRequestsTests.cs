using System.Globalization;
using Matiz.Testing;

namespace Matiz.Server.Tests.Trials;

/// <summary>A tenth of what <c>serve-hostile</c> of the benchmarks sends to a process.</summary>
public sealed class HostileRequestsTests
{
    private const string Key = "a-key-of-the-trial";
    private const int Seed = 1, Count = 1000;

    [Fact]
    public async Task Hostile_ThousandRequests_AreRefusedAndTheNextRightOneIsAnsweredRightly()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = [Key] });
        var trial = new HostileTrial(server.Address.Port, GoodRequests.All, Key);
        await trial.BeginAsync(TestContext.Current.CancellationToken);
        int count = int.Parse(Environment.GetEnvironmentVariable("MATIZ_HOSTILE") ?? $"{Count}", CultureInfo.InvariantCulture);
        var report = await trial.RunAsync(Seed, 0, count, cancellationToken: TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{report}\nslowest {report.Slowest}");
        Assert.Empty(report.Faults);
    }

    [Fact]
    public void Families_EachComesAmongTheThousand()
    {
        var drawn = Enumerable.Range(0, Count).Select(number => HostileRequests.Make(GoodRequests.All, Key, Seed, number).Request.Name);
        Assert.Empty(HostileRequests.Names.Except(drawn));
    }
}
