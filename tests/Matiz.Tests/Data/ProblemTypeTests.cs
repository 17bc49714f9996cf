using Matiz.Data;

namespace Matiz.Tests.Data;

public class ProblemTypeTests
{
    [Theory]
    [InlineData("single_label_classification")]
    [InlineData("multi_label_classification")]
    [InlineData("regression")]
    public void ConfigName_EveryType_RoundTrips(string name)
    {
        var type = new ProblemType(name);
        Assert.Equal(name, type.Name);
        Assert.Equal(type, ProblemType.Parse(name));
        Assert.True(ProblemType.TryParse(name, out var parsed));
        Assert.Equal(type, parsed);
    }

    [Fact]
    public void Parse_AnotherWord_ListsTheKnown() =>
        Assert.Equal(
            "'ranking' is no problem type. Expected single_label_classification, multi_label_classification, regression. "
            + "Correct DataOptions.ProblemType.",
            Assert.Throws<DataException>(() => ProblemType.Parse("ranking")).Message);

    [Fact]
    public void Default_IsOneClassARow()
    {
        Assert.Equal(default, ProblemType.SingleLabelClassification);
        Assert.Equal(default, new ProblemType("single_label_classification"));
        Assert.Equal("single_label_classification", default(ProblemType).ToString());
    }

    [Fact]
    public void LabelKind_EveryBuiltInType_IsThatOfItsReader() => Assert.Equal(
        [LabelKind.Index, LabelKind.Indices, LabelKind.Value],
        ((ProblemType[])[ProblemType.SingleLabelClassification, ProblemType.MultiLabelClassification, ProblemType.Regression])
            .Select(type => type.LabelKind));

    [Fact]
    public void TryParse_Null_IsFalse() => Assert.False(ProblemType.TryParse(null, out _));
}
