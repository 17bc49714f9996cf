using Matiz.Models;

namespace Matiz.Tests.Models;

public sealed class LayerSelectionTests
{
    [Theory]
    [InlineData("embeddings,0-3", true, "0 1 2 3")]
    [InlineData("5", false, "5")]
    [InlineData(" 4 , 1-2 , 1 ", false, "1 2 4")]
    [InlineData("embeddings", true, "")]
    public void Parse_Parts_GivesThem(string parts, bool embeddings, string layers)
    {
        var selection = LayerSelection.Parse(parts, layerCount: 6);

        Assert.Equal(embeddings, selection.Embeddings);
        Assert.Equal(layers, string.Join(' ', selection.Layers));
    }

    [Theory]
    [InlineData("6")]
    [InlineData("0-6")]
    [InlineData("3-1")]
    [InlineData("head")]
    [InlineData("")]
    [InlineData("1-2-3")]
    [InlineData("-1")]
    public void Parse_NoSuchPart_NamesTheRange(string parts) => Assert.StartsWith(
        $"'{parts}' is no part of this encoder, expected 'embeddings' or layers from 0 to 5, for instance 'embeddings,0-5'.",
        Assert.Throws<ArgumentException>(() => LayerSelection.Parse(parts, layerCount: 6)).Message, StringComparison.Ordinal);
}
