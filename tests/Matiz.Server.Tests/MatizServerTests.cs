using System.Net;

namespace Matiz.Server.Tests;

public sealed class MatizServerTests
{
    [Fact]
    public async Task Health_IsOkWithAnEmptyBody()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.GetAsync("/health");
        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task Predict_AnswersWithLabelsAndSaysTheModelsVersion()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.PostAsync("/predict", """{"inputs": "i saw a movie today and it was really good"}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("surprise", answer.Json[0].GetProperty("label").GetString());
        Assert.Matches("^emotion@[0-9a-f]{16}$", answer.Header("X-Matiz-Model"));
    }

    [Fact]
    public async Task UnknownPath_IsAProblem()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.GetAsync("/nothing/here");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task AnotherMethod_IsAProblemThatSaysWhichIsAllowed()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.GetAsync("/predict");
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (answer.Status, answer.Header("Allow")));
        Assert.Equal("application/problem+json", answer.ContentType);
    }
}
