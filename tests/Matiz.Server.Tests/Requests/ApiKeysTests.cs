using System.Net;
using Matiz.Server.Requests;

namespace Matiz.Server.Tests.Requests;

public sealed class ApiKeysTests
{
    private const string Body = """{"inputs": "ok"}""";

    [Theory]
    [InlineData("Bearer one", true)]
    [InlineData("bearer two", true)]
    [InlineData("Bearer three", false)]
    [InlineData("Bearer one ", true)]
    [InlineData("Bearer One", false)]
    [InlineData("Bearer", false)]
    [InlineData("Basic b25l", false)]
    [InlineData("one", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Header_WithOneOfTheKeys_IsAccepted(string? header, bool isAccepted) =>
        Assert.Equal(isAccepted, new ApiKeys(["one", "two"]).Accept(header));

    [Fact]
    public void NoKeys_AcceptAll() => Assert.True(new ApiKeys([]).Accept(null));

    [Fact]
    public async Task EveryRoute_NeedsAKey_ButThoseThatStateHealth()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = ["secret-key"] });
        foreach (string path in (string[])["/predict", "/embed", "/tokenize", "/", "/v1/embeddings", "/classify", "/matiz/v1/classify"])
        {
            var refused = await server.PostAsync(path, Body);
            Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (refused.Status, refused.Header("WWW-Authenticate")));
            Assert.DoesNotContain("secret-key", refused.Body, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/info")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/health")).Status);
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", "secret-key");
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("/predict", Body)).Status);
    }

    [Fact]
    public void EmptyKey_IsNoOption() =>
        Assert.Throws<ArgumentException>(() => new MatizServerOptions { ApiKeys = ["a", " "] });
}
