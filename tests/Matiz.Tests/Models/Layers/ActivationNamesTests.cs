using Matiz.Models;
using Matiz.Models.Layers;
using Matiz.Tensors;

namespace Matiz.Tests.Models.Layers;

public sealed class ActivationNamesTests
{
    [Theory]
    [InlineData("gelu", Activation.Gelu)]
    [InlineData("gelu_python", Activation.Gelu)]
    [InlineData("gelu_new", Activation.GeluTanh)]
    [InlineData("gelu_pytorch_tanh", Activation.GeluTanh)]
    [InlineData("gelu_fast", Activation.GeluTanh)]
    [InlineData("quick_gelu", Activation.QuickGelu)]
    [InlineData("gelu_10", Activation.GeluUpTo10)]
    [InlineData("relu", Activation.Relu)]
    [InlineData("relu6", Activation.Relu6)]
    [InlineData("silu", Activation.Silu)]
    [InlineData("swish", Activation.Silu)]
    [InlineData("mish", Activation.Mish)]
    [InlineData("tanh", Activation.Tanh)]
    [InlineData("sigmoid", Activation.Sigmoid)]
    [InlineData("linear", Activation.None)]
    public void Read_NameOfTheReference_IsKnown(string name, Activation activation) =>
        Assert.Equal(activation, ActivationNames.Read(Config(name), "hidden_act", "gelu"));

    [Fact]
    public void Read_AbsentKey_IsTheDefault() =>
        Assert.Equal(Activation.GeluTanh, ActivationNames.Read(ModelConfig.Parse("{}"u8, "config.json"), "hidden_act", "gelu_new"));

    [Fact]
    public void Read_UnknownName_ListsTheKnown() => Assert.Equal(
        "config.json: 'hidden_act' is 'laplace', expected one of gelu, gelu_python, gelu_new, gelu_pytorch_tanh, gelu_fast, quick_gelu, "
        + "gelu_10, relu, relu6, silu, swish, mish, tanh, sigmoid, linear. This version has no other activation; take another model.",
        Assert.Throws<ModelException>(() => ActivationNames.Read(Config("laplace"), "hidden_act", "gelu")).Message);

    private static ModelConfig Config(string name) =>
        ModelConfig.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"hidden_act": "{{name}}"}"""), "config.json");
}
