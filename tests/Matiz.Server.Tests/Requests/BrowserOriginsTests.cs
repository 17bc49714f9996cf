using System.Net;

namespace Matiz.Server.Tests.Requests;

public sealed class BrowserOriginsTests
{
    private const string Page = "https://example.org";

    [Fact]
    public async Task PageOfAnotherOrigin_WithoutCors_MayNeitherSendNorRead()
    {
        await using var server = await TestServer.StartAsync();
        var refused = await server.SendAsync(Request(HttpMethod.Post, "cross-site"));
        Assert.Equal((HttpStatusCode.Forbidden, null), (refused.Status, refused.Header("Access-Control-Allow-Origin")));
        var preflight = await server.SendAsync(Request(HttpMethod.Options, "cross-site"));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, null), (preflight.Status, preflight.Header("Access-Control-Allow-Origin")));
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(Request(HttpMethod.Post, "same-origin"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(Request(HttpMethod.Post, site: null))).Status);
    }

    [Theory]
    [InlineData(Page, Page)]
    [InlineData("*", "*")]
    public async Task PageOfAnAllowedOrigin_MayBoth(string allowed, string told)
    {
        await using var server = await TestServer.StartAsync(options => options with { CorsOrigins = [allowed], ApiKeys = ["key"] });
        var preflight = await server.SendAsync(Request(HttpMethod.Options, "cross-site"));
        Assert.Equal((HttpStatusCode.NoContent, told), (preflight.Status, preflight.Header("Access-Control-Allow-Origin")));
        Assert.Contains("Authorization", preflight.Header("Access-Control-Allow-Headers"), StringComparison.Ordinal);
        using var request = Request(HttpMethod.Post, "cross-site");
        request.Headers.Authorization = new("Bearer", "key");
        var answer = await server.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, told), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
        Assert.Equal("Origin", answer.Header("Vary"));
    }

    [Theory]
    [InlineData("example.org")]
    [InlineData("https://example.org/")]
    [InlineData("https://example.org/page")]
    [InlineData("ftp://example.org")]
    [InlineData("null")]
    [InlineData("")]
    public void Options_TakeNoOriginThatBrowsersNeverSend(string origin)
    {
        var exception = Assert.Throws<ArgumentException>(() => new MatizServerOptions { CorsOrigins = [Page, origin] });
        Assert.StartsWith(
            $"'{origin}' is no origin. One such as https://example.org, without a path, or * was expected. Correct it.", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task PageOfAnotherOrigin_BesideAnAllowedOne_IsRefused()
    {
        await using var server = await TestServer.StartAsync(options => options with { CorsOrigins = ["https://other.example"] });
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(Request(HttpMethod.Post, "cross-site"))).Status);
    }

    private static HttpRequestMessage Request(HttpMethod method, string? site)
    {
        var request = new HttpRequestMessage(method, "/predict");
        if (method == HttpMethod.Post) request.Content = new StringContent("""{"inputs": "ok"}""");
        request.Headers.Add("Origin", Page);
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        return request;
    }
}
