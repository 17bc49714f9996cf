using System.Net;
using Matiz.Testing;

namespace Matiz.Server.Tests.Protocols.HubInference;

public sealed class SentenceSimilarityTaskTests(ServedShelf shelf)
{
    private const string Body = """{"inputs": {"source_sentence": "i am glad", "sentences": ["i am happy", "go away", "i am glad"]}}""";

    [Theory]
    [InlineData("/models/sentences/mini/pipeline/sentence-similarity")]
    [InlineData("/pipeline/sentence-similarity/sentences/mini")]
    [InlineData("/models/sentences/mini")]
    public async Task EachSentence_HasTheCosineOfItsEmbedding(string path)
    {
        using var library = shelf.Embeddings(ServedShelf.Mini, normalizes: false);
        var vectors = (await library.GenerateAsync(["i am glad", "i am happy", "go away", "i am glad"]))
            .Select(one => one.Vector.ToArray()).ToList();
        var answer = await shelf.Classifiers.PostAsync(path, Body);
        float[] found = Answers.Vector(answer.Json);
        Assert.Equal(3, found.Length);
        for (int i = 0; i < 3; i++) Assert.Equal(Answers.Cosine(vectors[0], vectors[i + 1]), found[i], 1e-6);
        Assert.Equal(1, found[2]);
    }

    // The numbers that the documentation of the Hub's Python client shows for this call.
    [Fact]
    public async Task MiniLm_GivesTheDocumentedNumbers()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: all-MiniLM-L6-v2");
        await using var server = await TestServer.StartAsync(null, ("mini", SharedFiles.Shared("models/all-MiniLM-L6-v2")));
        var answer = await server.PostAsync("/models/mini/pipeline/sentence-similarity", """
            {"inputs": {"source_sentence": "Machine learning is so easy.", "sentences": ["Deep learning is so straightforward.",
             "This is so difficult, like rocket science.", "I can't believe how much I struggled with this."]}}
            """);
        float[] found = Answers.Vector(answer.Json);
        float[] expected = [0.7785726189613342f, 0.45876261591911316f, 0.2906220555305481f];
        for (int i = 0; i < 3; i++) Assert.Equal(expected[i], found[i], 1e-6f);
    }

    // A request that shows what it is needs no task in its path; a model made for embeddings goes before the classifier.
    [Fact]
    public async Task AtTheRoot_TheShapeDecides()
    {
        var answer = await shelf.Classifiers.PostAsync("/", Body);
        Assert.Equal(3, Answers.Vector(answer.Json).Length);
        Assert.StartsWith("sentences/mini@", answer.Header("X-Matiz-Model"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"inputs": {"source_sentence": "a", "sentences": []}}""", "'inputs.sentences' cannot be empty")]
    [InlineData("""{"inputs": {"source_sentence": "a"}}""", "there is no 'sentences'")]
    [InlineData("""{"inputs": {"source_sentence": "a", "sentences": "b"}}""", "'inputs.sentences' is a text")]
    [InlineData("""{"inputs": {"source_sentence": 1, "sentences": ["b"]}}""", "'inputs.source_sentence' is a number")]
    [InlineData("""{"inputs": {"source_sentence": "a", "sentences": ["b"], "more": 1}}""", "there is a member that is not known here")]
    [InlineData("""{"inputs": "a"}""", "'inputs' is a text")]
    public async Task OtherShapes_AreRefused(string body, string message)
    {
        var answer = await shelf.Classifiers.PostAsync("/models/sentences/mini/pipeline/sentence-similarity", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(message, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
