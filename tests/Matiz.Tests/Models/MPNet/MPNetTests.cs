using System.Text;
using Matiz.Models;
using Matiz.Models.MPNet;
using Matiz.Tensors;
using Matiz.Weights;

namespace Matiz.Tests.Models.MPNet;

/// <summary>What MPNet reads otherwise than BERT; its numbers are compared with those of all tiny checkpoints.</summary>
public sealed class MPNetTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    [InlineData(8, 8)]
    [InlineData(11, 8)]
    [InlineData(12, 9)]
    [InlineData(15, 9)]
    [InlineData(16, 10)]
    [InlineData(32, 12)]
    [InlineData(64, 14)]
    [InlineData(90, 14)]
    [InlineData(91, 15)]
    [InlineData(128, 15)]
    [InlineData(int.MaxValue, 15)]
    [InlineData(-1, 17)]
    [InlineData(-8, 24)]
    [InlineData(-16, 26)]
    [InlineData(int.MinValue, 31)]
    public void BucketOf_Distance_IsTheReferencesRow(int distance, int row) => Assert.Equal(row, MPNetSettings.BucketOf(distance));

    [Fact]
    public void BucketOf_EveryDistance_IsThatOfTheLogarithmInSinglePrecision()
    {
        for (int n = 8; n <= 5000; n++)
        {
            int far = (int)(MathF.Log(n / 8f) / MathF.Log(16) * 8 + 1e-6f);
            Assert.Equal(Math.Min(15, 8 + far), MPNetSettings.BucketOf(n));
            Assert.Equal(16 + Math.Min(15, 8 + far), MPNetSettings.BucketOf(-n));
        }
    }

    [Theory]
    [InlineData("{}", 30527, 510)]
    [InlineData("""{"max_position_embeddings": 514, "vocab_size": 601, "pad_token_id": 9, "type_vocab_size": 2}""", 601, 512)]
    public void Limits_BeginAfterTheFixedPadding(string json, int words, int tokens) => Assert.Equal(
        new EncoderLimits(words, tokens, TokenTypes: null),
        Architecture.Find("mpnet")!.Limits(ModelConfig.Parse(Encoding.UTF8.GetBytes(json), "config.json")));

    [Theory]
    [InlineData("pad_token_id", "7")]
    [InlineData("type_vocab_size", "5")]
    [InlineData("classifier_dropout", "0.5")]
    public void Setting_ThatTheReferenceDoesNotRead_ChangesNothing(string key, string value)
    {
        using var expected = new ExpectedModel("mpnet", ModelHead.SequenceClassification);
        using var folder = new ModelFolderCopy(expected.Folder);
        folder.SetConfig(key, System.Text.Json.Nodes.JsonNode.Parse(value));
        var model = AutoModelForSequenceClassification.FromPretrained(folder.Path);
        var other = AutoModelForSequenceClassification.FromPretrained(expected.Folder);

        Assert.Equal(Logits(other, expected.Batch, training: true), Logits(model, expected.Batch, training: true));
    }

    [Fact]
    public void FromPretrained_FewerBucketsThanDistancesAreSortedInto_IsRefused()
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("mpnet", "base"));
        folder.SetConfig("relative_attention_num_buckets", 16);

        Assert.Equal(
            $"{folder.ConfigPath}: 'relative_attention_num_buckets' is 16, expected at least 32, which distances are sorted into. "
            + "Correct the file, or fetch it again.",
            Assert.Throws<ModelException>(() => AutoModel.FromPretrained(folder.Path)).Message);
    }

    [Fact]
    public void FromPretrained_MoreBucketsThanTheWeights_IsRefusedByName()
    {
        using var folder = new ModelFolderCopy(TinyModels.Folder("mpnet", "base"));
        folder.SetConfig("relative_attention_num_buckets", 40);

        var error = Assert.Throws<CheckpointException>(() => AutoModel.FromPretrained(folder.Path));

        Assert.Contains("encoder.relative_attention_bias.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("relative_attention_num_buckets", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Freeze_Embeddings_FreezesTheTableOfDistances_AndNothingOfTheLayers()
    {
        var encoder = AutoModel.FromPretrained(TinyModels.Folder("mpnet", "base"));

        encoder.Freeze("embeddings");

        Assert.Equal(
            ["embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight", "embeddings.LayerNorm.weight",
                "embeddings.LayerNorm.bias", "encoder.relative_attention_bias.weight"],
            encoder.Parameters.Where(parameter => !parameter.Trainable).Select(parameter => parameter.Name));
        Assert.Equal(encoder.Parameters.Distinct(), encoder.Parameters);
    }

    [Fact]
    public void Backward_FrozenTableOfDistances_GetsNoGradient_AndChangesNoOther()
    {
        using var expected = new ExpectedModel("mpnet", "base");
        using var device = new CpuDevice(threads: 2);
        var whole = AutoModel.FromPretrained(expected.Folder, device);
        var frozen = AutoModel.FromPretrained(expected.Folder, device);
        var table = frozen.Parameters.Single(parameter => parameter.Name.Contains("relative_attention_bias", StringComparison.Ordinal));
        table.Trainable = false;
        foreach (var encoder in (EncoderModel[])[whole, frozen])
        {
            using var tape = device.NewTape(training: true);
            var hidden = encoder.Forward(tape, expected.Batch).LastHiddenState;
            tape.Backward(hidden, hidden.ToArray());
        }

        Assert.False(table.HasGradient);
        foreach (var (one, other) in whole.Parameters.Zip(frozen.Parameters).Where(pair => pair.Second != table))
            Assert.Equal(one.GradientToArray(), other.GradientToArray());
    }

    private static float[] Logits(SequenceClassificationModel model, TokenBatch batch, bool training)
    {
        using var tape = model.Device.NewTape(training, new StepRandomness(1, 1, 0));
        return model.Forward(tape, batch).ToArray();
    }
}
