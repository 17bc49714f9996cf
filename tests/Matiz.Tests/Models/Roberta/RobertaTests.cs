using Matiz.Models;

namespace Matiz.Tests.Models.Roberta;

/// <summary>What RoBERTa reads otherwise than BERT; its numbers are compared with those of all tiny checkpoints.</summary>
public sealed class RobertaTests
{
    private const string Key = "\"model_type\": \"roberta\"";

    [Theory]
    [InlineData("{" + Key + "}", 50265, 510, 2)]
    [InlineData("{" + Key + ", \"max_position_embeddings\": 514, \"type_vocab_size\": 1, \"vocab_size\": 601}", 601, 512, 1)]
    [InlineData("{" + Key + ", \"max_position_embeddings\": 66, \"pad_token_id\": 5}", 50265, 60, 2)]
    [InlineData("{" + Key + ", \"max_position_embeddings\": 66, \"pad_token_id\": 0}", 50265, 65, 2)]
    public void Limits_LeaveThePositionsUpToThePaddingUnused(string json, int words, int tokens, int types)
    {
        var config = ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes(json), "config.json");

        Assert.Equal(new EncoderLimits(words, tokens, types), Architecture.ForConfig(config).Limits(config));
    }

    [Fact]
    public void Limits_WithoutPadding_AreRefused() => Assert.Equal(
        "config.json: 'pad_token_id' is null, expected the id of the padding token, after whose row positions begin. "
        + "Correct the file, or fetch it again.",
        Assert.Throws<ModelException>(
            () => Architecture.Find("roberta")!.Limits(ModelConfig.Parse("""{"pad_token_id": null}"""u8, "config.json"))).Message);

    [Fact]
    public void FromPretrained_MaskedWords_OpensAsEncoderWithoutTheirHead()
    {
        var encoder = AutoModel.FromPretrained(TinyModels.Folder("roberta", "masked-lm"));

        Assert.Equal((32, 2, 64), (encoder.HiddenSize, encoder.LayerCount, encoder.MaxTokens));
        Assert.All(encoder.LoadingNotes, note => Assert.Contains("lm_head", note, StringComparison.Ordinal));
        Assert.Empty(encoder.LoadingWarnings);
    }
}
