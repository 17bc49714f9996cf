using System.Net;

namespace Matiz.Server.Tests.Protocols.HubInference;

public sealed class HubInferenceProtocolTests(ServedShelf shelf)
{
    private TestServer Server => shelf.Classifiers;

    [Theory]
    [InlineData("/", "emotion@")]
    [InlineData("/models/emotion", "emotion@")]
    [InlineData("/models/user/relevance", "user/relevance@")]
    [InlineData("/models/user%2Frelevance", "user/relevance@")]
    [InlineData("/models/user/relevance/pipeline/text-classification", "user/relevance@")]
    [InlineData("/pipeline/text-classification/user/relevance", "user/relevance@")]
    [InlineData("/models/sentences/mini", "sentences/mini@")]
    public async Task Paths_NameModelAndTask(string path, string model)
    {
        var answer = await Server.PostAsync(path, """{"inputs": "ok"}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith(model, answer.Header("X-Matiz-Model"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_OfAnEmbeddingModel_GivesFeatures()
    {
        var answer = await shelf.Sentences.PostAsync("/", """{"inputs": "ok"}""");
        Assert.Equal(32, Answers.Vector(answer.Json).Length);
    }

    [Theory]
    [InlineData("/models/nobody", HttpStatusCode.NotFound, "there is no model of that name")]
    [InlineData("/models/Emotion", HttpStatusCode.NotFound, "there is no model of that name")]
    [InlineData("/models/", HttpStatusCode.NotFound, "there is no model of that name")]
    [InlineData("/models/emotion/", HttpStatusCode.NotFound, "there is no model of that name")]
    [InlineData("/models/emotion/pipeline/fill-mask", HttpStatusCode.BadRequest, "'fill-mask' is a task that is not done here")]
    [InlineData("/models/emotion/pipeline/nothing", HttpStatusCode.BadRequest, "the path names a task that is not done here")]
    [InlineData("/pipeline/zero-shot-classification/emotion", HttpStatusCode.BadRequest, "'zero-shot-classification' is a task")]
    [InlineData("/models/sentences/mini/pipeline/text-classification", HttpStatusCode.BadRequest, "the model 'sentences/mini' gives")]
    public async Task WhatIsNotServed_IsRefused(string path, HttpStatusCode status, string message)
    {
        var answer = await Server.PostAsync(path, """{"inputs": "ok"}""");
        Assert.Equal((status, "application/json"), (answer.Status, answer.ContentType));
        Assert.StartsWith(message, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("emotion", "text-classification", "text-classification,feature-extraction,sentence-similarity")]
    [InlineData("sentences/mini", "feature-extraction", "feature-extraction,sentence-similarity")]
    public async Task Get_DescribesTheModel(string name, string task, string tags)
    {
        var answer = await Server.GetAsync($"/models/{name}");
        Assert.Equal((name, task), (answer.Json.GetProperty("id").GetString(), answer.Json.GetProperty("pipeline_tag").GetString()));
        Assert.Equal(tags, string.Join(',', answer.Json.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString())));
        Assert.Equal($"{name}@{answer.Json.GetProperty("sha").GetString()}", answer.Header("X-Matiz-Model"));
        Assert.Equal(HttpStatusCode.NotFound, (await Server.GetAsync("/models/nobody")).Status);
    }

    [Fact]
    public async Task Keys_AreAskedFor_WithAnErrorInTheBody()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = ["right"] });
        var none = await server.PostAsync("/models/emotion", """{"inputs": "ok"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, none.Status);
        Assert.StartsWith("there is no key", none.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/models/emotion")).Status);
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", "right");
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("/models/emotion", """{"inputs": "ok"}""")).Status);
    }
}
