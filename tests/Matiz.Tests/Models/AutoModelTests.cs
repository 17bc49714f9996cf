using System.Text.Json.Nodes;
using Matiz.Defaults;
using Matiz.Files;
using Matiz.Formats.Arrays;
using Matiz.Models;
using Matiz.Testing;
using Matiz.Tokenizers;
using Matiz.Weights;

namespace Matiz.Tests.Models;

public sealed class AutoModelTests
{
    [Fact]
    public void ModelTypes_EachHaveATinyCheckpointOfTheReference() => Assert.Empty(AutoModel.ModelTypes.Except(TinyModels.Names));

    [Theory]
    [InlineData("bert", "bert.")]
    [InlineData("distilbert", "distilbert.")]
    public void FromPretrained_BaseCheckpointWithPrefix_IsTheSameModel(string architecture, string prefix)
    {
        string source = SharedFiles.Golden($"tiny/{architecture}/base");
        using var folder = new ModelFolderCopy(source);
        folder.RewriteWeights(name => prefix + name);

        var encoder = AutoModel.FromPretrained(folder.Path);

        AssertSameParameters(AutoModel.FromPretrained(source), encoder);
        Assert.Empty(encoder.LoadingNotes);
    }

    [Fact]
    public void FromPretrained_OldNames_AreTheSameModel()
    {
        string source = SharedFiles.Golden("tiny/bert/base");
        using var folder = new ModelFolderCopy(source);
        folder.RewriteWeights(
            name => "module." + name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
            .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal));

        AssertSameParameters(AutoModel.FromPretrained(source), AutoModel.FromPretrained(folder.Path));
    }

    [Fact]
    public void FromPretrained_HeadCheckpoint_LeavesTheHeadOutAndSaysSo()
    {
        var encoder = AutoModel.FromPretrained(SharedFiles.Golden("tiny/distilbert/sequence-classification"));

        Assert.Equal(
            ["classifier.bias, classifier.weight, pre_classifier.bias, pre_classifier.weight: not used, this model has no place for them."],
            encoder.LoadingNotes);
        Assert.Equal(["DistilBertModel"], encoder.Config.Architectures);
        Assert.Equal("embeddings.word_embeddings.weight", encoder.Parameters[0].Name);
    }

    [Fact]
    public void FromPretrained_WithoutPooler_MakesNone()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.RewriteWeights(name => name.StartsWith("pooler.", StringComparison.Ordinal) ? null : name);

        var encoder = AutoModel.FromPretrained(folder.Path);

        Assert.Empty(encoder.LoadingNotes);
        Assert.Equal("encoder.layer.1.output.LayerNorm.bias", encoder.Parameters[^1].Name);
    }

    [Fact]
    public void FromPretrained_ManyUnusedWeights_NamesTwentyAndCounts()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.RewriteWeights(
            name => name, [.. Enumerable.Range(0, 25).Select(i => TensorToWrite.From<float>($"own.{i:d2}", [1], new float[] { i }))]);

        string note = Assert.Single(AutoModel.FromPretrained(folder.Path).LoadingNotes);

        Assert.StartsWith("own.00, own.01,", note, StringComparison.Ordinal);
        Assert.EndsWith("own.19, … (25 in all): not used, this model has no place for them.", note, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_Parameters_AreInTheOrderOfTheModuleTree()
    {
        var names = AutoModel.FromPretrained(SharedFiles.Golden("tiny/bert/base")).Parameters.Select(parameter => parameter.Name).ToArray();

        Assert.Equal(
            [
                "embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight",
                "embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias",
                "encoder.layer.0.attention.self.query.weight", "encoder.layer.0.attention.self.query.bias",
                "encoder.layer.0.attention.self.key.weight", "encoder.layer.0.attention.self.key.bias",
                "encoder.layer.0.attention.self.value.weight", "encoder.layer.0.attention.self.value.bias",
                "encoder.layer.0.attention.output.dense.weight", "encoder.layer.0.attention.output.dense.bias",
                "encoder.layer.0.attention.output.LayerNorm.weight", "encoder.layer.0.attention.output.LayerNorm.bias",
                "encoder.layer.0.intermediate.dense.weight", "encoder.layer.0.intermediate.dense.bias",
                "encoder.layer.0.output.dense.weight", "encoder.layer.0.output.dense.bias",
                "encoder.layer.0.output.LayerNorm.weight", "encoder.layer.0.output.LayerNorm.bias",
            ],
            names[..21]);
        Assert.Equal(["pooler.dense.weight", "pooler.dense.bias"], names[^2..]);
    }

    [Fact]
    public void FromPretrained_SinusoidalPositions_AreReadAndFrozen()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/distilbert/base"));
        folder.SetConfig("sinusoidal_pos_embds", true);

        var encoder = AutoModel.FromPretrained(folder.Path);

        Assert.Equal("embeddings.position_embeddings.weight", Assert.Single(encoder.Parameters, parameter => !parameter.Trainable).Name);
        AssertSameParameters(AutoModel.FromPretrained(SharedFiles.Golden("tiny/distilbert/base")), encoder);
    }

    [Fact]
    public void FromPretrained_FilesInMemory_AreTheSameModel()
    {
        string source = SharedFiles.Golden("tiny/bert/base");
        var files = InMemory(source);

        AssertSameParameters(AutoModel.FromPretrained(source), AutoModel.FromPretrained(files));
    }

    [Fact]
    public void FromPretrained_EmbeddedEncoder_Opens()
    {
        var files = ModelFiles.FromStreams(EmbeddedEncoder.Name, EmbeddedEncoder.FileNames, EmbeddedEncoder.Open);

        var encoder = AutoModel.FromPretrained(files);

        Assert.Equal((384, 6, 512), (encoder.HiddenSize, encoder.LayerCount, encoder.MaxTokens));
        Assert.Empty(encoder.LoadingNotes);
        Assert.Equal(30522, encoder.Tokenizer.VocabularySize);
    }

    [Theory]
    [InlineData("config.json", "there is no config.json, but a model needs one beside its weights. Give it as well.")]
    [InlineData("model.safetensors", "there is no model.safetensors. Give it as well.")]
    public void FromPretrained_FileMissingInMemory_SaysWhich(string missing, string message)
    {
        string source = SharedFiles.Golden("tiny/bert/base");
        var files = InMemory(source, missing);

        Assert.Equal($"memory: {message}", Assert.ThrowsAny<Exception>(() => AutoModel.FromPretrained(files)).Message);
    }

    private static ModelFiles InMemory(string folder, string? without = null)
    {
        var files = ModelFiles.InFolder(folder);
        var names = files.List().Where(name => name != without && name != "expected.safetensors");
        return ModelFiles.FromStreams("memory", names, name => files.Open(name)!);
    }

    [Fact]
    public void FromPretrained_NoFolder_SaysSo() => Assert.Equal(
        "./nowhere/at-all: there is no such folder, expected a model folder with config.json and model.safetensors. Check the path.",
        Assert.Throws<ModelException>(() => AutoModel.FromPretrained("./nowhere/at-all")).Message);

    [Fact]
    public void FromPretrained_NoTokenizer_SaysSo()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        File.Delete(folder.File("tokenizer.json"));

        Assert.StartsWith(
            folder.Path, Assert.Throws<TokenizerException>(() => AutoModel.FromPretrained(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_NoWeights_SaysSo()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        File.Delete(folder.File("model.safetensors"));

        Assert.StartsWith(
            $"{folder.Path}: there are no weights", Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_TruncatedWeights_SaysSo()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        byte[] bytes = File.ReadAllBytes(folder.File("model.safetensors"));
        File.WriteAllBytes(folder.File("model.safetensors"), bytes[..^100]);

        Assert.StartsWith(
            folder.File("model.safetensors"), Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "model_type", "\"gpt2\"",
        "'model_type' is 'gpt2', expected one of {known}. This version has no other architecture; take another model.")]
    [InlineData("model_type", "null", "'model_type' is missing, expected one of {known}. Is this the config of a model?")]
    [InlineData("model_type", "7", "'model_type' is 7, expected a text. Correct the file, or fetch it again.")]
    [InlineData(
        "architectures", "\"BertModel\"",
        "'architectures' is \"BertModel\", expected a list of class names. Correct the file, or fetch it again.")]
    [InlineData(
        "hidden_act", "\"laplace\"",
        "'hidden_act' is 'laplace', expected one of gelu, gelu_python, gelu_new, gelu_pytorch_tanh, gelu_fast, quick_gelu, gelu_10, relu, "
        + "relu6, silu, swish, mish, tanh, sigmoid, linear. "
        + "This version has no other activation; take another model.")]
    [InlineData(
        "position_embedding_type", "\"relative_key\"",
        "'position_embedding_type' is 'relative_key', expected 'absolute'. "
        + "This version has no relative positions; take another model.")]
    [InlineData("is_decoder", "true", "'is_decoder' is true, expected an encoder. Take another model.")]
    [InlineData(
        "num_attention_heads", "5",
        "'num_attention_heads' is 5, expected a number that divides 'hidden_size' (32). Correct the file, or fetch it again.")]
    [InlineData(
        "hidden_size", "null",
        "'hidden_size' is missing, expected a whole number from 1. Was the file written for another architecture than 'bert'?")]
    [InlineData(
        "hidden_dropout_prob", "1.5",
        "'hidden_dropout_prob' is 1.5, expected a number from 0 to below 1. Correct the file, or fetch it again.")]
    public void FromPretrained_SettingThatCannotBeMet_NamesKeyAndFile(string key, string json, string message)
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.SetConfig(key, JsonNode.Parse(json));

        message = message.Replace("{known}", string.Join(", ", AutoModel.ModelTypes), StringComparison.Ordinal);
        Assert.Equal($"{folder.ConfigPath}: {message}", Assert.Throws<ModelException>(() => AutoModel.FromPretrained(folder.Path)).Message);
    }

    [Theory]
    [InlineData(
        "intermediate_size", 128,
        "tensor 'encoder.layer.0.intermediate.dense.weight' is [64, 32], but config.json (intermediate_size) needs [128, 32].")]
    [InlineData(
        "max_position_embeddings", 1_000_000_000,
        "tensor 'embeddings.position_embeddings.weight' is [66, 32], "
        + "but config.json (max_position_embeddings) needs [1000000000, 32].")]
    [InlineData(
        "hidden_size", 64, "tensor 'embeddings.word_embeddings.weight' is [600, 32], but config.json (hidden_size) needs [600, 64].")]
    public void FromPretrained_ConfigOfAnotherModel_NamesTensorAndKey(string key, int value, string message)
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.SetConfig(key, value);

        Assert.Equal(
            $"{folder.Path}: {message} Do these files come from two different models?",
            Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(folder.Path)).Message);
    }

    [Fact]
    public void FromPretrained_MoreLayersThanWeights_NamesTheMissing()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.SetConfig("num_hidden_layers", 2_000_000_000);

        Assert.Equal(
            $"{folder.Path}: there is no tensor 'encoder.layer.2.attention.self.query.weight', but config.json (model_type bert) needs it. "
                + "Do these files come from two different models?",
            Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(folder.Path)).Message);
    }

    [Fact]
    public void FromPretrained_VocabularyLargerThanTheEmbedding_SaysBothSizes()
    {
        using var folder = new ModelFolderCopy(SharedFiles.Golden("tiny/bert/base"));
        folder.SetConfig("vocab_size", 500);
        folder.RewriteWeights(
            name => name == "embeddings.word_embeddings.weight" ? null : name,
            TensorToWrite.From<float>("embeddings.word_embeddings.weight", [500, 32], new float[500 * 32]));

        Assert.Equal(
            $"{folder.ConfigPath}: the tokenizer has 600 tokens, but the embedding ('vocab_size') has 500 rows. "
                + "Do tokenizer and weights come from two different models?",
            Assert.Throws<ModelException>(() => AutoModel.FromPretrained(folder.Path)).Message);
    }

    private static void AssertSameParameters(EncoderModel expected, EncoderModel actual)
    {
        Assert.Equal(expected.Parameters.Select(parameter => parameter.Name), actual.Parameters.Select(parameter => parameter.Name));
        Assert.All(
            expected.Parameters.Zip(actual.Parameters), pair => Assert.Equal(pair.First.Value.ToArray(), pair.Second.Value.ToArray()));
    }
}
