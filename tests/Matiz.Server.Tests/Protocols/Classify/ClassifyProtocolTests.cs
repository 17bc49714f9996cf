using System.Net;
using System.Text.Json;
using Matiz.Inference;
using Matiz.Tasks;

namespace Matiz.Server.Tests.Protocols.Classify;

public sealed class ClassifyProtocolTests
{
    private const string Text = "i saw a movie today and it was really good", Other = "go away";
    private const string Long = "\""
    + "one two three four five six seven eight nine ten one two three four five six seven eight nine ten one two "
        + "three four five six seven eight nine ten one two three four five six seven eight nine ten one two three four five six seven\"";

    [Theory]
    [InlineData("/classify")]
    [InlineData("/v1/classify")]
    public async Task Answer_HasVllmsMembers_AndTheClassifiersNumbers(string path)
    {
        await using var server = await TestServer.StartAsync();
        var expected = TextClassifier.Load(TestServer.Classifier).Classify([Text, Other]).ToArray();

        var answer = await server.PostAsync(path, $$"""{"model": "emotion", "input": ["{{Text}}", "{{Other}}"], "user": "me"}""");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.ContentType));
        var body = answer.Json;
        Assert.Equal(["id", "object", "created", "model", "data", "usage"], body.EnumerateObject().Select(member => member.Name));
        Assert.Matches("^classify-[0-9a-f]{32}$", body.GetProperty("id").GetString());
        Assert.Equal("list", body.GetProperty("object").GetString());
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - body.GetProperty("created").GetInt64(), 0, 60);
        Assert.Equal("emotion", body.GetProperty("model").GetString());
        for (int i = 0; i < 2; i++)
        {
            var row = body.GetProperty("data")[i];
            Assert.Equal(["index", "label", "probs", "num_classes"], row.EnumerateObject().Select(member => member.Name));
            Assert.Equal(i, row.GetProperty("index").GetInt32());
            Assert.Equal(expected[i].Label, row.GetProperty("label").GetString());
            Assert.Equal(expected[i].Scores.Select(score => score.Score), Probs(row));
            Assert.Equal(6, row.GetProperty("num_classes").GetInt32());
        }

        int tokens = expected.Sum(prediction => prediction.TokenCount);
        Assert.Equal(
            $$"""{"prompt_tokens":{{tokens}},"total_tokens":{{tokens}},"completion_tokens":0,"prompt_tokens_details":null}""",
            body.GetProperty("usage").GetRawText());
        Assert.Matches("^emotion@[0-9a-f]{16}$", answer.Header("X-Matiz-Model"));
        Assert.Null(answer.Header("X-Matiz-Abstained"));
    }

    [Fact]
    public async Task OneText_IsAListOfOne_AndTheModelMayBeLeftOut()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.PostAsync("/classify", $$"""{"input": "{{Text}}", "model": null}""");

        Assert.Equal(("emotion", 1), (answer.Json.GetProperty("model").GetString(), answer.Json.GetProperty("data").GetArrayLength()));
    }

    [Fact]
    public async Task UnknownModel_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.PostAsync("/classify", """{"model": "gpt", "input": "a text"}""");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        var error = answer.Json.GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("NotFoundError", 404), (error.GetProperty("type").GetString(), error.GetProperty("code").GetInt32()));
        Assert.Equal(JsonValueKind.Null, error.GetProperty("param").ValueKind);
    }

    [Theory]
    [InlineData("""{"model": "emotion"}""", "there is no 'input'. It was expected. Add it.")]
    [InlineData(
        """{"input": 7}""", "'input' is a number out of range or of another kind. A text or a list of texts was expected. Correct it.")]
    [InlineData("""{"input": ""}""", "'input' is empty. Some text was expected. Leave it out.")]
    [InlineData("""{"input": ["a", ""]}""", "'input[1]' is empty. Some text was expected. Leave it out.")]
    [InlineData("""{"input": []}""", "there is no text. At least one was expected. Send one.")]
    [InlineData(
        """{"input": [101, 7]}""", "'input' holds token ids. A text or a list of texts was expected. Change it, or leave it out.")]
    [InlineData(
        """{"input": [[101, 7]]}""", "'input' holds token ids. A text or a list of texts was expected. Change it, or leave it out.")]
    [InlineData(
        """{"messages": [{"role": "user", "content": "a text"}]}""",
        "'messages' is given, and conversations are not read here. 'input' was expected. Change it, or leave it out.")]
    [InlineData(
        """{"input": "a", "add_special_tokens": false}""",
        "'add_special_tokens' is false, but the model needs its special tokens. true was expected. Change it, or leave it out.")]
    [InlineData(
        """{"input": "a", "padding": "max_length"}""",
        "'padding' is max_length, and texts are never padded here. do_not_pad was expected. Change it, or leave it out.")]
    [InlineData(
        """{"input": "a", "priority": 1}""",
        "'priority' is given, and requests are answered in their order. 0 was expected. Change it, or leave it out.")]
    [InlineData(
        """{"input": "a", "truncate_prompt_tokens": 0}""",
        "'truncate_prompt_tokens' is 0, which leaves nothing of a text. At least 1, or -1, was expected. Change it, or leave it out.")]
    [InlineData(
        """{"input": "a", "truncate_prompt_tokens": 513}""",
        "the length ('truncate_prompt_tokens') is 513, but texts of this classifier may be cut at 4 to 64 tokens. One of these was "
        + "expected. Give another, or leave it out.")]
    [InlineData(
        $$"""{"input": {{Long}}}""",
        "text 1: the text has 101 tokens, but at most 64 are read. A shorter text was expected. Shorten it, let it be cut, or read it in "
        + "windows.")]
    [InlineData("[]", "'the body' is a list. An object was expected. Correct it.")]
    public async Task WhatCannotBeAnswered_IsABadRequestThatSaysWhy(string body, string message)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.PostAsync("/classify", body);

        Assert.Equal(message, answer.Json.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("BadRequestError", answer.Json.GetProperty("error").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("5", "left")]
    [InlineData("5", "right")]
    [InlineData("-1", "right")]
    public async Task LongText_IsCutWhereTheRequestSays(string tokens, string side)
    {
        await using var server = await TestServer.StartAsync();
        var expected = TextClassifier.Load(TestServer.Classifier).Classify(Long.Trim('"'), options: new ClassificationOptions
        {
            MaxLength = tokens == "-1" ? null : 5,
            TruncationSide = side == "left" ? Matiz.Tokenizers.TruncationSide.Left : Matiz.Tokenizers.TruncationSide.Right,
        });

        var answer = await server.PostAsync(
            "/classify", $$"""{"input": {{Long}}, "truncate_prompt_tokens": {{tokens}}, "truncation_side": "{{side}}"}""");

        Assert.Equal(expected.Scores.Select(score => score.Score), Probs(answer.Json.GetProperty("data")[0]));
        Assert.Equal(expected.TokenCount, answer.Json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Theory]
    [InlineData("use_activation")]
    [InlineData("activation")]
    [InlineData("softmax")]
    public async Task WithoutActivation_ProbsAreLogits(string member)
    {
        await using var server = await TestServer.StartAsync();
        var expected = TextClassifier.Load(TestServer.Classifier).Classify(Text);

        var answer = await server.PostAsync("/classify", $$"""{"input": "{{Text}}", "{{member}}": false}""");

        Assert.Equal(expected.Logits, Probs(answer.Json.GetProperty("data")[0]));
        Assert.Equal(expected.Label, answer.Json.GetProperty("data")[0].GetProperty("label").GetString());
    }

    [Fact]
    public async Task LeastScore_LeavesTheLabel_AndTellsInAHeader()
    {
        using var folder = ModelFolder.Calibrated("""{"min_score": 1, "temperature": 2, "thresholds": null}""");
        await using var server = await TestServer.StartAsync(null, ("emotion", folder.Path));
        var expected = TextClassifier.Load(folder.Path).Classify(Text);

        var answer = await server.PostAsync("/classify", $$"""{"input": ["{{Text}}", "{{Text}}"]}""");

        Assert.Null(expected.Label);
        Assert.Equal("0,1", answer.Header("X-Matiz-Abstained"));
        Assert.Equal(expected.Top[0].Label, answer.Json.GetProperty("data")[0].GetProperty("label").GetString());
        Assert.Equal(expected.Scores.Select(score => score.Score), Probs(answer.Json.GetProperty("data")[1]));
    }

    [Theory]
    [InlineData("multi_label_classification", ScoreFunction.Sigmoid)]
    [InlineData("regression", ScoreFunction.None)]
    public async Task OtherProblems_GiveTheirOwnScores(string problemType, ScoreFunction function)
    {
        using var folder = ModelFolder.OfProblemType(problemType);
        await using var server = await TestServer.StartAsync(null, ("several", folder.Path));
        var prediction = TextClassifier.Load(folder.Path)
            .Classify(Text, options: new ClassificationOptions { FunctionToApply = function });

        var answer = await server.PostAsync("/classify", $$"""{"input": "{{Text}}"}""");

        Assert.Equal(prediction.Scores.Select(score => score.Score), Probs(answer.Json.GetProperty("data")[0]));
        Assert.Equal(prediction.Top[0].Label, answer.Json.GetProperty("data")[0].GetProperty("label").GetString());
    }

    [Theory]
    [InlineData("\"request_id\": \"mine\"", null, "classify-mine")]
    [InlineData("\"rid\": \"mine\"", null, "classify-mine")]
    [InlineData("\"request_id\": \"mine\"", "header", "classify-header")]
    public async Task Id_IsTheRequestsOwnWhereItHasOne(string member, string? header, string id)
    {
        await using var server = await TestServer.StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Post, "/classify")
        {
            Content = new StringContent($$"""{"input": "a text", {{member}}}"""),
        };
        if (header is not null) request.Headers.Add("X-Request-Id", header);

        Assert.Equal(id, (await server.SendAsync(request)).Json.GetProperty("id").GetString());
    }

    [Fact]
    public async Task ModelOfEmbeddings_ClassifiesNothing()
    {
        using var folder = ModelFolder.Embeddings();
        await using var server = await TestServer.StartAsync(null, ("minilm", folder.Path));

        var answer = await server.PostAsync("/classify", """{"input": "a text"}""");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("gives embeddings", answer.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static IEnumerable<float> Probs(JsonElement row) => row.GetProperty("probs").EnumerateArray().Select(prob => prob.GetSingle());
}
