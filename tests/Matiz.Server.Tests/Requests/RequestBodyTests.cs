using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Matiz.Server.Tests.Requests;

public sealed class RequestBodyTests(RequestBodyTests.Place place) : IClassFixture<RequestBodyTests.Place>
{
    private const string Good = """{"inputs": "i feel great"}""";

    public static TheoryData<string, int> Bodies => new()
    {
        { Good, 200 },
        { "\uFEFF" + Good, 200 },
        { "  " + Good + "\n", 200 },
        { """{"inputs": "nul \u0000 inside, \ud83d\ude00 whole"}""", 200 },
        { "", 400 },
        { "{", 400 },
        { "{\"inputs\": \"a\"} {}", 400 },
        { "{\"inputs\": \"a\nb\"}", 400 },
        { "{\"inputs\": \"a\0b\"}", 400 },
        { "{\"inputs\": NaN}", 400 },
        { "{\"inputs\": \"a\",}", 400 },
        { """{"inputs": "a", "inputs": "b"}""", 400 },
        { """{"inputs": "a", "inp\u0075ts": "b"}""", 400 },
        { """{"inputs": "a", "\ud800": 1}""", 400 },
        { """{"inputs": "\ud800"}""", 422 },
        { """{"inputs": "\udc00\ud800 the wrong way round"}""", 422 },
        { "[]", 422 },
        { "1e999", 422 },
        { "{}", 422 },
        { """{"inputs": null}""", 422 },
        { """{"inputs": 7}""", 422 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_IsAnsweredOrRefused_AndTheNextIsRight(string body, int status)
    {
        var answer = await place.Server.PostAsync("/predict", body);
        Assert.True((int)answer.Status == status, $"{(int)answer.Status}: {answer.Body}");
        if (status >= 400) Assert.Contains("xpected", answer.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await place.Server.PostAsync("/predict", Good)).Status);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task DeepNesting_IsNoJson(string open, string close)
    {
        string deep = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        Assert.Equal(HttpStatusCode.BadRequest, (await place.Server.PostAsync("/predict", deep)).Status);
    }

    [Fact]
    public async Task BytesThatAreNoUtf8_AreRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict")
        {
            Content = new ByteArrayContent([.. "{\"inputs\": \""u8, 0xC3, 0x28, .. "\"}"u8]),
        };
        Assert.Equal(HttpStatusCode.BadRequest, (await place.Server.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("APPLICATION/JSON; charset=\"UTF-8\"", 200)]
    [InlineData("application/vnd.api+json", 200)]
    [InlineData("application/x-www-form-urlencoded", 200)]
    [InlineData("text/plain;charset=UTF-8", 200)]
    [InlineData("", 200)]
    [InlineData("application/json; charset=iso-8859-1", 415)]
    [InlineData("application/xml", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("nonsense", 415)]
    public async Task ContentType_IsReadAsCurlSendsIt(string type, int status) =>
        Assert.Equal(status, (int)(await place.Server.PostAsync("/predict", Good, type)).Status);

    [Fact]
    public async Task CompressedBody_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = new StringContent(Good) };
        request.Content.Headers.ContentEncoding.Add("gzip");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await place.Server.SendAsync(request)).Status);
    }

    /// <summary>It is told before it is sent: with its length from the head, in chunks as soon as the limit is passed.</summary>
    [Theory]
    [InlineData("Content-Length: 100000000\r\n", "", false)]
    [InlineData("Content-Length: 99999999999999999999\r\n", "", true)]
    [InlineData("Transfer-Encoding: chunked\r\n", "5F5E100\r\n", false)]
    public async Task HundredMegabytes_AreRefusedUnread(string header, string start, bool isNoLength)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, place.Server.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /predict HTTP/1.1\r\nHost: localhost\r\n{header}\r\n{start}"));
        if (start.Length > 0) await stream.WriteAsync(new byte[2_100_000]);
        byte[] answer = new byte[4096];
        int count = await stream.ReadAtLeastAsync(answer, 12, throwOnEndOfStream: false);
        string status = Encoding.ASCII.GetString(answer, 9, Math.Max(0, Math.Min(3, count - 9)));
        Assert.Equal(isNoLength ? "400" : "413", status);
    }

    [Fact]
    public async Task Head_OfAGet_HasNoBody()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/health");
        var answer = await place.Server.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task HugeHeader_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.Add("X-Long", new string('x', 40_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await place.Server.SendAsync(request)).Status);
    }

    /// <summary>One server for all.</summary>
    public sealed class Place : IAsyncLifetime
    {
        internal TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
