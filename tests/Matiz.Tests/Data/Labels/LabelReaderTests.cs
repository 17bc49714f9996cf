using Matiz.Data;

namespace Matiz.Tests.Data.Labels;

public class LabelReaderTests
{
    private static readonly ProblemType Multi = ProblemType.MultiLabelClassification, Regression = ProblemType.Regression;
    private static readonly ClassLabel Model = new(["anger", "joy", "7"]);

    [Theory]
    [InlineData("joy", 1)]
    [InlineData(" joy ", 1)]
    [InlineData("0", 0)]
    [InlineData("7", 2)]
    public void Read_Single_NameElseIndex(string label, int index) =>
        Assert.Equal(index, Rows.ReadLabelled($"text,label\na,{label}\n", RowFormats.Csv, Model)[0].Label.Index);

    [Theory]
    [InlineData("\"joy\"", 1)]
    [InlineData("0", 0)]
    public void Read_SingleOfJson_NameElseIndex(string label, int index) =>
        Assert.Equal(index, Rows.ReadLabelled($"{{\"text\": \"a\", \"label\": {label}}}", RowFormats.JsonLines, Model)[0].Label.Index);

    [Fact]
    public void Read_JsonBooleans_AreNames() =>
        Assert.Equal(1, Rows.ReadLabelled("{\"text\": \"a\", \"label\": true}", RowFormats.JsonLines, new ClassLabel(["false", "true"]))[0].Label.Index);

    [Theory]
    [InlineData("bored")]
    [InlineData("3")]
    [InlineData("-1")]
    [InlineData("Joy")]
    public void Read_UnknownToTheModel_ListsTheKnown(string label) =>
        Assert.Equal(
            $"data:3: the label '{label}' is unknown to the model. It knows 'anger', 'joy', '7', or an index from 0 to 2. Correct or remove the row, or use the model that was trained on it.",
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
            "data:1: the label is a list of 2. One label a row was expected. For several give --problem-type multi_label_classification (DataOptions.ProblemType).",
            Rows.LabelFault("{\"text\": \"a\", \"label\": [\"joy\", \"anger\"]}\n", RowFormats.JsonLines, Model));

    [Theory]
    [InlineData("\"label\": {}", "an object")]
    [InlineData("\"label\": [[1]]", "an array")]
    [InlineData("\"label\": [null]", "null")]
    public void Read_LabelOfAnotherKind_IsAFault(string label, string found) =>
        Assert.Equal(
            $"data:1: 'label' is {found}. A string, a number, or an array of them was expected. Correct the row, or name another column.",
            Rows.LabelFault($"{{\"text\": \"a\", {label}}}\n", RowFormats.JsonLines, Model, Multi));

    [Theory]
    [InlineData("\"joy, anger\"", "0 1")]
    [InlineData("joy", "1")]
    [InlineData("\"7,joy,\"", "1 2")]
    [InlineData("", "")]
    [InlineData("\"[\"\"joy\"\", 0]\"", "0 1")]
    [InlineData("[]", "")]
    [InlineData("\"('joy', 'anger')\"", "0 1")]
    [InlineData("\"('joy',)\"", "1")]
    [InlineData("()", "")]
    [InlineData("set()", "")]
    [InlineData("frozenset()", "")]
    [InlineData("\"{'joy', 'anger'}\"", "0 1")]
    [InlineData("\"frozenset({'joy', 'anger'})\"", "0 1")]
    [InlineData("\"{joy,anger}\"", "0 1")]
    [InlineData("\"{\"\"joy\"\", 7}\"", "1 2")]
    [InlineData("{joy}", "1")]
    [InlineData("{}", "")]
    public void Read_MultiOfCsv_SplitsOrReadsAnArray(string label, string expected) =>
        Assert.Equal(expected, string.Join(' ', Rows.ReadLabelled($"label,text\n{label},a\n", RowFormats.Csv, Model, Multi)[0].Label.Indices.ToArray()));

    [Theory]
    [InlineData("[\"joy\", 0]", "0 1")]
    [InlineData("[]", "")]
    [InlineData("\"joy,anger\"", "0 1")]
    public void Read_MultiOfJson_ReadsAnArrayOrSplits(string label, string expected) =>
        Assert.Equal(expected, string.Join(' ', Rows.ReadLabelled($"{{\"label\": {label}, \"text\": \"a\"}}\n", RowFormats.JsonLines, Model, Multi)[0].Label.Indices.ToArray()));

    [Fact]
    public void Read_MultiWithAnotherSeparator_SplitsThere() =>
        Assert.Equal(
            [0, 1],
            Rows.ReadLabelled("text,label\na,joy | anger\n", RowFormats.Csv, Model, Multi, new DataOptions { LabelSeparator = "|" })[0].Label.Indices.ToArray());

    [Fact]
    public void Read_MultiMissing_IsAFault() =>
        Assert.Equal(
            "data:1: the row has no labels. A list, even an empty one, was expected. Fill it in, or remove the row.",
            Rows.LabelFault("{\"text\": \"a\", \"label\": null}\n", RowFormats.JsonLines, Model, Multi));

    [Fact]
    public void Read_MultiThatIsNoArray_IsAFault() =>
        Assert.Equal(
            "data:2: the labels '[joy]' look like a JSON array and are none. An array of strings, or labels divided by ',', was expected. Correct them.",
            Rows.LabelFault("text,label\na,[joy]\n", RowFormats.Csv, Model, Multi));

    [Theory]
    [InlineData("{'joy': 1}")]
    [InlineData("{joy,,anger}")]
    [InlineData("{joy,NULL}")]
    [InlineData("{{joy},{anger}}")]
    [InlineData("('joy', anger)")]
    [InlineData("('joy', 'anger)")]
    public void Read_MultiInOtherBrackets_IsAFault(string label) =>
        Assert.StartsWith(
            $"data:2: the labels '{label}' look like",
            Rows.LabelFault($"text,label\na,\"{label}\"\n", RowFormats.Csv, Model, Multi),
            StringComparison.Ordinal);

    [Fact]
    public void Read_NamesInParentheses_StayNames() =>
        Assert.Equal(
            [0, 1],
            Rows.ReadLabelled("text,label\na,\"(a),(1)\"\n", RowFormats.Csv, new ClassLabel(["(a)", "(1)"]), Multi)[0].Label.Indices.ToArray());

    [Theory]
    [InlineData("0.5", 0.5f)]
    [InlineData("-3", -3f)]
    [InlineData(" 1e-3 ", 1e-3f)]
    public void Read_Regression_ReadsNumbers(string label, float value) =>
        Assert.Equal(value, Rows.ReadLabelled($"text,label\na,{label}\n", RowFormats.Csv, null, Regression)[0].Label.Value);

    [Theory]
    [InlineData("high")]
    [InlineData("NaN")]
    [InlineData("1e99")]
    [InlineData("\"0,5\"")]
    public void Read_RegressionOfNoNumber_IsAFault(string label) =>
        Assert.Equal(
            $"data:2: the label '{label.Trim('"')}' is no finite number. One like 0.5 was expected, for --problem-type regression. Correct it, or leave --problem-type out for classes.",
            Rows.LabelFault($"text,label\na,{label}\n", RowFormats.Csv, null, Regression));

    [Theory]
    [InlineData("[1]", "data:1: the label is a list of 1. A number was expected, for --problem-type regression. Correct the row.")]
    [InlineData("null", "data:1: the row has no label. A number was expected, for --problem-type regression. Fill it in, or remove the row.")]
    public void Read_RegressionOfNothing_IsAFault(string label, string message) =>
        Assert.Equal(message, Rows.LabelFault($"{{\"text\": \"a\", \"label\": {label}}}", RowFormats.JsonLines, null, Regression));

    [Fact]
    public void LabelSeparator_Empty_IsRefused() => Assert.Throws<ArgumentException>(() => new DataOptions { LabelSeparator = "" });
}
