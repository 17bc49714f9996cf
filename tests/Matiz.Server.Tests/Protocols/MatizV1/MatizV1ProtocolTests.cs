using System.Net;
using System.Text.Json;
using Matiz.Data;
using Matiz.Inference;
using Matiz.Server.Protocols.MatizV1;
using Matiz.Tasks;
using Matiz.Tokenizers;

namespace Matiz.Server.Tests.Protocols.MatizV1;

public sealed class MatizV1ProtocolTests
{
    private const string Text = "i saw a movie today and it was really good", Other = "go away";
    private const string Long = "one two three four five six seven eight nine ten one two three four five six seven eight nine ten one two "
        + "three four five six seven eight nine ten one two three four five six seven eight nine ten one two three four five six seven";

    [Fact]
    public async Task Rows_SayWhatPredictSays_InTheSameDigits()
    {
        await using var server = await TestServer.StartAsync();
        Row[] rows = [new(Text), new(Other) { TextPair = Text, Id = "7" }, new("")];

        var answer = await server.PostAsync(
            "/matiz/v1/classify",
            $$"""{"inputs": ["{{Text}}", {"text": "{{Other}}", "text_pair": "{{Text}}", "id": "7"}, {"text": ""}], "model": "emotion"}""");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal(["model", "predictions"], answer.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            $$"""{"name":"emotion","version":"{{server.Shelf.Slots[0].Current.Version}}"}""",
            answer.Json.GetProperty("model").GetRawText());
        Equal(TextClassifier.Load(TestServer.Classifier), rows, new ClassificationOptions(), answer);
    }

    public static TheoryData<string, string> OptionsOfAClassifier => new()
    {
        { "single_label_classification", """{"top_k": 2, "function_to_apply": "sigmoid"}""" },
        { "single_label_classification", """{"min_score": 0.99}""" },
        { "single_label_classification", """{"max_length": 6, "truncation_side": "left", "truncate": true}""" },
        { "single_label_classification", """{"stride": 4, "window_pooling": "max", "max_length": 16}""" },
        { "multi_label_classification", """{"threshold": 0.25, "thresholds": {"joy": 0.99}}""" },
        { "regression", """{"function_to_apply": "none"}""" },
    };

    [Theory]
    [MemberData(nameof(OptionsOfAClassifier))]
    public async Task Options_AreThoseOfTheClassifier(string problemType, string options)
    {
        using var folder = ModelFolder.OfProblemType(problemType);
        await using var server = await TestServer.StartAsync(null, ("emotion", folder.Path));
        Row[] rows = [new(Long), new(Text)];

        var answer = await server.PostAsync("/matiz/v1/classify", $$"""{"inputs": ["{{Long}}", "{{Text}}"], "options": {{options}}}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        using var document = JsonDocument.Parse($$"""{"options": {{options}}}""");
        Equal(TextClassifier.Load(folder.Path), rows, ClassifyOptions.Read(document.RootElement), answer);
    }

    [Fact]
    public void Options_AllHaveAName()
    {
        Assert.All(
            typeof(ClassificationOptions).GetProperties().Where(property => property.CanWrite),
            property => Assert.NotNull(ClassifyOptions.MemberOf(property.Name)));
        using var document = JsonDocument.Parse(
            """
            {"options": {"top_k": 3, "min_score": 0.5, "threshold": 0.25, "thresholds": {"joy": 0.75}, "function_to_apply": "softmax",
             "max_length": 9, "truncate": false, "truncation_side": "right", "stride": 2, "window_pooling": "max"}}
            """);
        var options = ClassifyOptions.Read(document.RootElement);
        Assert.Equal(0.75f, options.Thresholds!["joy"]);
        Assert.Equal(
            new ClassificationOptions
            {
                TopK = 3,
                MinScore = 0.5,
                Threshold = 0.25f,
                FunctionToApply = ScoreFunction.Softmax,
                MaxLength = 9,
                Truncates = false,
                TruncationSide = TruncationSide.Right,
                Stride = 2,
                WindowPooling = WindowPooling.Max,
            },
            options with { Thresholds = null });
    }

    [Fact]
    public async Task LeastScore_GivesNoLabel_AndSaysSo()
    {
        using var folder = ModelFolder.Calibrated("""{"min_score": 1, "temperature": 2, "thresholds": null}""");
        await using var server = await TestServer.StartAsync(null, ("emotion", folder.Path));

        var answer = await server.PostAsync("/matiz/v1/classify", $$"""{"inputs": "{{Text}}"}""");

        var row = answer.Json.GetProperty("predictions")[0];
        Assert.Equal((JsonValueKind.Null, true), (row.GetProperty("label").ValueKind, row.GetProperty("abstained").GetBoolean()));
        Assert.Equal("0", answer.Header("X-Matiz-Abstained"));
        Assert.Equal(
            """{"temperature":2,"min_score":1,"thresholds":null}""",
            (await server.GetAsync("/matiz/v1/models")).Json.GetProperty("models")[0].GetProperty("calibration").GetRawText());
    }

    [Theory]
    [InlineData("""{}""", "there is no 'inputs'. It was expected. Add it.")]
    [InlineData("""{"inputs": []}""", "there is no text. At least one was expected. Send one.")]
    [InlineData(
        """{"inputs": [["a", "b"]]}""",
        "'inputs[0]' is a list. A text, or an object with 'text' and perhaps 'text_pair' and 'id', was expected. Correct it.")]
    [InlineData("""{"inputs": {"text_pair": "a"}}""", "there is no 'text'. It was expected. Add it.")]
    [InlineData(
        """{"inputs": {"text": "a", "label": "b"}}""",
        "there is a member that is not known here. Known are text, text_pair, id. Leave it out.")]
    [InlineData(
        """{"inputs": "a", "parameters": {}}""",
        "there is a member that is not known here. Known are model, inputs, options. Leave it out.")]
    [InlineData(
        """{"inputs": "a", "options": {"topk": 3}}""",
        "there is a member that is not known here. Known are top_k, min_score, threshold, thresholds, function_to_apply, "
        + "max_length, truncate, "
        + "truncation_side, stride, window_pooling. Leave it out.")]
    [InlineData(
        """{"inputs": "a", "options": {"top_k": 0}}""",
        "'top_k' is a number out of range or of another kind. A whole number of at least 1 was expected. Correct it.")]
    [InlineData(
        """{"inputs": "a", "options": {"window_pooling": "max"}}""",
        "'options.window_pooling' is given without 'options.stride', so there are no windows. Add it, or leave the pooling out.")]
    [InlineData(
        """{"inputs": "a", "options": {"threshold": 0.5}}""",
        "a threshold ('options.thresholds') was given, but this model does not give several labels a text (problem type "
        + "single_label_classification). Options that fit the model were expected. Leave one out.")]
    [InlineData(
        """{"inputs": "a", "options": {"stride": 62}}""",
        "the stride ('options.stride') is 62, but a window of 64 tokens has room for 62 of a text. A stride less than that was expected. "
        + "Give a smaller one.")]
    public async Task WhatCannotBeAnswered_IsAProblem(string body, string detail)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.PostAsync("/matiz/v1/classify", body);

        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Equal(detail, answer.Json.GetProperty("detail").GetString());
        Assert.Equal((int)answer.Status, answer.Json.GetProperty("status").GetInt32());
        Assert.InRange((int)answer.Status, 400, 422);
    }

    [Fact]
    public async Task TopK_OfARegression_IsRefused()
    {
        using var folder = ModelFolder.OfProblemType("regression");
        await using var server = await TestServer.StartAsync(null, ("stars", folder.Path));

        var answer = await server.PostAsync("/matiz/v1/classify", """{"inputs": "a", "options": {"top_k": 1}}""");

        Assert.StartsWith(
            "'options.top_k' is given, but this model", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_SayWhatIsServed()
    {
        using var folder = ModelFolder.Embeddings();
        await using var server = await TestServer.StartAsync(null, ("emotion", TestServer.Classifier), ("minilm", folder.Path));

        var models = (await server.GetAsync("/matiz/v1/models")).Json.GetProperty("models");

        var versions = server.Shelf.Slots.Select(slot => slot.Current.Version).ToArray();
        Assert.Equal(
            $$"""
            [{"name":"emotion","version":"{{versions[0]}}","kind":"classifier","architecture":"bert",
            "problem_type":"single_label_classification","labels":["sadness","joy","love","anger","fear","surprise"],"calibration":null,
            "dimensions":32,"max_length":64,"precision":"fp32","computed":"fp32"},
            {"name":"minilm","version":"{{versions[1]}}","kind":"embeddings","architecture":"bert","dimensions":32,"max_length":64,
            "precision":"fp32","computed":"fp32"}]
            """.ReplaceLineEndings(""),
            models.GetRawText());
    }

    private static void Equal(TextClassifier classifier, Row[] rows, ClassificationOptions options, TestAnswer answer)
    {
        var predictions = classifier.Classify(rows.Select(TextInput.FromRow), options).ToArray();
        var found = answer.Json.GetProperty("predictions");
        Assert.Equal(rows.Length, found.GetArrayLength());
        for (int i = 0; i < rows.Length; i++)
        {
            var expected = Written(new Answer(rows[i], predictions[i], options.TopK)).EnumerateObject()
                .Where(member => member.Name is not ("text" or "text_pair"))
                .Select(member => (member.Name, member.Value.GetRawText()))
                .Append(("abstained", predictions[i] is { Label: null, Score: not null } ? "true" : "false"));
            Assert.Equal(expected, found[i].EnumerateObject().Select(member => (member.Name, member.Value.GetRawText())));
        }
    }

    private static JsonElement Written(Answer answer)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) answer.WriteTo(json);
        return JsonDocument.Parse(System.Text.Encoding.UTF8.GetString(stream.ToArray())).RootElement;
    }
}
