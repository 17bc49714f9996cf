using Matiz.Data;

namespace Matiz.Tests.Data.FastText;

public class FastTextFormatTests
{
    [Theory]
    [InlineData("__label__joy i feel  great \n\n__label__very_sad\tno __label\n", "1:i feel  great 3:no __label")]
    [InlineData("__label__a __label__b\n", "1:")]
    [InlineData("a text first __label__a\r\n", "1:a text first")]
    [InlineData("__label__ is no label\n", "1:__label__ is no label")]
    public void Read_WordsThatAreNoLabels_AreTheText(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Rows.Places(Rows.Read(text, RowFormats.FastText))));

    [Fact]
    public void ReadLabelled_OneLabel_IsTheClass()
    {
        var rows = Rows.ReadLabelled("__label__b x\ny __label__a\n", RowFormats.FastText, new ClassLabel(["a", "b"]));
        Assert.Equal([1, 0], rows.Select(row => row.Label.Index));
    }

    [Fact]
    public void ReadLabelled_SeveralLabels_AreTheClassesOfARow()
    {
        var rows = Rows.ReadLabelled(
            "__label__b __label__a,c x\nno label\n", RowFormats.FastText, new ClassLabel(["a,c", "b"]),
            ProblemType.MultiLabelClassification);
        Assert.Equal([0, 1], rows[0].Label.Indices.ToArray());
        Assert.Empty(rows[1].Label.Indices.ToArray());
    }

    [Theory]
    [InlineData("__label__a __label__b x\n", "the label is a list of 2. One label a row was expected.")]
    [InlineData("x\n", "the row has no label.")]
    public void ReadLabelled_NotOneLabel_IsRefused(string text, string found) =>
        Assert.StartsWith(
            "data:1: " + found, Rows.LabelFault(text, RowFormats.FastText, new ClassLabel(["a", "b"])), StringComparison.Ordinal);
}
