using System.Net;
using Matiz.Tasks;

namespace Matiz.Server.Tests.Protocols.TextEmbeddingsInference;

public sealed class RerankRouteTests(ServedShelf shelf)
{
    private static readonly string[] Texts = ["a movie", "the long delay", "good", "a movie"];

    [Theory]
    [InlineData(false, ScoreFunction.Sigmoid)]
    [InlineData(true, ScoreFunction.None)]
    public async Task Texts_AreRankedByTheModelOfOneLabel(bool raw, ScoreFunction function)
    {
        var answer = await shelf.Classifiers.PostAsync("/rerank", $$"""
            {"query": "i saw it", "texts": ["a movie", "the long delay", "good", "a movie"], "raw_scores": {{(raw ? "true" : "false")}}}
            """);
        var classifier = shelf.Classifier(ServedShelf.Relevance);
        var expected = Texts
            .Select((text, index) => (index, classifier.Classify("i saw it", text, new() { FunctionToApply = function }).Scores[0].Score))
            .OrderByDescending(item => item.Score);
        Assert.Equal(expected, answer.Json.EnumerateArray().Select(
            item => (item.GetProperty("index").GetInt32(), item.GetProperty("score").GetSingle())));
        Assert.DoesNotContain("text", answer.Body, StringComparison.Ordinal);
        Assert.StartsWith("user/relevance@", answer.Header("X-Matiz-Model"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_ComeBack_WhereTheyAreAskedFor()
    {
        var answer = await shelf.Classifiers.PostAsync("/rerank", """{"query": "q", "texts": ["one", ""], "return_text": true}""");
        foreach (var item in answer.Json.EnumerateArray())
        {
            string expected = item.GetProperty("index").GetInt32() == 0 ? "one" : "";
            Assert.Equal(expected, item.GetProperty("text").GetString());
        }

        Assert.Equal("6", answer.Header("x-compute-characters") is { } count ? $"{int.Parse(count, null) + 1}" : null);
    }

    [Fact]
    public async Task AModelOfMoreLabels_IsABackendError()
    {
        await using var server = await TestServer.StartAsync();
        var answer = await server.PostAsync("/rerank", """{"query": "q", "texts": ["one"]}""");
        Assert.Equal((HttpStatusCode)424, answer.Status);
        Assert.StartsWith(
            "model is not a re-ranker model: 'emotion' has 6 labels", answer.Json.GetProperty("error").GetString(),
            StringComparison.Ordinal);
        Assert.Equal("Backend", answer.Json.GetProperty("error_type").GetString());
    }
}
