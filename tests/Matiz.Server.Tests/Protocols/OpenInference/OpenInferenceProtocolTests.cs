using System.Net;
using System.Text.Json;
using Matiz.Inference;
using Matiz.Tasks;

namespace Matiz.Server.Tests.Protocols.OpenInference;

public sealed class OpenInferenceProtocolTests
{
    private const string Text = "i saw a movie today and it was really good", Other = "go away", Infer = "/v2/models/emotion/infer";

    [Fact]
    public async Task Server_SaysWhatItIs_AndThatItIsReady()
    {
        await using var server = await TestServer.StartAsync();

        var about = (await server.GetAsync("/v2")).Json;
        Assert.Equal("matiz", about.GetProperty("name").GetString());
        Assert.NotEqual("", about.GetProperty("version").GetString());
        Assert.Equal("""["binary_tensor_data"]""", about.GetProperty("extensions").GetRawText());
        Assert.Equal("""{"live":true}""", (await server.GetAsync("/v2/health/live")).Body);
        Assert.Equal("""{"ready":true}""", (await server.GetAsync("/v2/health/ready")).Body);
    }

    [Fact]
    public async Task Health_NeedsNoKey_AllElseDoes()
    {
        await using var server = await TestServer.StartAsync(options => options with { ApiKeys = ["secret"] });

        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/v2/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/v2/health/ready")).Status);
        var refused = await server.GetAsync("/v2/models/emotion");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
        Assert.True(refused.Json.TryGetProperty("error", out _));
    }

    [Fact]
    public async Task Models_AreListed_AndDescribed()
    {
        await using var server = await TestServer.StartAsync();
        string version = server.Shelf.Slots[0].Current.Version;
        string metadata = $$"""
            {"name":"emotion","versions":["{{version}}"],"platform":"matiz_safetensors",
            "inputs":[{"name":"text","datatype":"BYTES","shape":[-1]}],
            "outputs":[{"name":"label","datatype":"BYTES","shape":[-1]},{"name":"scores","datatype":"FP32","shape":[-1,6]}]}
            """.ReplaceLineEndings("");

        Assert.Equal("""{"models":["emotion"]}""", (await server.GetAsync("/v2/models")).Body);
        Assert.Equal(
            $$"""[{"name":"emotion","version":"{{version}}","state":"READY","reason":""}]""",
            (await server.PostAsync("/v2/repository/index", "")).Body);
        foreach (string path in (string[])["/v2/models/emotion", $"/v2/models/emotion/versions/{version}"])
        {
            Assert.Equal(metadata, (await server.GetAsync(path)).Body);
            Assert.Equal("""{"name":"emotion","ready":true}""", (await server.GetAsync($"{path}/ready")).Body);
        }
    }

    [Theory]
    [InlineData("/v2/models/nobody")]
    [InlineData("/v2/models/nobody/ready")]
    [InlineData("/v2/models/emotion/versions/1")]
    [InlineData("/v2/models/emotion/versions/1/ready")]
    public async Task UnknownModelOrVersion_IsNotFound(string path)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await server.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal(["error"], answer.Json.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("/v2/models/user/emotion")]
    [InlineData("/v2/models/user%2Femotion")]
    public async Task NameWithAnOwner_IsOneOrTwoPartsOfThePath(string path)
    {
        await using var server = await TestServer.StartAsync(null, ("user/emotion", TestServer.Classifier));
        string version = server.Shelf.Slots[0].Current.Version;

        Assert.Equal("user/emotion", (await server.GetAsync(path)).Json.GetProperty("name").GetString());
        Assert.Equal("user/emotion", (await server.GetAsync($"{path}/versions/{version}/ready")).Json.GetProperty("name").GetString());
        var answer = await server.PostAsync($"{path}/infer", Inputs("[1]", "[\"a\"]"));
        Assert.Equal("user/emotion", answer.Json.GetProperty("model_name").GetString());
    }

    [Theory]
    [InlineData("[2]", $"[\"{Text}\", \"{Other}\"]")]
    [InlineData("[2, 1]", $"[\"{Text}\", \"{Other}\"]")]
    [InlineData("[2, 1]", $"[[\"{Text}\"], [\"{Other}\"]]")]
    public async Task Answer_IsLabelAndScores(string shape, string data)
    {
        await using var server = await TestServer.StartAsync();
        var expected = TextClassifier.Load(TestServer.Classifier).Classify([Text, Other]).ToArray();
        string version = server.Shelf.Slots[0].Current.Version;

        var answer = await server.PostAsync(Infer, $$"""{"id": "42", "inputs": [{{Input("input-0", shape, data)}}]}""");

        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.Status, answer.ContentType));
        var (label, scores) = (answer.Json.GetProperty("outputs")[0], answer.Json.GetProperty("outputs")[1]);
        Assert.StartsWith(
            $$"""{"model_name":"emotion","model_version":"{{version}}","id":"42","outputs":[""", answer.Body, StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"name":"label","datatype":"BYTES","shape":[2],"data":["{{expected[0].Label}}","{{expected[1].Label}}"]}""",
            label.GetRawText());
        Assert.StartsWith("""{"name":"scores","datatype":"FP32","shape":[2,6],"data":[""", scores.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(expected.SelectMany(row => row.Scores).Select(score => score.Score), Floats(scores));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public async Task TwoInputs_ArePairs(int first, int second)
    {
        await using var server = await TestServer.StartAsync();
        var expected = TextClassifier.Load(TestServer.Classifier).Classify(Text, Other);
        string[] inputs = [Input("text", "[1]", $"[\"{Text}\"]"), Input("text_pair", "[1]", $"[\"{Other}\"]")];

        var answer = await server.PostAsync(Infer, $$"""{"inputs": [{{inputs[first]}}, {{inputs[second]}}]}""");

        Assert.False(answer.Json.TryGetProperty("id", out _));
        Assert.Equal(expected.Scores.Select(score => score.Score), Floats(answer.Json.GetProperty("outputs")[1]));
    }

    [Fact]
    public async Task Outputs_AreThoseAskedFor_InTheirOrder()
    {
        await using var server = await TestServer.StartAsync();
        string input = Input("text", "[1]", $"[\"{Text}\"]");

        var one = await server.PostAsync(Infer, $$"""{"inputs": [{{input}}], "outputs": [{"name": "scores"}]}""");
        var two = await server.PostAsync(Infer, $$"""{"inputs": [{{input}}], "outputs": [{"name": "scores"}, {"name": "label"}]}""");

        Assert.Equal(["scores"], Names(one));
        Assert.Equal(["scores", "label"], Names(two));
    }

    [Fact]
    public async Task Parameters_AreOptionsOfTheClassifier()
    {
        await using var server = await TestServer.StartAsync();
        var expected = TextClassifier.Load(TestServer.Classifier).Classify(Text, options: new ClassificationOptions
        {
            FunctionToApply = ScoreFunction.None,
            MaxLength = 5,
            TruncationSide = Matiz.Tokenizers.TruncationSide.Left,
        });

        var answer = await server.PostAsync(Infer, $$$"""
            {"inputs": [{{{Input("text", "[1]", $"[\"{Text}\"]")}}}],
             "parameters": {"function_to_apply": "none", "max_length": 5, "truncation_side": "left", "priority": 3, "timeout": 1000}}
            """);

        Assert.Equal(expected.Scores.Select(score => score.Score), Floats(answer.Json.GetProperty("outputs")[1]));
    }

    [Fact]
    public async Task SeveralLabels_AlsoSayWhichAreGiven()
    {
        using var folder = ModelFolder.OfProblemType("multi_label_classification");
        await using var server = await TestServer.StartAsync(null, ("emotion", folder.Path));
        var classifier = TextClassifier.Load(folder.Path);
        var expected = classifier.Classify(Text);

        var answer = await server.PostAsync(Infer, Inputs("[1]", $"[\"{Text}\"]"));

        Assert.Equal(["label", "scores", "given"], Names(answer));
        Assert.Equal(expected.Top[0].Label, answer.Json.GetProperty("outputs")[0].GetProperty("data")[0].GetString());
        var given = answer.Json.GetProperty("outputs")[2];
        Assert.Equal(("BOOL", "[1,6]"), (given.GetProperty("datatype").GetString(), given.GetProperty("shape").GetRawText()));
        Assert.Equal(
            classifier.Labels.Names.Select(name => expected.Labels!.Contains(name)),
            given.GetProperty("data").EnumerateArray().Select(flag => flag.GetBoolean()));
    }

    [Fact]
    public async Task Regression_GivesItsNumbers()
    {
        using var folder = ModelFolder.OfProblemType("regression");
        await using var server = await TestServer.StartAsync(null, ("emotion", folder.Path));
        var expected = TextClassifier.Load(folder.Path).Classify(Text);

        var answer = await server.PostAsync(Infer, Inputs("[1]", $"[\"{Text}\"]"));

        Assert.Equal(["value", "scores"], Names(answer));
        Assert.Equal([expected.Value!.Value], Floats(answer.Json.GetProperty("outputs")[0]));
        Assert.Equal(expected.Logits, Floats(answer.Json.GetProperty("outputs")[1]));
    }

    [Fact]
    public async Task ModelOfEmbeddings_GivesVectors()
    {
        using var folder = ModelFolder.Embeddings();
        await using var server = await TestServer.StartAsync(null, ("minilm", folder.Path));

        var answer = await server.PostAsync("/v2/models/minilm/infer", Inputs("[2]", $"[\"{Text}\", \"{Other}\"]"));

        var output = answer.Json.GetProperty("outputs")[0];
        Assert.Equal(("embedding", "[2,32]"), (output.GetProperty("name").GetString(), output.GetProperty("shape").GetRawText()));
        Assert.Equal(64, Floats(output).Count());
        Assert.Equal(
            """[{"name":"embedding","datatype":"FP32","shape":[-1,32]}]""",
            (await server.GetAsync("/v2/models/minilm")).Json.GetProperty("outputs").GetRawText());
        var pair = await server.PostAsync(
            "/v2/models/minilm/infer", $$"""{"inputs": [{{Input("text", "[1]", "[\"a\"]")}}, {{Input("text_pair", "[1]", "[\"b\"]")}}]}""");
        Assert.Equal(
            "there are pairs of texts, but the model gives embeddings of single texts. One input was expected. Leave one out.",
            pair.Json.GetProperty("error").GetString());
    }

    [Fact]
    public async Task LeastScore_LeavesTheLabel_AndTellsInAHeader()
    {
        using var folder = ModelFolder.Calibrated("""{"min_score": 1, "temperature": 2, "thresholds": null}""");
        await using var server = await TestServer.StartAsync(null, ("emotion", folder.Path));

        var answer = await server.PostAsync(Infer, Inputs("[1]", "[\"a text\"]"));

        Assert.Equal("0", answer.Header("X-Matiz-Abstained"));
        Assert.Equal(JsonValueKind.String, answer.Json.GetProperty("outputs")[0].GetProperty("data")[0].ValueKind);
    }

    private static string Inputs(string shape, string data) => $$"""{"inputs": [{{Input("text", shape, data)}}]}""";

    private static string Input(string name, string shape, string data) =>
        $$"""{"name": "{{name}}", "shape": {{shape}}, "datatype": "BYTES", "data": {{data}}}""";

    private static IEnumerable<string?> Names(TestAnswer answer) =>
        answer.Json.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString());

    private static IEnumerable<float> Floats(JsonElement output) =>
        output.GetProperty("data").EnumerateArray().Select(value => value.GetSingle());
}
