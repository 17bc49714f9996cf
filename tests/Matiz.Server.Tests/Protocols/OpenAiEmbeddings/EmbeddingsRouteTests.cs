using System.Net;

namespace Matiz.Server.Tests.Protocols.OpenAiEmbeddings;

public sealed class EmbeddingsRouteTests(ServedShelf shelf)
{
    private const string Good = "i saw a movie", Other = "go away";

    [Theory]
    [InlineData("/v1/embeddings")]
    [InlineData("/embeddings")]
    public async Task Texts_AreNumberedVectorsOfLengthOne(string path)
    {
        using var library = shelf.Embeddings(ServedShelf.Mini);
        var expected = await library.GenerateAsync([Good, Other]);
        var answer = await shelf.Classifiers.PostAsync(
            path, $$"""{"input": ["{{Good}}", "{{Other}}"], "model": "sentences/mini", "user": "me", "extra": [1]}""");
        var json = answer.Json;
        Assert.Equal(("list", "sentences/mini"), (json.GetProperty("object").GetString(), json.GetProperty("model").GetString()));
        for (int i = 0; i < 2; i++)
        {
            var item = json.GetProperty("data")[i];
            Assert.Equal(("embedding", i), (item.GetProperty("object").GetString(), item.GetProperty("index").GetInt32()));
            Assert.Equal(expected[i].Vector.ToArray(), Answers.Vector(item.GetProperty("embedding")));
        }

        Assert.Equal(expected.Usage!.InputTokenCount, json.GetProperty("usage").GetProperty("prompt_tokens").GetInt64());
        Assert.Equal(expected.Usage!.InputTokenCount, json.GetProperty("usage").GetProperty("total_tokens").GetInt64());
    }

    [Fact]
    public async Task Ids_Base64_AndDimensions()
    {
        using var library = shelf.Embeddings(ServedShelf.Mini);
        string ids = string.Join(", ", library.Extractor.Tokenizer.Encode(Good).Ids);
        float[] expected = (await library.GenerateAsync([Good]))[0].Vector.ToArray();
        foreach (string input in (string[])[$"[{ids}]", $"[[{ids}]]", $"\"{Good}\""])
        {
            var answer = await shelf.Sentences.PostAsync("/v1/embeddings", $$"""{"input": {{input}}, "encoding_format": "base64"}""");
            byte[] bytes = answer.Json.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
            Assert.Equal(expected, Enumerable.Range(0, 32).Select(i => BitConverter.ToSingle(bytes, 4 * i)));
        }

        var short8 = await shelf.Sentences.PostAsync("/v1/embeddings", $$"""{"input": "{{Good}}", "dimensions": 8}""");
        float[] vector = Answers.Vector(short8.Json.GetProperty("data")[0].GetProperty("embedding"));
        Assert.Equal(1, Answers.Cosine(expected[..8], vector), 1e-6);
        Assert.Equal(1, vector.Sum(x => (double)x * x), 1e-6);
    }

    [Theory]
    [InlineData("""{"input": "a", "model": "text-embedding-3-small"}""", 404, "invalid_request_error", "model_not_found", "Backend")]
    [InlineData("""{"input": []}""", 400, "invalid_request_error", null, "Empty")]
    [InlineData("""{"input": ""}""", 400, "invalid_request_error", null, "Empty")]
    [InlineData("""{"input": ["a", ""]}""", 400, "invalid_request_error", null, "Empty")]
    [InlineData("""{"input": null}""", 422, "invalid_request_error", null, "Validation")]
    [InlineData("""{"input": {"a": 1}}""", 422, "invalid_request_error", null, "Validation")]
    [InlineData("""{"input": "a", "dimensions": 33}""", 422, "invalid_request_error", null, "Validation")]
    [InlineData("""{"input": "a", "encoding_format": "hex"}""", 422, "invalid_request_error", null, "Validation")]
    [InlineData("""{"input": "a", "model": 5}""", 422, "invalid_request_error", null, "Validation")]
    [InlineData("""{"input": [99999]}""", 422, "invalid_request_error", null, "Validation")]
    [InlineData("""{"input": """, 400, "invalid_request_error", null, "Validation")]
    public async Task Errors_AreBothKindsOfClientsOwn(string body, int status, string type, string? code, string kind)
    {
        var answer = await shelf.Sentences.PostAsync("/v1/embeddings", body);
        Assert.Equal(((HttpStatusCode)status, "application/json"), (answer.Status, answer.ContentType));
        var error = answer.Json.GetProperty("error");
        Assert.Equal((type, code), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        Assert.Equal(error.GetProperty("message").GetString(), answer.Json.GetProperty("message").GetString());
        Assert.Equal((status, kind), (answer.Json.GetProperty("code").GetInt32(), answer.Json.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task WithoutAKey_OpenAisOwnError()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = ["right"] });
        var answer = await server.PostAsync("/v1/embeddings", """{"input": "a"}""");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_api_key"), (
            answer.Status, answer.Json.GetProperty("error").GetProperty("code").GetString()));
    }
}
