using System.Text.Json.Nodes;
using Matiz.Server.Models;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Server.Tests.Protocols;

/// <summary>The Hub's inference client for JavaScript (<c>tests/interop/inference.js</c>) against the server. It may be absent.</summary>
public sealed class InferenceClientTests(ServedShelf shelf)
{
    private const string Good = "i saw a movie today and it was really good";

    [Fact]
    public void TextClassification_ByAddressAndByName_AnswersAsItsTypesSay()
    {
        var expected = shelf.Classifier(ServedShelf.Emotion).Classify(Good).Top;
        var answers = Call(
            shelf.Classifiers, null,
            $$"""{"task": "textClassification", "path": "/", "inputs": "{{Good}}"}""",
            $$$"""{"task": "textClassification", "path": "/models/emotion", "inputs": "{{{Good}}}", "parameters": {"top_k": 2}}""",
            $$"""{"task": "textClassification", "model": "emotion", "inputs": "{{Good}}"}""",
            $$"""{"task": "textClassification", "model": "user/relevance", "inputs": "{{Good}}"}""");
        Assert.Equal(expected.Select(one => (one.Label, one.Score)), Labels(answers[0]));
        Assert.Equal(expected.Take(2).Select(one => (one.Label, one.Score)), Labels(answers[1]));
        Assert.Equal(expected.Select(one => (one.Label, one.Score)), Labels(answers[2]));
        Assert.Equal("/models/emotion", answers[2]!["http"]!["path"]!.GetValue<string>());
        Assert.Equal("LABEL_0", Labels(answers[3]).Single().Label);
        Assert.Equal("/models/user/relevance", answers[3]!["http"]!["path"]!.GetValue<string>());
    }

    [Fact]
    public async Task FeatureExtraction_GivesAVector_OrAListOfThem()
    {
        using var library = shelf.Embeddings(ServedShelf.Mini);
        float[][] expected = [.. (await library.GenerateAsync([Good, "ok"])).Select(one => one.Vector.ToArray())];
        var answers = Call(
            shelf.Classifiers, null,
            $$"""{"task": "featureExtraction", "model": "sentences/mini", "inputs": "{{Good}}"}""",
            $$"""{"task": "featureExtraction", "model": "sentences/mini", "inputs": ["{{Good}}", "ok"], "truncate": true}""",
            $$"""{"task": "featureExtraction", "path": "/pipeline/feature-extraction/sentences/mini", "inputs": "ok", "dimensions": 8}""");
        Assert.Equal(expected[0], Vector(answers[0]!["answer"]!));
        Assert.Equal("/models/sentences/mini/pipeline/feature-extraction", answers[0]!["http"]!["path"]!.GetValue<string>());
        Assert.Equal(expected, answers[1]!["answer"]!.AsArray().Select(vector => Vector(vector!)));
        Assert.Equal(8, Vector(answers[2]!["answer"]!).Length);
    }

    [Fact]
    public void SentenceSimilarity_GivesNumbers()
    {
        const string Inputs = """ "inputs": {"source_sentence": "i am glad", "sentences": ["i am glad", "go away"]} """;
        var answers = Call(
            shelf.Classifiers, null,
            $$"""{"task": "sentenceSimilarity", "model": "sentences/mini", {{Inputs}}}""",
            $$"""{"task": "sentenceSimilarity", "path": "/models/sentences/mini", {{Inputs}}}""");
        foreach (var answer in answers)
        {
            float[] numbers = Vector(answer!["answer"]!);
            Assert.Equal(2, numbers.Length);
            Assert.Equal(1, numbers[0]);
            Assert.InRange(numbers[1], -1, 0.999f);
        }
    }

    [Fact]
    public async Task Errors_ReachTheCallerWithTheirMessage()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = ["right"] });
        const string Call1 = """{"task": "textClassification", "path": "/models/emotion", "inputs": "ok"}""";
        const string Unknown = """{"task": "textClassification", "path": "/models/nobody", "inputs": "ok"}""";
        const string Foreign = """{"task": "textClassification", "path": "/", "inputs": "ok", "parameters": {"candidate_labels": ["a"]}}""";
        var wrong = Call(server, "wrong", Call1);
        var right = Call(server, "right", Call1, Unknown, Foreign);
        RequireError(wrong[0], 401, "Failed to perform inference: there is no key of this server.");
        Assert.Equal(6, right[0]!["answer"]!.AsArray().Count);
        RequireError(right[1], 404, "Failed to perform inference: there is no model of that name.");
        RequireError(right[2], 400, "Failed to perform inference: 'candidate_labels' is given, which belongs to zero-shot-classification");
    }

    // The queue has room for one request, which is a long one: its texts are computed one by one.
    [Fact]
    public async Task AnOverload_IsAnErrorOnce_NotAnEndlessRetry()
    {
        await using var server = await TestServer.StartAsync(options => options with
        {
            Queue = new() { MostRequests = 1, TokenBound = 1, MostTokens = int.MaxValue },
            MostBatch = int.MaxValue,
            MostTokens = int.MaxValue,
        });
        using var lease = server.Shelf.Find("emotion", ModelUse.Classify).Rent();
        using var stop = new CancellationTokenSource();
        var waiting = lease.Model.ClassifyAsync([.. Enumerable.Repeat(new TextInput(Good), 40_000)], null, stop.Token);
        const string One = """{"task": "textClassification", "path": "/", "inputs": "ok"}""";
        var answers = Call(server, null, One, One);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        foreach (var answer in answers)
        {
            RequireError(answer, 429, "Failed to perform inference: as many requests wait as may wait.");
            Assert.Matches("^[0-9]+$", answer!["http"]!["retryAfter"]!.GetValue<string>());
        }
    }

    private static void RequireError(JsonNode? answer, int status, string message)
    {
        Assert.Equal("ProviderApiError", answer!["error"]!.GetValue<string>());
        Assert.Equal(status, answer["status"]!.GetValue<int>());
        Assert.StartsWith(message, answer["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static JsonArray Call(TestServer server, string? key, params string[] calls)
    {
        const string Package = "@huggingface/inference";
        Assert.SkipWhen(NpmScripts.Absence(Package) is not null, NpmScripts.Absence(Package) ?? "");
        var parameters = new JsonObject
        {
            ["server"] = server.Address.ToString().TrimEnd('/'),
            ["accessToken"] = key,
            ["calls"] = new JsonArray([.. calls.Select(call => JsonNode.Parse(call))]),
        };
        return NpmScripts.Run("inference.js", parameters.ToJsonString()).AsArray();
    }

    private static IEnumerable<(string Label, float Score)> Labels(JsonNode? answer) => answer!["answer"]!.AsArray()
        .Select(item => (item!["label"]!.GetValue<string>(), (float)item["score"]!.GetValue<double>()));

    private static float[] Vector(JsonNode list) => [.. list.AsArray().Select(number => (float)number!.GetValue<double>())];
}
