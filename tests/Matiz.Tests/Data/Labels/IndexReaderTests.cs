using Matiz.Data;

namespace Matiz.Tests.Data.Labels;

public class IndexReaderTests
{
    private static readonly ClassLabel Model = new(["anger", "joy", "7"]);

    [Theory]
    [InlineData("joy", 1)]
    [InlineData(" joy ", 1)]
    [InlineData("0", 0)]
    [InlineData("7", 2)]
    public void Read_NameElseIndex(string label, int index) =>
        Assert.Equal(index, Rows.ReadLabelled($"text,label\na,{label}\n", RowFormats.Csv, Model)[0].Label.Index);

    [Theory]
    [InlineData("\"joy\"", 1)]
    [InlineData("0", 0)]
    public void Read_OfJson_NameElseIndex(string label, int index) =>
        Assert.Equal(index, Rows.ReadLabelled($"{{\"text\": \"a\", \"label\": {label}}}", RowFormats.JsonLines, Model)[0].Label.Index);

    [Fact]
    public void Read_JsonBooleans_AreNames()
    {
        var rows = Rows.ReadLabelled("{\"text\": \"a\", \"label\": true}", RowFormats.JsonLines, new ClassLabel(["false", "true"]));
        Assert.Equal(1, Assert.Single(rows).Label.Index);
    }

    [Theory]
    [InlineData("bored")]
    [InlineData("3")]
    [InlineData("-1")]
    [InlineData("Joy")]
    public void Read_UnknownToTheModel_ListsTheKnown(string label) =>
        Assert.Equal(
            $"data:3: the label '{label}' is unknown to the model. It knows 'anger', 'joy', '7', or an index from 0 to 2. "
            + "Correct or remove the row, or use the model that was trained on it.",
            Rows.LabelFault($"text,label\na,joy\nb,{label}\n", RowFormats.Csv, Model));

    [Theory]
    [InlineData("\"label\": \"\"")]
    [InlineData("\"label\": null")]
    [InlineData("\"x\": 1")]
    public void Read_NoLabel_IsAFault(string rest) =>
        Assert.Equal(
            "data:2: the row has no label. A class was expected. Fill it in, or remove the row.",
            Rows.LabelFault("{\"text\": \"a\", \"label\": \"joy\"}\n{\"text\": \"a\", " + rest + "}\n", RowFormats.JsonLines, Model));

    [Fact]
    public void Read_ListForASingleLabel_NamesTheSetting() =>
        Assert.Equal(
            "data:1: the label is a list of 2. One label a row was expected. "
            + "For several give DataOptions.ProblemType = multi_label_classification.",
            Rows.LabelFault("{\"text\": \"a\", \"label\": [\"joy\", \"anger\"]}\n", RowFormats.JsonLines, Model));
}
