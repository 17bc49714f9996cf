using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Formats.Safetensors;
using Matiz.Inference;
using Matiz.Inference.Embeddings;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Tests.Models;
using Microsoft.Extensions.AI;

namespace Matiz.Tests.Inference.Embeddings;

public sealed class TextEmbeddingGeneratorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Mean features of the reference (all-MiniLM-L6-v2), and their lengths made 1 as its module Normalize does.
    [Fact]
    public async Task Generate_MiniLm_GivesTheReferencesVectors()
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "needs ../shared: all-MiniLM-L6-v2 and its features");
        using var golden = SafetensorsFile.Open(SharedFiles.Shared("goldens/minilm/expected.safetensors"));
        float[] mean = new float[64 * 384];
        golden.ReadFloats("test64.mean", mean);
        string[] texts = [.. Dataset.Load(SharedFiles.Shared("data/emotion/test.csv"))["train"].Take(64).Select(row => row.Text)];
        using var generator = TextEmbeddingGenerator.Load(SharedFiles.Shared("models/all-MiniLM-L6-v2"));

        var plain = await generator.GenerateAsync(
            texts, new EmbeddingGenerationOptions { AdditionalProperties = new() { ["normalize"] = false } }, Token);
        var normalized = await generator.GenerateAsync(texts, cancellationToken: Token);

        var differences = new Differences();
        differences.Add("mean", mean, [.. plain.SelectMany(embedding => embedding.Vector.ToArray())], 1e-4);
        differences.Add(
            "normalized",
            [.. mean.Chunk(384).SelectMany(vector =>
            {
                double length = Math.Sqrt(vector.Sum(x => (double)x * x));
                return vector.Select(x => (float)(x / length));
            })],
            [.. normalized.SelectMany(embedding => embedding.Vector.ToArray())], 1e-4);
        differences.AssertSmall();
        Assert.Equal(256, generator.Extractor.MaxLength);
        Assert.Equal("all-MiniLM-L6-v2", generator.Metadata.DefaultModelId);
    }

    [Fact]
    public async Task Generate_PlainEncoder_IsTheMeanOfTheLastLayerUnscaled()
    {
        using var generator = TextEmbeddingGenerator.Load(SharedFiles.Golden("tiny/bert/base"));
        var extractor = FeatureExtractor.Load(SharedFiles.Golden("tiny/bert/base"), new FeatureOptions { Pooling = Pooling.Mean });
        string[] texts = ["i saw a movie today", "ok", ""];

        var embeddings = await generator.GenerateAsync(texts, cancellationToken: Token);

        Assert.Equal(texts.Select(text => extractor.Extract(text)), embeddings.Select(embedding => embedding.Vector.ToArray()));
        Assert.Equal(texts.Sum(text => extractor.Tokenizer.Encode(text).Length), embeddings.Usage!.InputTokenCount);
        Assert.Equal(embeddings.Usage.InputTokenCount, embeddings.Usage.TotalTokenCount);
        Assert.All(embeddings, embedding => Assert.Equal("base", embedding.ModelId));
        Assert.All(embeddings, embedding => Assert.Equal(32, embedding.Dimensions));
    }

    [Theory]
    [InlineData("cls", false)]
    [InlineData("mean", true)]
    [InlineData("max", true)]
    public async Task Generate_SentenceTransformersFolder_PoolsAndScalesAsItSays(string pooling, bool normalizes)
    {
        using var folder = new SentenceFolder(pooling, normalizes);
        var kind = Enum.Parse<Pooling>(pooling, ignoreCase: true);
        float[] features = FeatureExtractor.Load(folder.Path, new FeatureOptions { Pooling = kind }).Extract("i saw a movie today");
        double length = normalizes ? Math.Sqrt(features.Sum(x => (double)x * x)) : 1;

        var vector = await TextEmbeddingGenerator.Load(folder.Path).GenerateVectorAsync("i saw a movie today", cancellationToken: Token);

        Assert.Equal(features.Select(x => (float)(x / length)), vector.ToArray());
    }

    [Fact]
    public async Task Options_GoBeforeTheFolder()
    {
        using var folder = new SentenceFolder("cls", normalizes: true);
        using var generator = TextEmbeddingGenerator.Load(folder.Path, new EmbeddingOptions
        {
            Pooling = Pooling.Max,
            Normalizes = false,
            ModelId = "me/mine",
            Inference = new InferenceOptions { MaxLength = 5 },
        });
        var extractor = FeatureExtractor.Load(
            folder.Path, new FeatureOptions { Pooling = Pooling.Max }, new InferenceOptions { MaxLength = 5 });

        Assert.Equal(extractor.Extract("a text that is too long"), (await generator.GenerateVectorAsync(
            "a text that is too long", new EmbeddingGenerationOptions { ModelId = "me/mine", Dimensions = 32 }, Token)).ToArray());
    }

    // sentence-transformers strips texts before it cuts them, which tokenizers that see spaces would show.
    [Fact]
    public async Task Generate_WhiteSpaceAroundATextAndItsPrompt_IsLeftOut()
    {
        using var folder = new SentenceFolder("mean", normalizes: false);
        folder.Write("config_sentence_transformers.json", """{"prompts": {"query": " query: "}, "default_prompt_name": null}""");
        using var generator = TextEmbeddingGenerator.Load(folder.Path);

        var plain = await generator.GenerateVectorAsync("\u001f ok\u00a0\n", cancellationToken: Token);
        var prompted = await generator.GenerateAsync(
            [" ok "], new EmbeddingGenerationOptions { AdditionalProperties = new() { ["prompt_name"] = "query" } }, Token);

        Assert.Equal(generator.Extractor.Extract("ok"), plain.ToArray());
        Assert.Equal(generator.Extractor.Extract("query:  ok"), prompted[0].Vector.ToArray());
    }

    [Fact]
    public async Task DefaultPrompt_StandsBeforeEveryText()
    {
        using var folder = new SentenceFolder("mean", normalizes: false);
        folder.Write(
            "config_sentence_transformers.json", """{"prompts": {"query": "query: ", "document": ""}, "default_prompt_name": "query"}""");
        using var generator = TextEmbeddingGenerator.Load(folder.Path);
        using var documents = TextEmbeddingGenerator.Load(folder.Path, new EmbeddingOptions { PromptName = "document" });

        Assert.Equal(
            generator.Extractor.Extract("query: ok"), (await generator.GenerateVectorAsync("ok", cancellationToken: Token)).ToArray());
        Assert.Equal(generator.Extractor.Extract("ok"), (await documents.GenerateVectorAsync("ok", cancellationToken: Token)).ToArray());
    }

    // sentence-transformers #3234: pooling without the prompt's tokens is another vector
    [Fact]
    public void PromptLeftOutOfThePooling_IsRefused()
    {
        using var folder = new SentenceFolder("mean", normalizes: false, ("include_prompt", false));
        using (TextEmbeddingGenerator.Load(folder.Path))
        {
            // no prompt, no harm
        }

        folder.Write("config_sentence_transformers.json", """{"prompts": {"query": "query: "}, "default_prompt_name": "query"}""");

        Assert.StartsWith(
            "'include_prompt' is false, expected true",
            Assert.Throws<ModelException>(() => TextEmbeddingGenerator.Load(folder.Path)).Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_ThatAskForMore_AreRefusedByName()
    {
        using var folder = new SentenceFolder("mean", normalizes: true);
        void Refused(string name, string content, string reason)
        {
            string before = File.ReadAllText(folder.File(name));
            folder.Write(name, content);
            var fault = Assert.Throws<ModelException>(() => TextEmbeddingGenerator.Load(folder.Path));
            Assert.StartsWith(reason, fault.Reason, StringComparison.Ordinal);
            Assert.Equal(folder.File(name), fault.Path);
            folder.Write(name, before);
        }

        Refused("modules.json", """
            [{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
             {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
             {"idx": 2, "name": "2", "path": "2_Dense", "type": "sentence_transformers.models.Dense"}]
            """, "the modules are Transformer, Pooling, Dense. Transformer, Pooling and perhaps Normalize were expected");
        Refused("1_Pooling/config.json", """{"word_embedding_dimension": 32, "pooling_mode_lasttoken": true}""",
            "it asks for pooling_mode_lasttoken of 32 columns");
        Refused("config_sentence_transformers.json", """{"model_type": "SparseEncoder"}""", "'model_type' is SparseEncoder");
        Refused("config_sentence_transformers.json", """{"prompts": {"a": ""}, "default_prompt_name": "b"}""",
            "'default_prompt_name' is 'b', but 'prompts' has 'a'.");
        foreach (string broken in (string[])
            ["[]", "{", """{"prompts": 3}""", """{"prompts": {"a": 3}}""", """{"default_prompt_name": 1}"""])
            Refused("config_sentence_transformers.json", broken, "this is no object with 'prompts'");
        Refused("sentence_bert_config.json", """{"max_seq_length": 20, "do_lower_case": true}""", "'do_lower_case' is true");
    }

    [Fact]
    public async Task GenerationOptions_ThatTheModelDoesNotGive_AreRefusedByName()
    {
        using var generator = TextEmbeddingGenerator.Load(SharedFiles.Golden("tiny/bert/base"));
        async Task Refused(EmbeddingGenerationOptions options, string message) => Assert.Equal(
            message,
            (await Assert.ThrowsAsync<NotSupportedException>(() => generator.GenerateAsync(["ok"], options, Token))).Message);

        await Refused(new EmbeddingGenerationOptions { Dimensions = 16 },
            "EmbeddingGenerationOptions.Dimensions is 16. Expected 32, the model's. Leave it out, or load another model.");
        await Refused(new EmbeddingGenerationOptions { ModelId = "other" },
            "EmbeddingGenerationOptions.ModelId is other. Expected base, which is loaded. Leave it out, or load another model.");
        await Refused(new EmbeddingGenerationOptions { AdditionalProperties = new() { ["truncate_dim"] = 8 } },
            "EmbeddingGenerationOptions.AdditionalProperties['truncate_dim'] is 8. Expected prompt_name or normalize. Leave it "
            + "out, or load "
            + "another model.");
        await Refused(new EmbeddingGenerationOptions { AdditionalProperties = new() { ["normalize"] = "yes" } },
            "EmbeddingGenerationOptions.AdditionalProperties['normalize'] is yes. Expected true or false. Leave it out, or load "
            + "another model.");
        await Assert.ThrowsAsync<ModelException>(() => generator.GenerateAsync(
            ["ok"], new EmbeddingGenerationOptions { AdditionalProperties = new() { ["prompt_name"] = "query" } }, Token));
    }

    [Fact]
    public async Task Null_Cancelled_Disposed_AreTold()
    {
        var generator = TextEmbeddingGenerator.Load(SharedFiles.Golden("tiny/bert/base"));

        Assert.Equal(
            "text 2: there is no text (null). A text was expected. Fill it in, or leave it out.",
            (await Assert.ThrowsAsync<DataException>(() => generator.GenerateAsync(["ok", null!], cancellationToken: Token))).Message);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => generator.GenerateAsync(["ok"], cancellationToken: new CancellationToken(canceled: true)));
        Assert.Empty(await generator.GenerateAsync([], cancellationToken: Token));
        generator.Dispose();
        generator.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => generator.GenerateAsync(["ok"], cancellationToken: Token));
    }

    [Fact]
    public void Services_AreMetadataExtractorAndItself()
    {
        using IEmbeddingGenerator<string, Embedding<float>> generator = TextEmbeddingGenerator.Load(SharedFiles.Golden("tiny/bert/base"));

        var metadata = generator.GetRequiredService<EmbeddingGeneratorMetadata>();

        Assert.Equal(("matiz", "base", 32), (metadata.ProviderName, metadata.DefaultModelId, metadata.DefaultModelDimensions));
        Assert.Null(metadata.ProviderUri);
        Assert.Same(generator, generator.GetService<TextEmbeddingGenerator>());
        Assert.Same(generator, generator.GetService<IEmbeddingGenerator<string, Embedding<float>>>());
        Assert.NotNull(generator.GetService<FeatureExtractor>());
        Assert.Null(generator.GetService<string>());
        Assert.Null(generator.GetService<TextEmbeddingGenerator>("key"));
    }

    /// <summary>A sentence-transformers folder around the tiny encoder; removed in the end.</summary>
    private sealed class SentenceFolder : IDisposable
    {
        private readonly ModelFolderCopy _copy = new(SharedFiles.Golden("tiny/bert/base"));

        public SentenceFolder(string pooling, bool normalizes, params (string Key, JsonNode Value)[] more)
        {
            var config = new JsonObject { ["word_embedding_dimension"] = 32 };
            foreach (string mode in (string[])["cls_token", "mean_tokens", "max_tokens"])
                config["pooling_mode_" + mode] = mode.StartsWith(pooling, StringComparison.Ordinal);
            foreach (var (key, value) in more) config[key] = value;
            Directory.CreateDirectory(File("1_Pooling"));
            Write("1_Pooling/config.json", config.ToJsonString());
            string normalize = normalizes ? """, {"idx": 2, "name": "2", "path": "2_Normalize", "type": "m.Normalize"}""" : "";
            Write("modules.json", $$"""
                [{"idx": 0, "name": "0", "path": "", "type": "m.Transformer"},
                 {"idx": 1, "name": "1", "path": "1_Pooling", "type": "m.Pooling"}{{normalize}}]
                """);
            Write("config_sentence_transformers.json", """{"__version__": {"sentence_transformers": "2.0.0"}}""");
            Write("sentence_bert_config.json", """{"max_seq_length": 20, "do_lower_case": false}""");
        }

        public string Path => _copy.Path;

        public string File(string name) => _copy.File(name);

        public void Write(string name, string content) => System.IO.File.WriteAllText(File(name), content);

        public void Dispose() => _copy.Dispose();
    }
}
