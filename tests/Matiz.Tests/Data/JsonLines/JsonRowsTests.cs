using Matiz.Data;

namespace Matiz.Tests.Data.JsonLines;

public class JsonRowsTests
{
    private static readonly RowFormat JsonLines = RowFormats.JsonLines, Json = RowFormats.Json;

    [Fact]
    public void Read_Lines_SkipBlankOnesAndKeepLineNumbers()
    {
        var rows = Rows.Read(
            "\n{\"text\": \"a\\nb\", \"id\": 7}\r\n  \t\n{\"id\": \"x\", \"text\": \"é\", \"more\": [1, {\"text\": 2}]}", JsonLines);
        Assert.Equal(["2:a\nb", "4:é"], Rows.Places(rows));
        Assert.Equal(["7", "x"], rows.Select(row => row.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void Read_PrettyPrintedArray_GivesTheLineOfEachBrace(int step)
    {
        const string Array = "\n[\n  {\n    \"text\": \"a ] } \\\" \\\\\",\n    \"label\": [1, 2]\n  },\r\n"
            + "  {\"text\": \"b\"}\r, {\n\"text\":\n\"c\"} ]\n \n";
        Assert.Equal(["3:a ] } \" \\", "7:b", "8:c"], Rows.Places(Rows.Read(Array, Json, step: step)));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData(" [ \n ] \n")]
    public void Read_EmptyArray_HasNoRows(string json) => Assert.Empty(Rows.Read(json, Json));

    [Fact]
    public void Read_PairOfALaterRow_IsFound()
    {
        var rows = Rows.Read(
            "{\"text\": \"a\"}\n{\"text\": \"b\", \"text_pair\": \"c\", \"id\": null}\n{\"text\": \"d\", \"text_pair\": null}\n",
            JsonLines);
        Assert.Equal([null, "c", null], rows.Select(row => row.TextPair));
    }

    [Fact]
    public void Read_WordsOfPythonAndAnyDepth_AreTaken()
    {
        string deep = new string('[', 2000) + new string(']', 2000);
        string row = "{\"n\": NaN, \"text\": \"a NaN\", \"m\": {\"x\": [-Infinity, Infinity]}, \"id\": NaN, \"text_pair\": NaN, "
            + $"\"deep\": {deep}}}";
        foreach (var row1 in (Row[])[Rows.Read(row + "\n", JsonLines)[0], Rows.Read($"[{row}]", Json)[0]])
        {
            Assert.Equal("a NaN", row1.Text);
            Assert.Null(row1.Id);
            Assert.Null(row1.TextPair);
        }
    }

    [Theory]
    [InlineData(
        "{\"text\": \"a\", \"label\": Infinity}", "data:1: 'label' is Infinity. A string, a number, or an array of them was expected.")]
    [InlineData("{\"text\": \"a\", \"label\": [1, NaN]}", "data:1: 'label' is NaN among others.")]
    [InlineData("{\"text\": \"a\", \"label\": NaN}", "data:1: the row has no label.")]
    [InlineData("{\"text\": \"a\", \"n\": nan, \"label\": \"joy\"}", "data:1: this is not valid JSON (at byte 21 of the row).")]
    [InlineData("{\"text\": \"a\", \"m\": NaN, \"n\": NaNs, \"label\": 1}", "data:1: this is not valid JSON (at byte 33 of the row).")]
    [InlineData("{\"text\": \"a\", NaN: 1, \"label\": \"joy\"}", "data:1: this is not valid JSON (at byte 15 of the row).")]
    public void Read_WordsOfPython_ThatDoNotFit_AreNamed(string row, string message) =>
        Assert.StartsWith(message, Rows.LabelFault(row + "\n", JsonLines, new ClassLabel(["anger", "joy"])), StringComparison.Ordinal);

    [Fact]
    public void Read_NullText_IsAnEmptyText() => Assert.Equal("", Rows.Read("{\"text\": null}\n", JsonLines)[0].Text);

    [Fact]
    public void Read_EscapedKey_IsTheSameKey() => Assert.Equal("a", Rows.Read("{\"t\\u0065xt\": \"a\"}\n", JsonLines)[0].Text);

    [Theory]
    [InlineData("{\"text\": 5}", "data:2: 'text' is a number. A string was expected. Correct the row, or name another column.")]
    [InlineData("{\"text\": [\"a\"]}", "data:2: 'text' is an array. A string was expected. Correct the row, or name another column.")]
    [InlineData(
        "{\"text\": \"a\", \"id\": true}",
        "data:2: 'id' is true or false. A string or a number was expected. Correct the row, or name another column.")]
    [InlineData("{\"other\": \"a\"}", "data:2: the object has no key 'text'. A text was expected in every row. Add it, or remove the row.")]
    [InlineData("[1]", "data:2: the row is an array. A JSON object with a text was expected. Write it as {\"text\": \"...\"}.")]
    [InlineData("\"a\"", "data:2: the row is a string. A JSON object with a text was expected. Write it as {\"text\": \"...\"}.")]
    [InlineData(
        "{\"text\": \"a\"",
        "data:2: this is not valid JSON (at byte 13 of the row). One whole JSON object was expected. Correct the row, or remove it.")]
    [InlineData(
        "{\"text\": \"a\"} x",
        "data:2: this is not valid JSON (at byte 15 of the row). One whole JSON object was expected. Correct the row, or remove it.")]
    [InlineData(
        "plain",
        "data:2: this is not valid JSON (at byte 1 of the row). One whole JSON object was expected. Correct the row, or remove it.")]
    [InlineData("{\"text\": \"a\", \"text\": \"b\"}", "data:2: the key 'text' stands twice in one object. Once was expected. Remove one.")]
    [InlineData(
        "{\"text\": \"\\ud83d\"}",
        "data:2: a \\u escape stands for half a character. A pair of surrogates was expected. Correct or remove the escape.")]
    public void Read_BrokenLine_NamesItsLine(string line, string message) =>
        Assert.Equal(message, Rows.Fault("{\"text\": \"first\"}\n" + line + "\n", JsonLines));

    [Fact]
    public void Read_BrokenElement_NamesThePhysicalLine() =>
        Assert.Equal(
            "data:4: this is not valid JSON (at byte 8 of the line). One whole JSON object was expected. Correct the row, or remove it.",
            Rows.Fault("[{\"text\": \"a\"},\n {\n  \"text\":\n  \"b\", 'c': 1}]", Json));

    [Theory]
    [InlineData("", "data: the file is empty. A JSON array of objects was expected. Is this the right file?")]
    [InlineData(
        "\n{\"text\": \"a\"}\n",
        "data:2: the file is no JSON array. An array of objects was expected. "
        + "For one object a line name it .jsonl or give DataOptions.Format = jsonl.")]
    [InlineData(
        "[{\"text\": \"a\"},\n{\"text\": \"b\"}\n",
        "data:3: the JSON array does not end. A closing ']' was expected. The file may be cut short.")]
    [InlineData(
        "[{\"text\": \"a\"},\n]",
        "data:2: an element of the JSON array is missing: a comma too many. An object was expected. Remove the comma.")]
    [InlineData(
        "[,{\"text\": \"a\"}]",
        "data:1: an element of the JSON array is missing: a comma too many. An object was expected. Remove the comma.")]
    [InlineData(
        "[{\"text\": \"a\"}]\n[]",
        "data:2: there is text behind the JSON array. The end of the file was expected. Remove it, or put all rows into one array.")]
    [InlineData("[\"a\"]", "data:1: the row is a string. A JSON object with a text was expected. Write it as {\"text\": \"...\"}.")]
    public void Read_BrokenArray_SaysWhatAndWhere(string json, string message) => Assert.Equal(message, Rows.Fault(json, Json));

    [Fact]
    public void Read_ElementBeyondTheLimit_IsRefused()
    {
        var reader = new Matiz.Data.JsonLines.JsonArrayReader(new MemoryStream("[\n\"abcdefgh\"]"u8.ToArray()), "data", maxBytes: 8);
        Assert.Equal(
            "data:2: the element that begins here is longer than 8 bytes. One object a row was expected. "
            + "Is this the right file and DataOptions.Format?",
            Assert.Throws<DataException>(() => reader.TryRead(out _)).Message);
    }
}
