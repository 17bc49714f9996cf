using Matiz.Data;
using Matiz.Training;

namespace Matiz.Tests.Training;

public sealed class ClassWeightsTests
{
    private static readonly ClassLabel Labels = new(["anger", "joy", "love"]);

    [Fact]
    public void Balanced_ForRows_IsRowsOverClassesTimesCount() =>
        Assert.Equal([8 / (3 * 5f), 8 / (3 * 3f), 1f], ClassWeights.Balanced.For(Labels, [0, 0, 0, 0, 0, 1, 1, 1]));

    [Fact]
    public void Of_NamedWeights_FollowTheLabels()
    {
        var weights = ClassWeights.From(new Dictionary<string, double> { ["love"] = 3, ["anger"] = 1, ["joy"] = 0.5 });

        Assert.Equal([1f, 0.5f, 3f], weights.For(Labels, [0, 1, 2]));
    }

    [Fact]
    public void For_UnknownOrMissingNames_SaysWhich()
    {
        var extra = ClassWeights.From(new Dictionary<string, double> { ["hate"] = 3 });
        var missing = ClassWeights.From(new Dictionary<string, double> { ["joy"] = 3 });

        Assert.Equal(
            "there is a class weight for 'hate', but the labels are anger, joy, love. Correct the name.",
            Assert.Throws<TrainingException>(() => extra.For(Labels, [0])).Message);
        Assert.Equal(
            "label 'anger' has no class weight; one for each label was expected. Add it.",
            Assert.Throws<TrainingException>(() => missing.For(Labels, [0])).Message);
    }

    [Fact]
    public void Parse_FileOfWeights_IsRead()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["weights.json"], """{"joy": 1, "anger": 2.5, "love": 4}""");

        Assert.Equal([2.5f, 1f, 4f], ClassWeights.Parse(folder["weights.json"]).For(Labels, []));
        Assert.Same(ClassWeights.Balanced, ClassWeights.Parse("balanced"));
    }

    [Theory]
    [InlineData("[1, 2]")]
    [InlineData("""{"joy": 0}""")]
    [InlineData("""{"joy": "much"}""")]
    [InlineData("{")]
    public void Parse_BrokenFile_NamesTheFile(string json)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["weights.json"], json);

        var exception = Assert.Throws<TrainingException>(() => ClassWeights.Parse(folder["weights.json"]));

        Assert.StartsWith(
            $"{folder["weights.json"]}: this is no table of class weights. A JSON object such as ", exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_MissingFile_SaysSo() =>
        Assert.Equal(
            "'absent.json' is no file; 'balanced' or a JSON file of label names and weights was expected. "
                + "Correct TrainingArguments.ClassWeights.",
            Assert.Throws<TrainingException>(() => ClassWeights.Parse("absent.json")).Message);
}
