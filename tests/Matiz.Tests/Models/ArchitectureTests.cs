using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Tests.Models;

/// <summary>The list of architectures, walked: what each says of itself is whole and its own.</summary>
public sealed class ArchitectureTests
{
    public static TheoryData<string> ModelTypes => [.. AutoModel.ModelTypes];

    [Fact]
    public void All_IsByAscendingName() => Assert.Equal(AutoModel.ModelTypes.Order(StringComparer.Ordinal), AutoModel.ModelTypes);

    [Theory]
    [MemberData(nameof(ModelTypes))]
    public void Architecture_SaysWhatFilesCallItAndItsHeads(string modelType)
    {
        var architecture = Architecture.Find(modelType)!;

        Assert.EndsWith(".", architecture.Prefix, StringComparison.Ordinal);
        Assert.EndsWith("Model", architecture.EncoderClass, StringComparison.Ordinal);
        Assert.Equal(architecture.Heads.DistinctBy(head => head.Task), architecture.Heads);
        Assert.Contains(architecture.Heads, head => head.Task is ModelHead.SequenceClassification);
        Assert.All(architecture.Heads, head =>
        {
            Assert.StartsWith(architecture.EncoderClass[..^"Model".Length] + "For", head.ClassName, StringComparison.Ordinal);
            if (head.Task is not ModelHead.MaskedLM) Assert.Contains(head.Output + ".weight", head.Tensors);
        });
    }

    [Theory]
    [MemberData(nameof(ModelTypes))]
    public void Limits_WithoutKeys_AreSizesOfTheReferencesDefaults(string modelType)
    {
        var architecture = Architecture.Find(modelType)!;
        var limits = architecture.Limits(ModelConfig.Parse("{}"u8, "config.json"));

        Assert.InRange(limits.VocabularySize, 30_000, 130_000);
        Assert.Contains(limits.MaxTokens, (int[])[510, 512, AttentionOperation.MaxRowTokens]);
        // DeBERTa has token types only where a file says so.
        Assert.Equal(architecture.HasTypeIds && modelType is not "deberta-v2", limits.TokenTypes is not null);
    }

    [Fact]
    public void ForConfig_UnknownType_ListsTheKnown() => Assert.Equal(
        $"config.json: 'model_type' is 'x', expected one of {string.Join(", ", AutoModel.ModelTypes)}. "
        + "This version has no other architecture; take another model.",
        Assert.Throws<ModelException>(() => Architecture.ForConfig(ModelConfig.Parse("""{"model_type": "x"}"""u8, "config.json"))).Message);
}
