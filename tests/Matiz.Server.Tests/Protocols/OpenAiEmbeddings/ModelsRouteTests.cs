using System.Net;

namespace Matiz.Server.Tests.Protocols.OpenAiEmbeddings;

public sealed class ModelsRouteTests(ServedShelf shelf)
{
    [Fact]
    public async Task List_HasAllModelsInTheirOrder()
    {
        var answer = await shelf.Classifiers.GetAsync("/v1/models");
        Assert.Equal("list", answer.Json.GetProperty("object").GetString());
        Assert.Equal(
            ["emotion", "user/relevance", "topics", "stars", "calibrated", "sentences/mini"],
            answer.Json.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("user/relevance")]
    [InlineData("user%2Frelevance")]
    public async Task Retrieve_DescribesOne(string name)
    {
        var answer = await shelf.Classifiers.GetAsync($"/v1/models/{name}");
        Assert.Equal(
            ("user/relevance", "model", "matiz"),
            (answer.Json.GetProperty("id").GetString(), answer.Json.GetProperty("object").GetString(),
                answer.Json.GetProperty("owned_by").GetString()));
        Assert.True(answer.Json.GetProperty("created").GetInt64() > 1_700_000_000);
    }

    [Fact]
    public async Task Unknown_IsNotFound()
    {
        var answer = await shelf.Classifiers.GetAsync("/v1/models/gpt-4");
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("model_not_found", answer.Json.GetProperty("error").GetProperty("code").GetString());
    }
}
