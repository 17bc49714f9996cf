using System.Net;
using Matiz.Server.Models;
using Matiz.Tokenizers;

namespace Matiz.Server.Tests.Protocols.TextEmbeddingsInference;

public sealed class TextEmbeddingsInferenceProtocolTests(ServedShelf shelf)
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/ping")]
    [InlineData("/")]
    public async Task Health_IsEmptyAndOpen(string path)
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = ["right"] });
        var answer = await server.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Body));
        var head = await server.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(HttpStatusCode.OK, head.Status);
    }

    [Theory]
    [InlineData("POST", "/predict")]
    [InlineData("POST", "/embed")]
    [InlineData("POST", "/tokenize")]
    [InlineData("POST", "/vertex")]
    [InlineData("GET", "/info")]
    public async Task WithoutAKey_NothingButTheStatus(string method, string path)
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = ["right"] });
        foreach (string? key in (string?[])[null, "Bearer wrong", "Basic right", "right"])
        {
            var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method == "POST") request.Content = new StringContent("""{"inputs": "ok"}""");
            if (key is not null) request.Headers.TryAddWithoutValidation("Authorization", key);
            var answer = await server.SendAsync(request);
            Assert.Equal((HttpStatusCode.Unauthorized, "", null), (answer.Status, answer.Body, answer.ContentType));
        }
    }

    [Fact]
    public async Task WhatIsNoJson_IsRefusedInPlainText()
    {
        var broken = await shelf.Classifiers.PostAsync("/predict", """{"inputs": """);
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain; charset=utf-8"), (broken.Status, broken.ContentType));
        var other = await shelf.Classifiers.PostAsync("/predict", """{"inputs": "ok"}""", "application/xml");
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "text/plain; charset=utf-8"), (other.Status, other.ContentType));
        var large = await shelf.Classifiers.PostAsync("/predict", $$"""{"inputs": "{{new string('a', 2_000_000)}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.Status);
        var curl = await shelf.Classifiers.PostAsync("/predict", """{"inputs": "ok"}""", "application/x-www-form-urlencoded");
        Assert.Equal(HttpStatusCode.OK, curl.Status);
    }

    // The queue has room for one request, which is a long one: its texts are computed one by one.
    [Fact]
    public async Task AFullQueue_IsOverloaded()
    {
        await using var server = await TestServer.StartAsync(options => options with
        {
            Queue = new() { MostRequests = 1, TokenBound = 1, MostTokens = int.MaxValue },
            MostBatch = int.MaxValue,
            MostTokens = int.MaxValue,
        });
        using var lease = server.Shelf.Find("emotion", ModelUse.Classify).Rent();
        using var stop = new CancellationTokenSource();
        var waiting = lease.Model.ClassifyAsync([.. Enumerable.Repeat(new TextInput("ok"), 40_000)], null, stop.Token);
        var answer = await server.PostAsync("/predict", """{"inputs": "ok"}""");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(
            (HttpStatusCode.TooManyRequests, "Overloaded"), (answer.Status, answer.Json.GetProperty("error_type").GetString()));
        Assert.Matches("^[1-9][0-9]*$", answer.Header("Retry-After"));
    }
}
