using System.Net;

namespace Matiz.Server.Tests.Protocols.TextEmbeddingsInference;

public sealed class SimilarityRouteTests(ServedShelf shelf)
{
    [Fact]
    public async Task Parameters_HoldThePrompt()
    {
        using var library = shelf.Embeddings(ServedShelf.Mini, normalizes: false, prompt: "query");
        var vectors = (await library.GenerateAsync(["i am glad", "i am happy", "go away"])).Select(one => one.Vector.ToArray()).ToList();
        var answer = await shelf.Sentences.PostAsync("/similarity", """
            {"inputs": {"source_sentence": "i am glad", "sentences": ["i am happy", "go away"]}, "parameters": {"prompt_name": "query"}}
            """);
        float[] found = Answers.Vector(answer.Json);
        Assert.Equal(2, found.Length);
        for (int i = 0; i < 2; i++) Assert.Equal(Answers.Cosine(vectors[0], vectors[i + 1]), found[i], 1e-6);
        Assert.Equal("26", answer.Header("x-compute-characters"));
    }

    [Theory]
    [InlineData("""{"inputs": {"source_sentence": "a", "sentences": []}}""", 400)]
    [InlineData("""{"inputs": {"source_sentence": "", "sentences": ["a"]}}""", 400)]
    [InlineData("""{"inputs": {"source_sentence": "a", "sentences": ["b"]}, "parameters": []}""", 422)]
    [InlineData("""{"inputs": ["a", "b"]}""", 422)]
    public async Task OtherShapes_AreRefused(string body, int status) =>
        Assert.Equal((HttpStatusCode)status, (await shelf.Sentences.PostAsync("/similarity", body)).Status);

    // The sentence counts as one of the texts that a request may have.
    [Fact]
    public async Task TheSourceCounts()
    {
        string sentences = string.Join(", ", Enumerable.Repeat("\"b\"", 32));
        var answer = await shelf.Sentences.PostAsync(
            "/similarity", $$$"""{"inputs": {"source_sentence": "a", "sentences": [{{{sentences}}}]}}""");
        Assert.Equal((HttpStatusCode)422, answer.Status);
        Assert.StartsWith("33 texts were sent", answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
