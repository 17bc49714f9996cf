using Matiz.Data;

namespace Matiz.Tests.Data;

public class ProblemTypeTests
{
    [Theory]
    [InlineData(ProblemType.SingleLabelClassification, "single_label_classification")]
    [InlineData(ProblemType.MultiLabelClassification, "multi_label_classification")]
    [InlineData(ProblemType.Regression, "regression")]
    public void ConfigName_EveryType_RoundTrips(ProblemType type, string name)
    {
        Assert.Equal(name, type.ToConfigName());
        Assert.Equal(type, ProblemTypes.Parse(name));
        Assert.True(ProblemTypes.TryParse(name, out var parsed));
        Assert.Equal(type, parsed);
    }

    [Fact]
    public void Parse_AnotherWord_ListsTheKnown() =>
        Assert.Equal(
            "'ranking' is no problem type. Expected single_label_classification, multi_label_classification, regression. Correct --problem-type.",
            Assert.Throws<DataException>(() => ProblemTypes.Parse("ranking")).Message);

    [Fact]
    public void TryParse_Null_IsFalse() => Assert.False(ProblemTypes.TryParse(null, out _));
}
