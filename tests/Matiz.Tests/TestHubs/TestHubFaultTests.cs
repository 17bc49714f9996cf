using System.Diagnostics;
using System.Net;
using Matiz.Testing;

namespace Matiz.Tests.TestHubs;

/// <summary>The faults of the test Hub are seen by a plain HTTP client as meant.</summary>
public sealed class TestHubFaultTests : IDisposable
{
    private readonly TestHub _hub = TestHub.Start();
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly byte[] _content = TestHubFile.Noise(50_000, 1);

    public TestHubFaultTests()
    {
        _hub.AddModel("user/x", new Dictionary<string, byte[]> { ["a.txt"] = _content });
    }

    private string Address => $"{_hub.Endpoint}/user/x/resolve/main/a.txt";

    public void Dispose()
    {
        _http.Dispose();
        _hub.Dispose();
    }

    [Fact]
    public async Task Status_EndsAfterItsTimes()
    {
        _hub.Inject(TestHubFault.Status(503), path: "a.txt", method: "GET", times: 2, skip: 1);
        int[] seen = [await StatusAsync(), await StatusAsync(), await StatusAsync(), await StatusAsync()];
        Assert.Equal([200, 503, 503, 200], seen);
        Assert.Equal(seen, _hub.Requests.Select(request => request.Status));
    }

    [Fact]
    public async Task DropAt_SendsTheBytesBeforeAndNoMore()
    {
        _hub.Inject(TestHubFault.DropAt(12_345));
        using var answer = await _http.GetAsync(Address, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(_content.Length, answer.Content.Headers.ContentLength);
        using var received = new MemoryStream();
        await Assert.ThrowsAnyAsync<Exception>(async () => await (await answer.Content.ReadAsStreamAsync()).CopyToAsync(received));
        Assert.Equal(_content[..(int)received.Length], received.ToArray());
        Assert.Equal(12_345, received.Length);
    }

    [Fact]
    public async Task Truncate_LooksWholeToHttp()
    {
        _hub.Inject(TestHubFault.Truncate(1000));
        Assert.Equal(_content[..1000], await _http.GetByteArrayAsync(Address));
    }

    [Fact]
    public async Task Corrupt_ChangesOneByte()
    {
        _hub.Inject(TestHubFault.Corrupt(7));
        byte[] seen = await _http.GetByteArrayAsync(Address);
        Assert.Equal([7], Enumerable.Range(0, seen.Length).Where(i => seen[i] != _content[i]));
    }

    [Fact]
    public async Task Slow_TakesItsTime()
    {
        _hub.Inject(TestHubFault.Slow(200_000));
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(_content, await _http.GetByteArrayAsync(Address));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0.2, 20);
    }

    [Fact]
    public async Task Gzip_CodesWithoutLength()
    {
        _hub.Inject(TestHubFault.Gzip);
        using var http = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip });
        using var answer = await http.GetAsync(Address);
        Assert.Equal(_content, await answer.Content.ReadAsByteArrayAsync());
        using var plain = await _http.GetAsync(Address);
        Assert.Equal(_content.Length, plain.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Ranges_AreIgnoredOrWrong()
    {
        _hub.Inject(TestHubFault.RangeIgnored, times: 1);
        _hub.Inject(TestHubFault.RangeWrong, times: 1);
        using var ignored = await RangeAsync();
        Assert.Equal((200, 50_000), ((int)ignored.StatusCode, (await ignored.Content.ReadAsByteArrayAsync()).Length));
        using var wrong = await RangeAsync();
        Assert.Equal((206, "bytes 0-49999/50000"), ((int)wrong.StatusCode, wrong.Content.Headers.ContentRange!.ToString()));
        using var right = await RangeAsync();
        Assert.Equal((206, "bytes 100-49999/50000"), ((int)right.StatusCode, right.Content.Headers.ContentRange!.ToString()));

        async Task<HttpResponseMessage> RangeAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Address);
            request.Headers.Range = new(100, null);
            return await _http.SendAsync(request);
        }
    }

    [Fact]
    public async Task Headers_GoAwayOrChange()
    {
        _hub.Inject(TestHubFault.WithoutHeaders("X-Repo-Commit"), times: 1);
        _hub.Inject(TestHubFault.WithHeader("ETag", "\"other\""), times: 1);
        using var without = await _http.GetAsync(Address);
        Assert.False(without.Headers.Contains("X-Repo-Commit"));
        using var other = await _http.GetAsync(Address);
        Assert.Equal("\"other\"", other.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task TooMany_SaysHowLongToWait()
    {
        _hub.Inject(TestHubFault.TooMany(3, retryAfter: 2));
        using var answer = await _http.GetAsync(Address);
        Assert.Equal(429, (int)answer.StatusCode);
        Assert.Equal("\"api\";r=0;t=3", answer.Headers.GetValues("RateLimit").Single());
        Assert.Equal("2", answer.Headers.GetValues("Retry-After").Single());
    }

    [Fact]
    public async Task Refuse_DropsTheConnection()
    {
        _hub.Inject(TestHubFault.Refuse, times: 1);
        await Assert.ThrowsAsync<HttpRequestException>(StatusAsync);
        Assert.Equal(200, await StatusAsync());
        Assert.Equal(0, _hub.Requests[0].Status);
    }

    [Fact]
    public async Task Hang_EndsWithTheHub()
    {
        _hub.Inject(TestHubFault.HangAt(10));
        var pending = _http.GetByteArrayAsync(Address);
        await Task.Delay(50);
        Assert.False(pending.IsCompleted);
        await _hub.DisposeAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => pending);
    }

    [Fact]
    public async Task Before_MovesTheBranchBetweenTwoRequests()
    {
        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Address));
        _hub.Inject(TestHubFault.Before(() => _hub.Find("user/x")!.Commit("a.txt", "new")), method: "GET", times: 1);
        using var get = await _http.GetAsync(Address);
        Assert.NotEqual(head.Headers.ETag!.Tag, get.Headers.ETag!.Tag);
        Assert.Equal("new", await get.Content.ReadAsStringAsync());
    }

    private async Task<int> StatusAsync()
    {
        using var answer = await _http.GetAsync(Address);
        return (int)answer.StatusCode;
    }
}
