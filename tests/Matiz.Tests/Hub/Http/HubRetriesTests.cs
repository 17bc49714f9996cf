using System.Diagnostics;
using Matiz.Hub;
using Matiz.Testing;

namespace Matiz.Tests.Hub.Http;

/// <summary>What is tried again, after which time, and what is not.</summary>
public sealed class HubRetriesTests
{
    private const string Info = """{"id": "user/tiny", "sha": "0123456789012345678901234567890123456789"}""";

    private static readonly HubRepository Model = HubRepository.Model("user/tiny");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Status_ThatMayPass_IsTriedSixTimesInAll(int status)
    {
        using var server = FakeServer.Of(FakeServer.Answer(status));
        var (seconds, fault) = await Failing(server);
        Assert.Equal([1, 2, 4, 8, 8], seconds);
        Assert.Equal(6, server.Requests.Count);
        Assert.Equal(status, (int)fault.StatusCode!.Value);
        Assert.False(fault.IsOfTheCaller);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(501)]
    public async Task Status_ThatStays_IsNotTriedAgain(int status)
    {
        using var server = FakeServer.Of(FakeServer.Answer(status));
        var (seconds, _) = await Failing(server);
        Assert.Empty(seconds);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Answer_AfterFaults_IsTaken()
    {
        using var server = new FakeServer((_, number) => number switch
        {
            0 => FakeServer.Answer(503),
            1 => throw new HttpRequestException(HttpRequestError.ResponseEnded, "gone"),
            _ => FakeServer.Answer(200, Info),
        });
        using var client = server.Client();
        Assert.Equal("user/tiny", (await client.GetInfoAsync(Model, cancellationToken: Ct)).Repository.Id);
        Assert.Equal(3, server.Requests.Count);
    }

    [Theory]
    [InlineData("Retry-After: 3", 4)]
    [InlineData("RateLimit: \"api\";r=0;t=55", 56)]
    [InlineData("RateLimit: \"api\";r=3;t=55", 1)]
    [InlineData("Retry-After: Wed, 21 Oct 2026 07:28:00 GMT", 1)]
    [InlineData("Retry-After: -5", 1)]
    public async Task Wait_ThatTheServerAsksFor_IsHonoured(string header, int seconds)
    {
        using var server = new FakeServer((_, number) =>
            number == 0 ? FakeServer.Answer(429, "", header) : FakeServer.Answer(200, Info));
        var clock = new EagerClock();
        using var client = server.Client(change: options => options with { Clock = clock });
        await client.GetInfoAsync(Model, cancellationToken: Ct);
        Assert.Equal([seconds], clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Wait_ThatIsHuge_IsAnErrorThatSaysHowLong()
    {
        using var server = FakeServer.Of(FakeServer.Answer(429, "", "Retry-After: 86400"));
        var (seconds, fault) = await Failing(server);
        Assert.Empty(seconds);
        Assert.Equal(
            "user/tiny: the Hub had too many requests, and asks to wait 86401 s. Fewer were expected. Try again later, or log in "
                + "(HubLogin.SaveAsync), which allows more.",
            fault.Message);
        Assert.Equal(HubFault.RateLimited, fault.Kind);
    }

    [Fact]
    public async Task Wait_ThatIsLong_IsTold()
    {
        var told = new List<string>();
        using var server = new FakeServer((_, number) =>
            number < 2 ? FakeServer.Answer(429, "", number == 0 ? "Retry-After: 7" : "Retry-After: 30") : FakeServer.Answer(200, Info));
        using var client = server.Client(change: options => options with { Warning = told.Add });
        await client.GetInfoAsync(Model, cancellationToken: Ct);
        Assert.Equal(["the Hub asks to wait 31 s, and is asked again then."], told);
    }

    [Fact]
    public async Task Waits_Together_StayBelowTheLongest()
    {
        using var server = FakeServer.Of(FakeServer.Answer(503, "", "Retry-After: 99"));
        var (seconds, _) = await Failing(server);
        Assert.Equal([100, 100, 100], seconds);
    }

    [Fact]
    public async Task Head_OfACallerWithACopy_IsNotTriedAgain()
    {
        using var server = FakeServer.Of(FakeServer.Answer(503));
        using var client = server.Client();
        await Assert.ThrowsAsync<HubException>(() => client.GetMetadataAsync(Model, "config.json", "main", retry: false, Ct));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Cancelled_WhileItWaits_EndsAtOnce()
    {
        using var server = FakeServer.Of(FakeServer.Answer(503));
        using var client = server.Client(change: options => options with { Clock = TimeProvider.System });
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        long start = Stopwatch.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetInfoAsync(Model, cancellationToken: source.Token));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task Server_ThatHangs_TimesOutAndIsTriedAgain()
    {
        using var place = new HubPlace();
        place.Hub.AddModel("user/tiny", ("config.json", "{}"));
        place.Hub.Inject(TestHubFault.Hang, times: 2);
        using var client = new HubClient(place.Options with { DownloadTimeout = TimeSpan.FromSeconds(0.3), Retries = 1 });
        var fault = await Assert.ThrowsAsync<HubException>(() => client.GetInfoAsync(Model, cancellationToken: Ct));
        Assert.Equal(HubFault.TimedOut, fault.Kind);
        Assert.Contains("nothing came for 0.3 s. An answer was expected. Try again, or allow more seconds in HF_HUB_DOWNLOAD_TIMEOUT.",
            fault.Message, StringComparison.Ordinal);
        await client.GetInfoAsync(Model, cancellationToken: Ct);
        Assert.Equal(3, place.Hub.Requests.Count);
    }

    private static async Task<(double[] Seconds, HubException Fault)> Failing(FakeServer server)
    {
        var clock = new EagerClock();
        using var client = server.Client(change: options => options with { Clock = clock });
        var fault = await Assert.ThrowsAsync<HubException>(() => client.GetInfoAsync(Model, cancellationToken: Ct));
        return ([.. clock.Waits.Select(wait => wait.TotalSeconds)], fault);
    }
}
