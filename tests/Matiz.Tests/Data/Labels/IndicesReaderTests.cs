using Matiz.Data;

namespace Matiz.Tests.Data.Labels;

public class IndicesReaderTests
{
    private static readonly ProblemType Multi = ProblemType.MultiLabelClassification;
    private static readonly ClassLabel Model = new(["anger", "joy", "7"]);

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
    public void Read_OfCsv_SplitsOrReadsAnArray(string label, string expected) =>
        Assert.Equal(expected, IndicesOf($"label,text\n{label},a\n", RowFormats.Csv));

    [Theory]
    [InlineData("[\"joy\", 0]", "0 1")]
    [InlineData("[]", "")]
    [InlineData("\"joy,anger\"", "0 1")]
    public void Read_OfJson_ReadsAnArrayOrSplits(string label, string expected) =>
        Assert.Equal(expected, IndicesOf($"{{\"label\": {label}, \"text\": \"a\"}}\n", RowFormats.JsonLines));

    [Fact]
    public void Read_WithAnotherSeparator_SplitsThere() =>
        Assert.Equal("0 1", IndicesOf("text,label\na,joy | anger\n", RowFormats.Csv, new DataOptions { LabelSeparator = "|" }));

    [Fact]
    public void Read_Missing_IsAFault() =>
        Assert.Equal(
            "data:1: the row has no labels. A list, even an empty one, was expected. Fill it in, or remove the row.",
            Rows.LabelFault("{\"text\": \"a\", \"label\": null}\n", RowFormats.JsonLines, Model, Multi));

    [Fact]
    public void Read_TextThatIsNoArray_IsAFault() =>
        Assert.Equal(
            "data:2: the labels '[joy]' look like a JSON array and are none. "
            + "An array of strings, or labels divided by ',', was expected. Correct them.",
            Rows.LabelFault("text,label\na,[joy]\n", RowFormats.Csv, Model, Multi));

    [Theory]
    [InlineData("{'joy': 1}")]
    [InlineData("{joy,,anger}")]
    [InlineData("{joy,NULL}")]
    [InlineData("{{joy},{anger}}")]
    [InlineData("('joy', anger)")]
    [InlineData("('joy', 'anger)")]
    public void Read_InOtherBrackets_IsAFault(string label) =>
        Assert.StartsWith(
            $"data:2: the labels '{label}' look like",
            Rows.LabelFault($"text,label\na,\"{label}\"\n", RowFormats.Csv, Model, Multi),
            StringComparison.Ordinal);

    [Fact]
    public void Read_NamesInParentheses_StayNames() =>
        Assert.Equal(
            [0, 1],
            Rows.ReadLabelled(
                "text,label\na,\"(a),(1)\"\n", RowFormats.Csv, new ClassLabel(["(a)", "(1)"]), Multi)[0].Label.Indices.ToArray());

    private static string IndicesOf(string text, RowFormat format, DataOptions? options = null) =>
        string.Join(' ', Rows.ReadLabelled(text, format, Model, Multi, options)[0].Label.Indices.ToArray());
}
