using System.Net;
using System.Net.Http.Headers;

namespace Matiz.Server.Tests.Page;

/// <summary>What the page asks for, as it travels.</summary>
public sealed class PageProtocolTests
{
    private const string Models = "/matiz/page/models";

    [Fact]
    public async Task Models_SayWhatThePageNeedsToKnow()
    {
        await using var server = await StartAsync();
        var answer = await server.GetAsync(Models);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var model = answer.Json.GetProperty("models")[0];
        Assert.Equal(
            ("emotion", "single_label_classification", "may"),
            (model.GetProperty("name").GetString(), model.GetProperty("task").GetString(), model.GetProperty("pairs").GetString()));
        Assert.Equal(6, model.GetProperty("labels").GetArrayLength());
        Assert.Equal(32, answer.Json.GetProperty("limits").GetProperty("texts").GetInt32());
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Try_GivesTheAnswerOfPredictAndTokensWithOffsetsInUtf16()
    {
        await using var server = await StartAsync();
        const string Text = "i 👍🏽 feel great";
        var predicted = (await server.PostAsync("/predict", $$"""{"inputs": "{{Text}}"}""")).Json[0];
        var answer = (await server.PostAsync("/matiz/page/try", $$"""{"model": "emotion", "text": "{{Text}}"}""")).Json;
        var own = answer.GetProperty("answer");
        int label = own.GetProperty("label").GetInt32();
        Assert.Equal(predicted.GetProperty("score").GetRawText(), own.GetProperty("scores")[label].GetRawText());
        Assert.Equal(predicted.GetProperty("score").GetRawText(), own.GetProperty("score").GetRawText());
        var tokens = answer.GetProperty("tokens").GetProperty("list").EnumerateArray().ToList();
        Assert.Equal(own.GetProperty("token_count").GetInt32(), tokens.Count);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, tokens[0].GetProperty("text").ValueKind);
        string[] pieces =
        [
            .. tokens.Where(token => token.GetProperty("text").ValueKind != System.Text.Json.JsonValueKind.Null)
                .Select(token => Text[token.GetProperty("start").GetInt32()..token.GetProperty("end").GetInt32()]),
        ];
        Assert.Equal(Text.Replace(" ", "", StringComparison.Ordinal), string.Concat(pieces));
    }

    [Fact]
    public async Task Try_MarksWhatIsCutOff()
    {
        await using var server = await StartAsync();
        string text = string.Join(' ', Enumerable.Repeat("good", 700));
        var answer = (await server.PostAsync("/matiz/page/try", $$"""{"text": "{{text}}", "text_pair": "bad"}""")).Json;
        var tokens = answer.GetProperty("tokens");
        int dropped = tokens.GetProperty("dropped").GetInt32();
        Assert.True(dropped > 0);
        Assert.Equal(answer.GetProperty("answer").GetProperty("dropped_tokens").GetInt32(), dropped);
        var list = tokens.GetProperty("list").EnumerateArray().ToList();
        Assert.Equal(dropped, list.Count(token => token.TryGetProperty("cut", out _)));
        Assert.Equal(0, tokens.GetProperty("more").GetInt32());
        Assert.False(list[1].TryGetProperty("cut", out _));
        Assert.False(list[^2].TryGetProperty("cut", out _));    // the second text, which is short
    }

    [Fact]
    public async Task Classify_AnswersInOrderWithinTheLimit()
    {
        await using var server = await StartAsync(options => options with { MostBatch = 2 });
        var answer = (await server.PostAsync("/matiz/page/classify", """{"texts": ["a", "b"], "text_pairs": [null, "c"]}""")).Json;
        Assert.Equal(2, answer.GetProperty("answers").GetArrayLength());
        Assert.Matches("^[0-9a-f]{16}$", answer.GetProperty("version").GetString());
        var refused = await server.PostAsync("/matiz/page/classify", """{"texts": ["a", "b", "c"]}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var uneven = await server.PostAsync("/matiz/page/classify", """{"texts": ["a"], "text_pairs": []}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, uneven.Status);
    }

    [Theory]
    [InlineData("/matiz/page/try", "{}")]
    [InlineData("/matiz/page/try", """{"text": 1}""")]
    [InlineData("/matiz/page/try", """{"text": "a", "txet": "b"}""")]
    [InlineData("/matiz/page/classify", """{"texts": "a", "text_pairs": [1]}""")]
    [InlineData("/matiz/page/classify", "[1]")]
    public async Task OddBodies_AreRefused(string path, string body)
    {
        await using var server = await StartAsync();
        var answer = await server.PostAsync(path, body);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task AnotherModel_IsNotFound()
    {
        await using var server = await StartAsync();
        foreach (string path in (string[])["about", "examples"])
            Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync($"/matiz/page/{path}?model=other")).Status);
    }

    [Fact]
    public async Task EmbeddingModel_HasTokensAndNoAnswer()
    {
        using var folder = ModelFolder.Embeddings();
        await using var server = await TestServer.StartAsync(options => options with { Page = true }, ("vectors", folder.Path));
        var answer = (await server.PostAsync("/matiz/page/try", """{"text": "a text"}""")).Json;
        Assert.False(answer.TryGetProperty("answer", out _));
        Assert.True(answer.GetProperty("tokens").GetProperty("count").GetInt32() > 2);
        Assert.Equal("embeddings", (await server.GetAsync(Models)).Json.GetProperty("models")[0].GetProperty("task").GetString());
        var refused = await server.PostAsync("/matiz/page/classify", """{"texts": ["a"]}""");
        Assert.Equal(HttpStatusCode.FailedDependency, refused.Status);
    }

    [Fact]
    public async Task WithAKey_OnlyTheFilesOfThePageAreOpen()
    {
        await using var server = await StartAsync(options => options with { ApiKeys = ["secret"] });
        Assert.Equal(HttpStatusCode.OK, (await FrontAsync(server)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync($"/matiz/page/assets/{Matiz.Server.Page.PageFiles.Hash}/page.js")).Status);
        foreach (string path in (string[])["models", "about", "examples"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync($"/matiz/page/{path}")).Status);
        foreach (string path in (string[])["try", "classify"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.PostAsync($"/matiz/page/{path}", "{}")).Status);
    }

    [Fact]
    public async Task WithoutThePage_NothingOfItIsThere()
    {
        await using var server = await TestServer.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(Models)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.PostAsync("/matiz/page/try", """{"text": "a"}""")).Status);
        var front = await FrontAsync(server);
        Assert.Equal((HttpStatusCode.OK, ""), (front.Status, front.Body));
    }

    [Fact]
    public async Task Front_IsHealthUnlessAPageIsLookedFor()
    {
        await using var server = await StartAsync();
        Assert.Equal("", (await server.GetAsync("/")).Body);
        var front = await FrontAsync(server);
        Assert.StartsWith("<!DOCTYPE html>", front.Body, StringComparison.Ordinal);
        Assert.Equal("Accept", front.Header("Vary"));
    }

    /// <summary>What a browser asks for when an address is opened.</summary>
    private static Task<TestAnswer> FrontAsync(TestServer server)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("text/html"));
        return server.SendAsync(request);
    }

    private static Task<TestServer> StartAsync(Func<MatizServerOptions, MatizServerOptions>? configure = null) =>
        TestServer.StartAsync(options => (configure?.Invoke(options) ?? options) with { Page = true }, ("emotion", TestServer.Classifier));
}
