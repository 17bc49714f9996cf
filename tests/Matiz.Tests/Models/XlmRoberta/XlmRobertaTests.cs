using Matiz.Models;

namespace Matiz.Tests.Models.XlmRoberta;

/// <summary>Relatives of RoBERTa under names of their own; their numbers are compared with those of all tiny checkpoints.</summary>
public sealed class XlmRobertaTests
{
    [Theory]
    [InlineData("xlm-roberta")]
    [InlineData("camembert")]
    public void Limits_WithoutKeys_AreTheReferencesDefaults(string modelType) => Assert.Equal(
        new EncoderLimits(30522, 510, 2), Architecture.Find(modelType)!.Limits(ModelConfig.Parse("{}"u8, "config.json")));

    [Theory]
    [InlineData("xlm-roberta-xl")]
    [InlineData("roberta-prelayernorm")]
    [InlineData("xlm")]
    public void ForConfig_OthersOfSimilarNames_AreRefused(string modelType)
    {
        var config = ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"model_type": "{{modelType}}"}"""), "config.json");

        Assert.StartsWith(
            $"config.json: 'model_type' is '{modelType}', expected one of ",
            Assert.Throws<ModelException>(() => Architecture.ForConfig(config)).Message, StringComparison.Ordinal);
    }
}
