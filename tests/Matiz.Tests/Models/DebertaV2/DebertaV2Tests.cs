using System.Text.Json.Nodes;
using Matiz.Data;
using Matiz.Models;
using Matiz.Tensors;
using Matiz.Testing;
using Matiz.Weights;

namespace Matiz.Tests.Models.DebertaV2;

/// <summary>
/// What DeBERTa-v2 reads, refuses and keeps; its numbers are compared with those of all tiny checkpoints and by
/// <see cref="DebertaV2SwitchTests"/>.
/// </summary>
public sealed class DebertaV2Tests
{
    private const string Everything = """
        {"relative_attention":true,"pos_att_type":"c2p|p2c","position_buckets":4,"norm_rel_ebd":"layer_norm","conv_kernel_size":3,
        "conv_groups":2,"embedding_size":4,"type_vocab_size":2}
        """;

    private static readonly string Classifier = SharedFiles.Golden("tiny/deberta-v2/sequence-classification");

    [Theory]
    [InlineData("""{"model_type":"deberta-v2"}""", 128100, 512, null)]
    [InlineData("""{"model_type":"deberta-v2","vocab_size":601,"max_position_embeddings":66,"type_vocab_size":2}""", 601, 66, 2)]
    public void Limits_AreThoseOfTheFileOrTheReference(string json, int words, int tokens, int? types)
    {
        var config = ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(json), "config.json");

        Assert.Equal(new EncoderLimits(words, tokens, types), Architecture.ForConfig(config).Limits(config));
    }

    [Fact]
    public void ForConfig_FirstDeberta_SaysThatItIsAnother() => Assert.EndsWith(
        "This is the first DeBERTa, another architecture than DeBERTa-v2 and v3 (deberta-v2); take one of those.",
        Assert.Throws<ModelException>(
            () => Architecture.ForConfig(ModelConfig.Parse("""{"model_type": "deberta"}"""u8, "config.json"))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("pos_att_type", "[\"p2p\"]", "'pos_att_type' has 'p2p', expected c2p, p2c, none, divided by '|' or in a list.")]
    [InlineData("pos_att_type", "3", "'pos_att_type' is 3, expected a text.")]
    [InlineData("pos_att_type", "[3]", "'pos_att_type' is [3], expected a text or a list of texts.")]
    [InlineData("norm_rel_ebd", "\"batch_norm\"", "'norm_rel_ebd' has 'batch_norm', expected layer_norm, none,")]
    [InlineData("position_buckets", "1", "'position_buckets' is 1 and 'max_position_embeddings' 66, expected at least 2 buckets")]
    [InlineData("max_relative_positions", "5", "'position_buckets' is 8 and 'max_relative_positions' 5, expected at least 2 buckets")]
    [InlineData("attention_head_size", "16", "'attention_head_size' is 16, expected 8 ('hidden_size / num_attention_heads').")]
    [InlineData("pooler_hidden_size", "16", "'pooler_hidden_size' is 16, expected 32 ('hidden_size').")]
    [InlineData("conv_kernel_size", "4", "'conv_kernel_size' is 4, expected an odd number, or 0 for no convolution.")]
    [InlineData("conv_act", "\"swoosh\"", "'conv_act' is 'swoosh', expected one of gelu,", "\"conv_kernel_size\":3")]
    [InlineData("conv_groups", "5", "'conv_groups' is 5, expected a number that divides 'hidden_size' (32).", "\"conv_kernel_size\":3")]
    [InlineData("pooler_hidden_act", "\"swoosh\"", "'pooler_hidden_act' is 'swoosh', expected one of gelu,")]
    [InlineData("pruned_heads", "{\"0\":[1]}", "'pruned_heads' names heads that were taken out, expected none.")]
    [InlineData("embedding_size", "null", "'embedding_size' is missing, expected a whole number from 1.")]
    public void FromPretrained_AKeyThatCannotBeDone_IsRefusedByName(string key, string value, string message, string? other = null)
    {
        using var folder = new ModelFolderCopy(Classifier);
        folder.SetConfig(key, JsonNode.Parse(value));
        foreach (var (name, node) in JsonNode.Parse($"{{{other}}}")!.AsObject()) folder.SetConfig(name, node?.DeepClone());

        Assert.StartsWith(
            $"{folder.ConfigPath}: {message}",
            Assert.Throws<ModelException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void MaskedWords_OfTheAuthorsNamesWithNarrowEmbeddings_AreRefused()
    {
        using var folder = new DebertaV2Folder("""{"legacy":false,"embedding_size":4}""");

        Assert.StartsWith(
            $"{folder.ConfigPath}: 'legacy' is false and 'embedding_size' 4, expected 8 ('hidden_size')",
            Assert.Throws<ModelException>(() => AutoModelForMaskedLM.FromPretrained(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_ThatTheFileDoesNotSay_AreTheReferencesDefaults()
    {
        using var folder = new ModelFolderCopy(Classifier);
        foreach (string key in (string[])["hidden_size", "num_attention_heads", "pooler_hidden_size"]) folder.RemoveConfig(key);

        Assert.Contains(
            "is [601, 32], but config.json (hidden_size) needs [601, 1536].",
            Assert.Throws<CheckpointException>(() => AutoModelForSequenceClassification.FromPretrained(folder.Path)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void FromPretrained_AuthorsHeadsBesideTheEncoder_AreLeftOut()
    {
        using var folder = new ModelFolderCopy(Classifier);
        folder.RewriteWeights(name => name.StartsWith("deberta.", StringComparison.Ordinal) ? name
            : name.Replace("classifier.", "mask_predictions.", StringComparison.Ordinal)
                .Replace("pooler.", "lm_predictions.lm_head.", StringComparison.Ordinal));

        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path, new ClassLabel(["a", "b"]));

        Assert.False(AutoModelForSequenceClassification.IsClassifier(Matiz.Files.ModelFiles.InFolder(folder.Path)));
        Assert.Contains(model.LoadingNotes, note => note.Contains("lm_predictions.lm_head.dense.weight", StringComparison.Ordinal));
        Assert.Empty(model.LoadingWarnings);
    }

    [Fact]
    public void Save_EveryPart_OpensAgainWithTheSameStates()
    {
        using var folder = new DebertaV2Folder(Everything);
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path);
        float[] logits = Logits(model);
        string[] names = [.. model.Parameters.Select(parameter => parameter.Name)];

        model.Save(folder.Path);

        var again = AutoModelForSequenceClassification.FromPretrained(folder.Path);
        Assert.Equal(names, again.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(logits, Logits(again));
        Assert.Empty(again.LoadingNotes);
        Assert.Equal(
            [8, 4, 3], again.Parameters.Single(parameter => parameter.Name == "deberta.encoder.conv.conv.weight").Shape);
    }

    [Fact]
    public void Freeze_EmbeddingsAndLayers_LeavesTheHeadAlone()
    {
        using var folder = new DebertaV2Folder(Everything);
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path);

        model.Freeze("embeddings,0-1");

        Assert.Equal(
            ["pooler.dense.weight", "pooler.dense.bias", "classifier.weight", "classifier.bias"],
            model.Parameters.Where(parameter => parameter.Trainable).Select(parameter => parameter.Name));
    }

    [Fact]
    public void Freeze_Layers_LeavesTheirGradientsOutAndTheOthersAsTheyWere()
    {
        using var folder = new DebertaV2Folder(Everything);
        var whole = Gradients(AutoModelForSequenceClassification.FromPretrained(folder.Path), frozen: null);
        var partly = Gradients(AutoModelForSequenceClassification.FromPretrained(folder.Path), frozen: "0");

        foreach (var (name, gradient) in partly)
        {
            bool isFrozen = name.Contains(".layer.0.", StringComparison.Ordinal) || name.Contains(".conv.", StringComparison.Ordinal);
            Assert.Equal(isFrozen ? new float[gradient.Length] : whole[name], gradient);
        }
    }

    [Fact]
    public void Dropout_OfRelativePositions_IsOneForTheStepHoweverItIsCut()
    {
        using var folder = new DebertaV2Folder(
            """{"relative_attention":true,"pos_att_type":"c2p|p2c","position_buckets":4,"hidden_dropout_prob":0.4}""");
        var encoder = AutoModel.FromPretrained(folder.Path);
        int[] ids = [1, 5, 6, 2, 1, 7, 8, 9, 10, 2];
        float[] together = Train(new TokenBatch(ids, [0, 4, 10]), firstRow: 0);
        float[] apart = [.. Train(new TokenBatch(ids[..4], [0, 4]), firstRow: 0), .. Train(new TokenBatch(ids[4..], [0, 6]), firstRow: 1)];

        Assert.Equal(together, apart);

        float[] Train(TokenBatch batch, uint firstRow)
        {
            using var tape = encoder.Device.NewTape(training: true, new StepRandomness(Seed: 7, Step: 1, firstRow));
            return encoder.Forward(tape, batch).LastHiddenState.ToArray();
        }
    }

    private static float[] Logits(SequenceClassificationModel model)
    {
        using var tape = model.Device.NewTape(training: false);
        return model.Forward(tape, new TokenBatch([1, 5, 6, 2, 1, 7, 2], [0, 4, 7])).ToArray();
    }

    private static Dictionary<string, float[]> Gradients(SequenceClassificationModel model, string? frozen)
    {
        if (frozen is not null) model.Freeze(frozen);
        using var tape = model.Device.NewTape(training: true);
        var logits = model.Forward(tape, new TokenBatch([1, 5, 6, 2, 1, 7, 2], [0, 4, 7]));
        tape.Backward(logits, [.. Enumerable.Range(0, (int)logits.Length).Select(i => i - 2f)]);
        return model.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.GradientToArray());
    }
}
