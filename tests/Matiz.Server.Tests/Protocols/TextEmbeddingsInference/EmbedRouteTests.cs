using System.Net;
using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Safetensors;
using Matiz.Testing;

namespace Matiz.Server.Tests.Protocols.TextEmbeddingsInference;

public sealed class EmbedRouteTests(ServedShelf shelf)
{
    private const string Good = "i saw a movie", Other = "go away";

    private TestServer Server => shelf.Sentences;

    [Fact]
    public async Task OneText_AndSeveral_AreAListOfVectors()
    {
        using var library = shelf.Embeddings(ServedShelf.Mini);
        float[][] expected = [.. (await library.GenerateAsync([Good, Other])).Select(one => one.Vector.ToArray())];
        var one = await Server.PostAsync("/embed", $$"""{"inputs": "{{Good}}"}""");
        Assert.Equal([expected[0]], Answers.Vectors(one.Json));
        var two = await Server.PostAsync("/embed", $$"""{"inputs": ["{{Good}}", "{{Other}}"]}""");
        Assert.Equal(expected, Answers.Vectors(two.Json));
        Assert.Equal(("20", "cpu"), (two.Header("x-compute-characters"), two.Header("x-compute-type")));
    }

    [Fact]
    public async Task Ids_AreReadAsTheyAre_AloneAndAmongTexts()
    {
        using var library = shelf.Embeddings(ServedShelf.Mini);
        string ids = string.Join(", ", library.Extractor.Tokenizer.Encode(Good).Ids);
        float[] expected = (await library.GenerateAsync([Good]))[0].Vector.ToArray();
        float[] other = (await library.GenerateAsync([Other]))[0].Vector.ToArray();
        var one = await Server.PostAsync("/embed", $$"""{"inputs": [{{ids}}]}""");
        Assert.Equal([expected], Answers.Vectors(one.Json));
        var mixed = await Server.PostAsync("/embed", $$"""{"inputs": ["{{Other}}", [{{ids}}], "{{Good}}", [{{ids}}]]}""");
        Assert.Equal([other, expected, expected, expected], Answers.Vectors(mixed.Json));
        string many = string.Join(", ", Enumerable.Repeat(7, 30));
        var cut = await Server.PostAsync("/embed", $$"""{"inputs": [[{{many}}], [{{string.Join(", ", Enumerable.Repeat(7, 20))}}]]}""");
        Assert.Equal(Answers.Vector(cut.Json[1]), Answers.Vector(cut.Json[0]));
        Assert.Equal("40", cut.Header("x-compute-tokens"));
    }

    [Theory]
    [InlineData("""{"inputs": [600]}""", 422, "text 1 has the token id 600. Ids from 0 to 599")]
    [InlineData("""{"inputs": [[5], [-1]]}""", 422, "'inputs[1][0]' is a number")]
    [InlineData("""{"inputs": [5, 4294967296]}""", 422, "'inputs[1]' is a number")]
    [InlineData("""{"inputs": [5, "a"]}""", 422, "'inputs[1]' is a text")]
    [InlineData("""{"inputs": ["a", 5]}""", 422, "'inputs[1]' is a number")]
    [InlineData("""{"inputs": [["a"]]}""", 422, "'inputs[0][0]' is a text")]
    [InlineData("""{"inputs": [[5], []]}""", 400, "'inputs' cannot be empty")]
    [InlineData("""{"inputs": [[]]}""", 400, "'inputs' cannot be empty")]
    [InlineData("""{"inputs": [5], "prompt_name": "query"}""", 422, "'prompt_name' is given with token ids")]
    [InlineData("""{"inputs": [5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5,5], "truncate": false}""", 422, "text 1 has 21 token ids")]
    [InlineData("""{"inputs": "a", "dimensions": 33}""", 422, "'dimensions' is 33")]
    [InlineData("""{"inputs": "a", "prompt_name": "nothing"}""", 422, "'prompt_name' is no name")]
    [InlineData("""{"inputs": "a", "normalize": "yes"}""", 422, "'normalize' is a text")]
    public async Task OtherShapes_AreRefused(string body, int status, string message)
    {
        var answer = await Server.PostAsync("/embed", body);
        Assert.Equal(status, (int)answer.Status);
        Assert.StartsWith(message, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(status == 400 ? "Empty" : "Validation", answer.Json.GetProperty("error_type").GetString());
    }

    [Fact]
    public async Task All_HasAVectorOfEachToken_WhoseMeanIsTheText()
    {
        using var library = shelf.Embeddings(ServedShelf.Mini, normalizes: false);
        float[] mean = (await library.GenerateAsync([Good]))[0].Vector.ToArray();
        var answer = await Server.PostAsync("/embed_all", $$"""{"inputs": "{{Good}}"}""");
        float[][] tokens = Answers.Vectors(answer.Json[0]);
        Assert.Equal(1, answer.Json.GetArrayLength());
        Assert.Equal(library.Extractor.Tokenizer.Encode(Good).Length, tokens.Length);
        for (int i = 0; i < mean.Length; i++) Assert.Equal(mean[i], tokens.Average(token => (double)token[i]), 1e-6);
        var two = await Server.PostAsync("/embed_all", $$"""{"inputs": ["{{Other}}", "{{Good}}"]}""");
        Assert.Equal(tokens, Answers.Vectors(two.Json[1]));
    }

    // An answer of a hundred megabytes for a body of two would be a way to fill the memory.
    [Fact]
    public async Task All_OfVeryManyTokens_IsRefused()
    {
        await using var server = await TestServer.StartAsync(
            options => options with { MostBatch = 10_000, MostTokens = int.MaxValue }, ("mini", shelf.FolderOf(ServedShelf.Mini)));
        string text = $"\"{string.Join(' ', Enumerable.Repeat(Good, 5))}\"";
        var answer = await server.PostAsync("/embed_all", $$"""{"inputs": [{{string.Join(',', Enumerable.Repeat(text, 7_000))}}]}""");
        Assert.Equal((HttpStatusCode)422, answer.Status);
        Assert.StartsWith(
            "the answer would have 140000 vectors of 32 numbers", answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sparse_IsRefusedWithTheReason()
    {
        var answer = await Server.PostAsync("/embed_sparse", """{"inputs": "a"}""");
        Assert.Equal((HttpStatusCode)424, answer.Status);
        Assert.StartsWith(
            "model is not an embedding model with SPLADE pooling", answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    // Features of the reference (all-MiniLM-L6-v2): the mean, and its length made 1.
    [Fact]
    public async Task MiniLm_GivesTheReferencesVectors()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: all-MiniLM-L6-v2 and its features");
        using var golden = SafetensorsFile.Open(SharedFiles.Shared("goldens/minilm/expected.safetensors"));
        float[] mean = new float[64 * 384];
        golden.ReadFloats("test64.mean", mean);
        string[] texts = [.. Dataset.Load(SharedFiles.Shared("data/emotion/test.csv"))["train"].Take(16).Select(row => row.Text)];
        await using var server = await TestServer.StartAsync(null, ("mini", SharedFiles.Shared("models/all-MiniLM-L6-v2")));
        string inputs = new JsonArray([.. texts.Select(text => (JsonNode)text)]).ToJsonString();
        var plain = await server.PostAsync("/embed", $$"""{"inputs": {{inputs}}, "normalize": false}""");
        var scaled = await server.PostAsync("/embed", $$"""{"inputs": {{inputs}}}""");
        for (int text = 0; text < texts.Length; text++)
        {
            float[] expected = mean[(text * 384)..((text + 1) * 384)];
            double length = Math.Sqrt(expected.Sum(x => (double)x * x));
            float[] found = Answers.Vector(plain.Json[text]), unit = Answers.Vector(scaled.Json[text]);
            for (int i = 0; i < 384; i++)
            {
                Assert.Equal(expected[i], found[i], 1e-6 * Math.Max(1, length));
                Assert.Equal(expected[i] / length, unit[i], 1e-6);
            }
        }
    }
}
