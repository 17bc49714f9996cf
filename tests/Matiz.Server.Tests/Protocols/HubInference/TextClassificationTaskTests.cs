using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Matiz.Inference;
using Matiz.Tasks;
using Matiz.Testing;
using Matiz.Tokenizers;

namespace Matiz.Server.Tests.Protocols.HubInference;

public sealed class TextClassificationTaskTests(ServedShelf shelf)
{
    private const string Good = "i saw a movie today and it was really good", Angry = "i am so angry about the long delay";

    private TestServer Server => shelf.Classifiers;

    [Fact]
    public async Task OneText_IsAListInAList_AllLabelsBestFirst()
    {
        var answer = await Server.PostAsync("/models/emotion", $$"""{"inputs": "{{Good}}"}""");
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal(1, answer.Json.GetArrayLength());
        Answers.EqualTop(answer.Json[0], shelf.Classifier(ServedShelf.Emotion).Classify(Good));
        Assert.Equal(6, answer.Json[0].GetArrayLength());
        Assert.StartsWith("""[[{"label":"surprise","score":""", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_Pairs_AndBoth_AreAnsweredInTheirOrder()
    {
        var classifier = shelf.Classifier(ServedShelf.Emotion);
        var answer = await Server.PostAsync("/models/emotion", $$"""
            {"inputs": ["{{Good}}", {"text": "{{Good}}", "text_pair": "{{Angry}}"}, {"text": "{{Angry}}"}, ""]}
            """);
        TextInput[] expected = [new(Good), new(Good, Angry), new(Angry), new("")];
        var predictions = classifier.Classify(expected).ToList();
        Assert.Equal(4, answer.Json.GetArrayLength());
        for (int i = 0; i < expected.Length; i++) Answers.EqualTop(answer.Json[i], predictions[i]);
        var pair = await Server.PostAsync("/models/emotion", $$$"""{"inputs": {"text": "{{{Good}}}", "text_pair": "{{{Angry}}}"}}""");
        Answers.EqualTop(pair.Json[0], predictions[1]);
    }

    [Theory]
    [InlineData("sigmoid", ScoreFunction.Sigmoid)]
    [InlineData("softmax", ScoreFunction.Softmax)]
    [InlineData("none", ScoreFunction.None)]
    public async Task Parameters_ChooseFunctionAndNumber(string name, ScoreFunction function)
    {
        var answer = await Server.PostAsync(
            "/models/emotion", $$$"""{"inputs": "{{{Good}}}", "parameters": {"function_to_apply": "{{{name}}}", "top_k": 2}}""");
        var options = new ClassificationOptions { FunctionToApply = function, TopK = 2 };
        Assert.Equal(2, answer.Json[0].GetArrayLength());
        Answers.EqualTop(answer.Json[0], shelf.Classifier(ServedShelf.Emotion).Classify(Good, options: options));
    }

    [Fact]
    public async Task OtherModels_ScoreAsTheyAre()
    {
        var topics = await Server.PostAsync("/models/topics", $$"""{"inputs": "{{Good}}"}""");
        Answers.EqualTop(topics.Json[0], shelf.Classifier(ServedShelf.Topics).Classify(Good));
        Assert.True(topics.Json[0].EnumerateArray().Sum(item => item.GetProperty("score").GetDouble()) > 1.5);
        var stars = await Server.PostAsync("/models/stars", $$"""{"inputs": "{{Good}}"}""");
        Assert.Equal(shelf.Classifier(ServedShelf.Stars).Classify(Good).Value, stars.Json[0][0].GetProperty("score").GetSingle());
        var relevance = await Server.PostAsync("/models/user/relevance", $$"""{"inputs": "{{Good}}"}""");
        var sigmoid = new ClassificationOptions { FunctionToApply = ScoreFunction.Sigmoid };
        Answers.EqualTop(relevance.Json[0], shelf.Classifier(ServedShelf.Relevance).Classify(Good, options: sigmoid));
    }

    [Fact]
    public async Task Calibration_CountsInScores_AndAbstentionInTheHeaderAlone()
    {
        var classifier = shelf.Classifier(ServedShelf.Calibrated);
        string[] texts = [Good, "ok", Angry];
        var answer = await Server.PostAsync("/models/calibrated", $$"""{"inputs": ["{{Good}}", "ok", "{{Angry}}"]}""");
        var predictions = classifier.Classify(texts);
        for (int i = 0; i < texts.Length; i++) Answers.EqualTop(answer.Json[i], predictions[i]);
        string abstained = string.Join(',', Enumerable.Range(0, 3).Where(i => predictions[i].Label is null));
        Assert.NotEmpty(abstained);
        Assert.NotEqual("0,1,2", abstained);
        Assert.Equal(abstained, answer.Header("X-Matiz-Abstained"));
        Assert.Null((await Server.PostAsync("/models/emotion", $$"""{"inputs": "{{Good}}"}""")).Header("X-Matiz-Abstained"));
    }

    [Fact]
    public async Task LongText_IsCut_UnlessTruncationIsFalse()
    {
        string text = string.Join(' ', Enumerable.Repeat("good", 200));
        var cut = await Server.PostAsync("/models/emotion", $$"""{"inputs": "{{text}}"}""");
        Answers.EqualTop(cut.Json[0], shelf.Classifier(ServedShelf.Emotion).Classify(text));
        var refused = await Server.PostAsync("/models/emotion", $$$"""{"inputs": "{{{text}}}", "parameters": {"truncation": false}}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.StartsWith("text 1: the text has 202 tokens", refused.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        """{"inputs": "a", "parameters": {"candidate_labels": ["x"]}}""", "'candidate_labels' is given, which belongs to zero-shot")]
    [InlineData(
        """{"inputs": "a", "parameters": {"aggregation_strategy": "max"}}""", "'aggregation_strategy' is given, which belongs to token")]
    [InlineData("""{"inputs": "a", "parameters": {"return_all_scores": true}}""", "'return_all_scores' is given")]
    [InlineData("""{"inputs": "a", "normalize": true}""", "'normalize' is given, which belongs to feature-extraction")]
    [InlineData(
        """{"inputs": "a", "parameters": {"secret-word": 1}}""", "there is a member that is not known here. Known are function_to_apply")]
    [InlineData(
        """{"inputs": "a", "options": {"secret-word": true}}""", "there is a member that is not known here. Known are wait_for_model")]
    [InlineData("""{"inputs": "a", "options": {"use_cache": 1}}""", "'use_cache' is a number")]
    [InlineData("""{"inputs": "a", "parameters": {"top_k": 0}}""", "'top_k' is a number")]
    [InlineData("""{"inputs": "a", "parameters": {"top_k": 1.5}}""", "'top_k' is a number")]
    [InlineData("""{"inputs": "a", "parameters": {"function_to_apply": "secret-word"}}""", "'function_to_apply' is another word")]
    [InlineData("""{"inputs": "a", "parameters": [1]}""", "'parameters' is a list")]
    [InlineData("""{"inputs": {"text": "a", "secret-word": "b"}}""", "there is a member that is not known here. Known are text, text_pair")]
    [InlineData("""{"inputs": {"text_pair": "b"}}""", "there is no 'text'")]
    [InlineData("""{"inputs": ["a", 5]}""", "'inputs[1]' is a number")]
    [InlineData("""{"inputs": [["a", "b"]]}""", "'inputs[0]' is a list")]
    [InlineData("""{"inputs": null}""", "there is no 'inputs'")]
    [InlineData("""{"inputs": []}""", "there is no text")]
    [InlineData("[]", "'the body' is a list")]
    public async Task WhatIsNotDone_IsRefusedByName(string body, string message)
    {
        var answer = await Server.PostAsync("/models/emotion", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith(message, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EarlierOptions_ChangeNothing()
    {
        var answer = await Server.PostAsync(
            "/models/emotion",
            $$$"""{"inputs": "{{{Good}}}", "options": {"wait_for_model": true, "use_cache": false}, "parameters": {"top_k": null}}""");
        Answers.EqualTop(answer.Json[0], shelf.Classifier(ServedShelf.Emotion).Classify(Good));
    }

    // The reference's pipeline: tests/Goldens/pipelines, made by shared/cases.
    [Theory]
    [InlineData("bert")]
    [InlineData("distilbert")]
    public async Task Pipelines_AnswerAsTheReference(string architecture)
    {
        var golden = JsonNode.Parse(File.ReadAllText(SharedFiles.Golden("pipelines/text-classification.json")))!;
        var results = golden["results"]![architecture]!["text-classification"]!;
        string texts = golden["texts"]!.ToJsonString();
        await using var server = await TestServer.StartAsync(
            null, ("tiny", SharedFiles.Golden($"tiny/{architecture}/sequence-classification")));
        foreach (var (setting, parameters) in ((string, string)[])
            [
                ("top_k_none", "{}"), ("top_k_2", """{"top_k": 2}"""), ("sigmoid", """{"function_to_apply": "sigmoid"}"""),
                ("none", """{"function_to_apply": "none"}"""),
            ])
        {
            var answer = await server.PostAsync("/", $$"""{"inputs": {{texts}}, "parameters": {{parameters}}}""");
            var expected = results[setting]!.AsArray();
            for (int i = 0; i < expected.Count; i++) Compare(expected[i]!.AsArray(), answer.Json[i]);
        }
    }

    private static void Compare(JsonArray expected, JsonElement found)
    {
        Assert.Equal(expected.Count, found.GetArrayLength());
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i]!["label"]!.GetValue<string>(), found[i].GetProperty("label").GetString());
            Assert.Equal(expected[i]!["score"]!.GetValue<double>(), found[i].GetProperty("score").GetDouble(), 1e-6);
        }
    }
}
