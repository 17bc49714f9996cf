using System.Net;
using Matiz.Tokenizers;

namespace Matiz.Server.Tests.Protocols.TextEmbeddingsInference;

public sealed class DecodeRouteTests(ServedShelf shelf)
{
    [Fact]
    public async Task Ids_AreAListOfTexts_AlsoForOne()
    {
        var tokenizer = Tokenizer.Load(TestServer.Classifier);
        int[] ids = tokenizer.Encode("i saw a movie").Ids;
        string list = string.Join(", ", ids);
        var one = await shelf.Classifiers.PostAsync("/decode", $$"""{"ids": [{{list}}]}""");
        Assert.Equal("""["i saw a movie"]""", one.Body);
        var two = await shelf.Classifiers.PostAsync("/decode", $$"""{"ids": [[{{list}}], [7, 99999]], "skip_special_tokens": false}""");
        Assert.Equal(
            [tokenizer.Decode(ids, skipSpecialTokens: false), tokenizer.Decode([7], skipSpecialTokens: false)],
            two.Json.EnumerateArray().Select(text => text.GetString()));
    }

    [Theory]
    [InlineData("""{"ids": []}""", 400)]
    [InlineData("""{"ids": [[5], []]}""", 400)]
    [InlineData("""{"ids": "5"}""", 422)]
    [InlineData("""{"ids": [5, [5]]}""", 422)]
    [InlineData("""{"ids": [[5], 5]}""", 422)]
    [InlineData("""{"ids": [[[5]]]}""", 422)]
    [InlineData("""{"ids": [1.5]}""", 422)]
    [InlineData("""{"ids": [5], "skip_special_tokens": "no"}""", 422)]
    [InlineData("""{}""", 422)]
    public async Task OtherShapes_AreRefused(string body, int status) =>
        Assert.Equal((HttpStatusCode)status, (await shelf.Classifiers.PostAsync("/decode", body)).Status);
}
