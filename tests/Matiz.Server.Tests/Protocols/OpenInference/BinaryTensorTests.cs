using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Matiz.Inference;

namespace Matiz.Server.Tests.Protocols.OpenInference;

/// <summary>Tensors as bytes behind the JSON, as the clients of Triton and KServe send and want them.</summary>
public sealed class BinaryTensorTests
{
    private const string Infer = "/v2/models/emotion/infer", LengthHeader = "Inference-Header-Content-Length";
    private const string AllBinary = """, "parameters": {"binary_data_output": true}""";

    private static readonly string[] Texts = ["i saw a movie today", "größer — 大", ""];

    [Fact]
    public async Task Texts_AndOutputs_TravelAsBytes()
    {
        await using var server = await TestServer.StartAsync();
        var expected = TextClassifier.Load(TestServer.Classifier).Classify(Texts);

        var (head, tail, response) = await SendAsync(server, Texts.SelectMany(Bytes).ToArray(), "[3]", AllBinary);

        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.ToString());
        var outputs = head.GetProperty("outputs");
        Assert.Equal(
            $$$"""{"name":"scores","datatype":"FP32","shape":[3,6],"parameters":{"binary_data_size":{{{3 * 6 * 4}}}}}""",
            outputs[1].GetRawText());
        int labels = outputs[0].GetProperty("parameters").GetProperty("binary_data_size").GetInt32();
        Assert.Equal(tail.Length, labels + (3 * 6 * 4));
        Assert.Equal(expected.SelectMany(row => Bytes(row.Label!)), tail[..labels]);
        Assert.Equal(
            expected.SelectMany(row => row.Scores).Select(score => score.Score),
            tail[labels..].Chunk(4).Select(bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)));
    }

    [Fact]
    public async Task AnOutput_MayBeBytesAndAnotherJson()
    {
        await using var server = await TestServer.StartAsync();

        var (head, tail, _) = await SendAsync(
            server, Bytes("a"), "[1, 1]",
            """
            , "outputs": [{"name": "label", "parameters": {"binary_data": false}},
                          {"name": "scores", "parameters": {"binary_data": true}}]
            """);

        Assert.Equal(JsonValueKind.Array, head.GetProperty("outputs")[0].GetProperty("data").ValueKind);
        Assert.Equal(24, tail.Length);
    }

    [Fact]
    public async Task TextsAsBytes_AnswerInJson_WhereNothingElseIsAskedFor()
    {
        await using var server = await TestServer.StartAsync();

        var (head, tail, response) = await SendAsync(server, Bytes("a"), "[1]", "");

        Assert.Equal(6, head.GetProperty("outputs")[1].GetProperty("data").GetArrayLength());
        Assert.Equal((0, "application/json"), (tail.Length, response.Content.Headers.ContentType?.ToString()));
    }

    [Theory]
    [InlineData("05000000", "text 0 of 'inputs[0]' ends behind its bytes. A length and as many bytes were expected. Correct it.")]
    [InlineData("FFFFFFFF61", "text 0 of 'inputs[0]' ends behind its bytes. A length and as many bytes were expected. Correct it.")]
    [InlineData("FFFFFF7F61", "text 0 of 'inputs[0]' ends behind its bytes. A length and as many bytes were expected. Correct it.")]
    [InlineData("010000006101", "text 1 of 'inputs[0]' ends behind its bytes. A length and as many bytes were expected. Correct it.")]
    [InlineData("01000000FF", "text 0 of 'inputs[0]' is not UTF-8. UTF-8 was expected. Encode it so.")]
    [InlineData("01000000610100000062", "'inputs[0]' has 2 texts, but the shape says 1. As many were expected. Correct one of them.")]
    public async Task Bytes_ThatAreNoTexts_SayWhy(string hex, string error)
    {
        await using var server = await TestServer.StartAsync();

        var (head, _, response) = await SendAsync(server, Convert.FromHexString(hex), "[1]", "");

        Assert.Equal((error, HttpStatusCode.BadRequest), (head.GetProperty("error").GetString(), response.StatusCode));
    }

    [Fact]
    public async Task Bytes_OfNoInput_AreAFault()
    {
        await using var server = await TestServer.StartAsync();
        byte[] json = Encoding.UTF8.GetBytes("""{"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["a"]}]}""");

        var (head, _, _) = await SendAsync(server, [.. json, 1, 2, 3], json.Length.ToString(CultureInfo.InvariantCulture));

        Assert.Equal(
            "3 bytes are left behind those of the inputs. As many as their 'binary_data_size' say were expected. Correct it.",
            head.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000")]
    [InlineData("99999999999999999999")]
    [InlineData("ten")]
    public async Task LengthOfJson_ThatIsNone_IsAFault(string length)
    {
        await using var server = await TestServer.StartAsync();

        var (head, _, response) = await SendAsync(server, "{}"u8.ToArray(), length);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(
            $"the header {LengthHeader} is no length of JSON in this body, which has 2 bytes. The bytes of the JSON before the tensors "
            + "were expected. Correct it.",
            head.GetProperty("error").GetString());
    }

    private static Task<(JsonElement Head, byte[] Tail, HttpResponseMessage Response)> SendAsync(
        TestServer server, byte[] texts, string shape, string rest)
    {
        byte[] json = Encoding.UTF8.GetBytes(
            $$$"""
            {"inputs": [{"name": "text", "shape": {{{shape}}}, "datatype": "BYTES",
                         "parameters": {"binary_data_size": {{{texts.Length}}}}}]{{{rest}}}}
            """);
        return SendAsync(server, [.. json, .. texts], json.Length.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<(JsonElement Head, byte[] Tail, HttpResponseMessage Response)> SendAsync(
        TestServer server, byte[] body, string length)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Infer) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        request.Headers.TryAddWithoutValidation(LengthHeader, length);
        var response = await server.Client.SendAsync(request);
        byte[] bytes = await response.Content.ReadAsByteArrayAsync();
        int head = response.Headers.TryGetValues(LengthHeader, out var lengths)
            ? int.Parse(lengths.Single(), CultureInfo.InvariantCulture)
            : bytes.Length;
        return (JsonDocument.Parse(bytes.AsMemory(0, head)).RootElement, bytes[head..], response);
    }

    private static byte[] Bytes(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text), bytes = new byte[4 + utf8.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, utf8.Length);
        utf8.CopyTo(bytes, 4);
        return bytes;
    }
}
