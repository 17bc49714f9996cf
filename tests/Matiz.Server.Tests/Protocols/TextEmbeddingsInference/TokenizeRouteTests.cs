using System.Net;
using Matiz.Server.Protocols.TextEmbeddingsInference;
using Matiz.Testing;
using Matiz.Tokenizers;
using Utf8 = System.Text.Encoding;

namespace Matiz.Server.Tests.Protocols.TextEmbeddingsInference;

public sealed class TokenizeRouteTests(ServedShelf shelf)
{
    private const string Text = "naïve Ünder 日本 saw 😀 it";

    [Fact]
    public async Task Tokens_HavePlacesInBytes_SpecialOnesNone()
    {
        var encoding = Tokenizer.Load(TestServer.Classifier).Encode(Text);
        byte[] bytes = Utf8.UTF8.GetBytes(Text);
        var answer = await shelf.Classifiers.PostAsync("/tokenize", $$"""{"inputs": "{{Text}}"}""");
        var tokens = answer.Json[0].EnumerateArray().ToList();
        Assert.Equal(encoding.Ids, tokens.Select(token => token.GetProperty("id").GetInt32()));
        for (int i = 0; i < tokens.Count; i++)
        {
            bool isSpecial = tokens[i].GetProperty("special").GetBoolean();
            Assert.Equal(encoding.SpecialTokensMask[i] == 1, isSpecial);
            string text = tokens[i].GetProperty("text").GetString()!;
            if (isSpecial)
            {
                Assert.Equal(encoding.Tokens[i], text);
                Assert.Equal("nullnull", $"{tokens[i].GetProperty("start").GetRawText()}{tokens[i].GetProperty("stop").GetRawText()}");
                continue;
            }

            int start = tokens[i].GetProperty("start").GetInt32(), stop = tokens[i].GetProperty("stop").GetInt32();
            Assert.Equal(Utf8.UTF8.GetString(bytes[start..stop]), text);
            Assert.Equal(Text[encoding.Offsets[i].Start..encoding.Offsets[i].End], text);
        }
    }

    [Fact]
    public async Task SpecialTokens_MayBeLeftOut_AndTextsBeSeveral()
    {
        var answer = await shelf.Classifiers.PostAsync("/tokenize", """{"inputs": ["ok", "it"], "add_special_tokens": false}""");
        Assert.Equal(2, answer.Json.GetArrayLength());
        Assert.DoesNotContain("\"special\":true", answer.Body, StringComparison.Ordinal);
        Assert.Equal(
            Tokenizer.Load(TestServer.Classifier).Encode("it", options: new() { AddSpecialTokens = false }).Ids,
            answer.Json[1].EnumerateArray().Select(token => token.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task Prompt_StandsBefore_AndCounts()
    {
        var answer = await shelf.Sentences.PostAsync("/tokenize", """{"inputs": "ok", "prompt_name": "query"}""");
        var last = answer.Json[0].EnumerateArray().Last(token => !token.GetProperty("special").GetBoolean());
        Assert.Equal("query: ok".Length, last.GetProperty("stop").GetInt32());
    }

    [Theory]
    [InlineData("""{"inputs": []}""", 400)]
    [InlineData("""{"inputs": ""}""", 400)]
    [InlineData("""{"inputs": ["a", ""]}""", 400)]
    [InlineData("""{"inputs": [["a"]]}""", 422)]
    [InlineData("""{"inputs": "a", "add_special_tokens": 1}""", 422)]
    [InlineData("""{"inputs": "a", "prompt_name": "query"}""", 422)]
    public async Task OtherShapes_AreRefused(string body, int status)
    {
        var answer = await shelf.Classifiers.PostAsync("/tokenize", body);
        Assert.Equal((HttpStatusCode)status, answer.Status);
        Assert.Equal(status == 400 ? "Empty" : "Validation", answer.Json.GetProperty("error_type").GetString());
    }

    // As text-embeddings-inference, 250 characters a token that the model reads.
    [Fact]
    public async Task AVeryLongText_IsRefused()
    {
        int most = 250 * shelf.Classifier(ServedShelf.Emotion).MaxLength;
        Assert.Equal(HttpStatusCode.OK, (await shelf.Classifiers.PostAsync("/tokenize", Body(most))).Status);
        Assert.Equal((HttpStatusCode)422, (await shelf.Classifiers.PostAsync("/tokenize", Body(most + 1))).Status);
        static string Body(int length) => $$"""{"inputs": "{{new string('a', length)}}"}""";
    }

    [Theory]
    [InlineData("", new[] { 0 })]
    [InlineData("aé", new[] { 0, 1, 3 })]
    [InlineData("日a", new[] { 0, 3, 4 })]
    [InlineData("a😀b", new[] { 0, 1, 1, 5, 6 })]
    public void ByteOffsets_CountAsUtf8(string text, int[] expected) => Assert.Equal(expected, TokenizeRoute.ByteOffsets(text));

    [Fact]
    public async Task ByteLevelTokens_OfOneCharacter_HaveItsPlace()
    {
        await using var server = await TestServer.StartAsync(
            null, ("modern", SharedFiles.Golden("tiny/modernbert/sequence-classification")));
        var answer = await server.PostAsync("/tokenize", """{"inputs": "a 😀"}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var last = answer.Json[0].EnumerateArray().Last(token => !token.GetProperty("special").GetBoolean());
        Assert.Equal(6, last.GetProperty("stop").GetInt32());
    }
}
