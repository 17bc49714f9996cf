using Matiz.Data;

namespace Matiz.Tests.Data;

public class DataFormatTests
{
    [Theory]
    [InlineData("csv", DataFormat.Csv)]
    [InlineData("TSV", DataFormat.Tsv)]
    [InlineData("jsonl", DataFormat.JsonLines)]
    [InlineData("ndjson", DataFormat.JsonLines)]
    [InlineData("json", DataFormat.Json)]
    [InlineData("txt", DataFormat.Text)]
    [InlineData("lines", DataFormat.Text)]
    public void Parse_EveryWord_GivesItsFormat(string word, DataFormat format) => Assert.Equal(format, DataFormats.Parse(word));

    [Fact]
    public void Parse_AnotherWord_ListsTheKnown() =>
        Assert.Equal(
            "'xml' is no format of data. Expected one of csv, tsv, jsonl, json, txt, lines. Correct --format.",
            Assert.Throws<DataException>(() => DataFormats.Parse("xml")).Message);

    [Theory]
    [InlineData("a.csv", DataFormat.Csv)]
    [InlineData("a.b/c.TSV.GZ", DataFormat.Tsv)]
    [InlineData("a.jsonl.gz", DataFormat.JsonLines)]
    [InlineData("a.json", DataFormat.Json)]
    [InlineData("a.txt", DataFormat.Text)]
    public void OfPath_EveryExtension_GivesItsFormat(string path, DataFormat format) => Assert.Equal(format, DataFormats.OfPath(path));

    [Theory]
    [InlineData("a.parquet", "a.parquet: the extension '.parquet' is not known. ")]
    [InlineData("a.lines", "a.lines: the extension '.lines' is not known. ")]
    [InlineData("README", "README: the name has no extension. ")]
    public void OfPath_AnotherExtension_SaysWhatToDo(string path, string found) =>
        Assert.Equal(
            found + "Expected .csv, .tsv, .jsonl, .json or .txt, each also with .gz. Rename the file or give --format (DataOptions.Format).",
            Assert.Throws<DataException>(() => DataFormats.OfPath(path)).Message);
}
