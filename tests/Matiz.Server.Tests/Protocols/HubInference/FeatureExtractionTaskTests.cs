using System.Net;
using Matiz.Tensors;

namespace Matiz.Server.Tests.Protocols.HubInference;

public sealed class FeatureExtractionTaskTests(ServedShelf shelf)
{
    private const string Path = "/models/sentences/mini/pipeline/feature-extraction", Good = "i saw a movie", Other = "go away";

    private TestServer Server => shelf.Classifiers;

    [Fact]
    public async Task OneText_IsOneVector_AListIsAListOfThem()
    {
        using var library = shelf.Embeddings(ServedShelf.Mini);
        float[][] expected = [.. (await library.GenerateAsync([Good, Other])).Select(one => one.Vector.ToArray())];
        var one = await Server.PostAsync(Path, $$"""{"inputs": "{{Good}}"}""");
        Assert.Equal(expected[0], Answers.Vector(one.Json));
        var two = await Server.PostAsync(Path, $$"""{"inputs": ["{{Good}}", "{{Other}}"]}""");
        Assert.Equal(expected, Answers.Vectors(two.Json));
        Assert.StartsWith("sentences/mini@", two.Header("X-Matiz-Model"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_StandBesideTheInputs()
    {
        using var plain = shelf.Embeddings(ServedShelf.Mini, normalizes: false);
        using var query = shelf.Embeddings(ServedShelf.Mini, normalizes: false, prompt: "query");
        float[] expected = (await plain.GenerateAsync([Good]))[0].Vector.ToArray();
        var unscaled = await Server.PostAsync(Path, $$"""{"inputs": "{{Good}}", "normalize": false}""");
        Assert.Equal(expected, Answers.Vector(unscaled.Json));
        var prompted = await Server.PostAsync(Path, $$"""{"inputs": "{{Good}}", "normalize": false, "prompt_name": "query"}""");
        Assert.Equal((await query.GenerateAsync([Good]))[0].Vector.ToArray(), Answers.Vector(prompted.Json));
        var base64 = await Server.PostAsync(Path, $$"""{"inputs": ["{{Good}}"], "normalize": false, "encoding_format": "base64"}""");
        byte[] bytes = base64.Json[0].GetBytesFromBase64();
        Assert.Equal(expected, Enumerable.Range(0, 32).Select(i => BitConverter.ToSingle(bytes, 4 * i)));
        var left = await Server.PostAsync(
            Path, $$"""{"inputs": "{{string.Join(' ', Enumerable.Repeat(Good, 9))}}", "truncation_direction": "left", "truncate": true}""");
        Assert.Equal(HttpStatusCode.OK, left.Status);
    }

    // The first numbers, scaled to length 1 when they are fewer.
    [Fact]
    public async Task Dimensions_KeepTheFirstNumbers()
    {
        using var plain = shelf.Embeddings(ServedShelf.Mini, normalizes: false);
        float[] first = (await plain.GenerateAsync([Good]))[0].Vector.ToArray()[..8];
        double length = Math.Sqrt(first.Sum(x => (double)x * x));
        var answer = await Server.PostAsync(Path, $$"""{"inputs": "{{Good}}", "dimensions": 8}""");
        Assert.Equal(first.Select(x => (float)(x / length)), Answers.Vector(answer.Json));
    }

    [Fact]
    public async Task AClassifier_GivesTheMeanOfItsEncoder()
    {
        var answer = await Server.PostAsync(
            "/models/emotion/pipeline/feature-extraction", $$"""{"inputs": "{{Good}}", "normalize": false}""");
        var extractor = Matiz.Inference.FeatureExtractor.Load(
            TestServer.Classifier, new Matiz.Inference.FeatureOptions { Pooling = Pooling.Mean });
        Assert.Equal(extractor.Extract(Good), Answers.Vector(answer.Json));
    }

    [Theory]
    [InlineData(
        """{"inputs": "a", "parameters": {"normalize": true}}""", "'normalize' is given, which belongs to feature-extraction, where it")]
    [InlineData("""{"inputs": "a", "parameters": {"x": true}}""", "'parameters' has members")]
    [InlineData("""{"inputs": "a", "top_k": 3}""", "'top_k' is given, which belongs to the 'parameters' of text-classification")]
    [InlineData("""{"inputs": "a", "dimensions": 33}""", "'dimensions' is 33. A number from 1 to 32 was expected")]
    [InlineData("""{"inputs": "a", "dimensions": 0}""", "'dimensions' is a number")]
    [InlineData("""{"inputs": "a", "prompt_name": "passage"}""", "'prompt_name' is no name of a prompt of this model. One of 'query'")]
    [InlineData("""{"inputs": "a", "encoding_format": "hex"}""", "'encoding_format' is another word")]
    [InlineData("""{"inputs": "a", "truncation_direction": "up"}""", "'truncation_direction' is another word")]
    [InlineData("""{"inputs": [1, 2]}""", "'inputs[0]' is a number")]
    [InlineData("""{"inputs": {"text": "a"}}""", "'inputs' is an object")]
    public async Task WhatIsNotDone_IsRefusedByName(string body, string message)
    {
        var answer = await Server.PostAsync(Path, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(message, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }
}
