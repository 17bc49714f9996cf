using System.Net;

namespace Matiz.Server.Tests.Protocols.TextEmbeddingsInference;

public sealed class ModelRouteTests(ServedShelf shelf)
{
    [Fact]
    public async Task Invocations_AreWhatTheFirstModelIsFor()
    {
        var predict = await shelf.Classifiers.PostAsync("/invocations", """{"inputs": "ok"}""");
        Answers.EqualTop(predict.Json, shelf.Classifier(ServedShelf.Emotion).Classify("ok"));
        var embed = await shelf.Sentences.PostAsync("/invocations", """{"inputs": "ok"}""");
        Assert.Equal(32, Answers.Vectors(embed.Json)[0].Length);
        await using var server = await TestServer.StartAsync(null, ("rank", shelf.FolderOf(ServedShelf.Relevance)));
        var rerank = await server.PostAsync("/invocations", """{"query": "q", "texts": ["ok"]}""");
        Assert.Equal(0, rerank.Json[0].GetProperty("index").GetInt32());
    }

    [Fact]
    public async Task Vertex_AnswersEachInstance()
    {
        var answer = await shelf.Classifiers.PostAsync("/vertex", """
            {"instances": [{"inputs": "ok"}, {"inputs": [["ok"]]}, {"query": "q", "texts": ["a", "b"]}]}
            """);
        var predictions = answer.Json.GetProperty("predictions");
        var expected = shelf.Classifier(ServedShelf.Emotion).Classify("ok");
        Answers.EqualTop(predictions[0], expected);
        Answers.EqualTop(predictions[1][0], expected);
        Assert.Equal(2, predictions[2].GetArrayLength());
        var embed = await shelf.Sentences.PostAsync("/vertex", """{"instances": [{"inputs": "ok"}]}""");
        Assert.Equal(32, Answers.Vectors(embed.Json.GetProperty("predictions")[0])[0].Length);
    }

    [Theory]
    [InlineData("""{"instances": []}""", 400)]
    [InlineData("""{"instances": [5]}""", 422)]
    [InlineData("""{"instances": [{"inputs": "ok"}, {"inputs": 5}]}""", 422)]
    [InlineData("""{"instances": [{"inputs": "ok"}, {"inputs": ""}]}""", 400)]
    [InlineData("""{"instances": {"inputs": "ok"}}""", 422)]
    [InlineData("""{"inputs": "ok"}""", 422)]
    public async Task Vertex_OtherShapes_AreRefused(string body, int status) =>
        Assert.Equal((HttpStatusCode)status, (await shelf.Classifiers.PostAsync("/vertex", body)).Status);
}
