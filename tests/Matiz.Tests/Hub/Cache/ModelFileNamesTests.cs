using Matiz.Hub.Cache;
using Matiz.Tokenizers.Sources;
using Matiz.Weights;

namespace Matiz.Tests.Hub.Cache;

/// <summary>The lists of names that the Hub's folder has for itself are those of the readers above it.</summary>
public sealed class ModelFileNamesTests
{
    [Fact]
    public void Weights_AreThoseThatAreRead_InTheirOrder() => Assert.Equal(
        WeightFormats.All.Select(format => (
            format.Name, string.Join(' ', format.FileNames), string.Join(' ', format.Extensions), format.MayHaveAnyName,
            format.IndexFileName)),
        ModelFileNames.Weights.Select(names => (
            names.Format, string.Join(' ', names.FileNames), string.Join(' ', names.Extensions), names.MayHaveAnyName, names.IndexName)));

    [Fact]
    public void Tokenizer_IsWhatATokenizerIsReadFrom() =>
        Assert.Equal(TokenizerSources.FileNames.Order(StringComparer.Ordinal), ModelFileNames.Tokenizer.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("config.json", true)]
    [InlineData("LICENSE.txt", true)]
    [InlineData("README.md", true)]
    [InlineData("calibration.json", true)]
    [InlineData("quantization_results.json", true)]
    [InlineData("training_args.json", true)]
    [InlineData("training_args.bin", false)]
    [InlineData("optimizer.pt", false)]
    [InlineData("predictions.jsonl", false)]
    [InlineData(".gitattributes", false)]
    [InlineData("notes.md", false)]
    public void IsCommon_WhatAModelIsReadFrom(string name, bool isCommon) => Assert.Equal(isCommon, ModelFileNames.IsCommon(name));
}
