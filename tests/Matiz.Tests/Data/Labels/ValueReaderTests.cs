using Matiz.Data;

namespace Matiz.Tests.Data.Labels;

public class ValueReaderTests
{
    private static readonly ProblemType Regression = ProblemType.Regression;

    [Theory]
    [InlineData("0.5", 0.5f)]
    [InlineData("-3", -3f)]
    [InlineData(" 1e-3 ", 1e-3f)]
    public void Read_ReadsNumbers(string label, float value) =>
        Assert.Equal(value, Rows.ReadLabelled($"text,label\na,{label}\n", RowFormats.Csv, null, Regression)[0].Label.Value);

    [Theory]
    [InlineData("high")]
    [InlineData("NaN")]
    [InlineData("1e99")]
    [InlineData("\"0,5\"")]
    public void Read_OfNoNumber_IsAFault(string label) =>
        Assert.Equal(
            $"data:2: the label '{label.Trim('"')}' is no finite number. One like 0.5 was expected, "
            + "for DataOptions.ProblemType = regression. Correct it, or leave DataOptions.ProblemType out for classes.",
            Rows.LabelFault($"text,label\na,{label}\n", RowFormats.Csv, null, Regression));

    [Theory]
    [InlineData(
        "[1]", "data:1: the label is a list of 1. A number was expected, for DataOptions.ProblemType = regression. Correct the row.")]
    [InlineData(
        "null",
        "data:1: the row has no label. A number was expected, for DataOptions.ProblemType = regression. Fill it in, or remove the row.")]
    public void Read_OfNothing_IsAFault(string label, string message) =>
        Assert.Equal(message, Rows.LabelFault($"{{\"text\": \"a\", \"label\": {label}}}", RowFormats.JsonLines, null, Regression));
}
