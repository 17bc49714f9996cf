using Matiz.Weights;

namespace Matiz.Tests.Weights;

public class WeightNamesTests
{
    [Theory]
    [InlineData("bert.encoder.layer.0.output.LayerNorm.gamma", "bert.encoder.layer.0.output.LayerNorm.weight")]
    [InlineData("LayerNorm.beta", "LayerNorm.bias")]
    [InlineData("LayerNorm.gamma.extra", "LayerNorm.gamma.extra")]
    [InlineData("MyLayerNorm.gamma", "MyLayerNorm.gamma")]
    [InlineData("gamma", "gamma")]
    [InlineData("model.layers.0.weight", "model.layers.0.weight")]
    [InlineData("module.bert.weight", "bert.weight")]
    [InlineData("module.", "module.")]
    public void Normalize_OneName_TakesTodaysForm(string original, string expected) =>
        Assert.Equal([expected], WeightNames.Normalize([original]));

    [Fact]
    public void Normalize_ThePrefixOfSomeNames_Stays() =>
        Assert.Equal(["module.a", "b"], WeightNames.Normalize(["module.a", "b"]));

    [Fact]
    public void Normalize_AnOldNameBesideItsNewForm_KeepsItsOwn() =>
        Assert.Equal(
            ["LayerNorm.gamma", "LayerNorm.weight"],
            WeightNames.Normalize(["LayerNorm.gamma", "LayerNorm.weight"]));

    [Fact]
    public void Normalize_NoNames_IsEmpty() => Assert.Empty(WeightNames.Normalize([]));
}
