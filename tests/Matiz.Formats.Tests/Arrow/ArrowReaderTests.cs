using Apache.Arrow;
using Apache.Arrow.Ipc;
using Matiz.Formats.Arrow;
using Matiz.Formats.Tables;
using Matiz.Formats.Tests.Tables;
using Matiz.Testing;

namespace Matiz.Formats.Tests.Arrow;

public class ArrowReaderTests
{
    public static string Folder => SharedFiles.Golden("formats/arrow");

    public static TheoryData<string> Files { get; } =
        [.. Directory.EnumerateFiles(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_Form_EqualsExpected(string name)
    {
        using var reader = Open(name);
        var expected = TableValues.Expected(SharedFiles.Golden("formats/parquet/expected.json"));
        Assert.Equal(expected["text"].Count, reader.RowCount);
        TableValues.Equal(expected, TableValues.Read(reader));
    }

    [Fact]
    public void Read_SomeColumns_ComeInTheOrderThatWasAsked()
    {
        using var reader = Open("file-lz4.arrow");
        var batch = reader.Read([1, 0]).First();
        Assert.IsType<IntegerColumn>(batch.Columns[0]);
        Assert.IsType<TextColumn>(batch.Columns[1]);
    }

    [Fact]
    public void Read_DictionaryOfTexts_GivesTexts()
    {
        var values = new StringArray.Builder().Append("joy").Append("anger").AppendNull().Build();
        var indices = new Int8Array.Builder().Append(1).Append(0).AppendNull().Append(2).Append(1).Build();
        var type = new Apache.Arrow.Types.DictionaryType(
            Apache.Arrow.Types.Int8Type.Default, Apache.Arrow.Types.StringType.Default, ordered: false);
        var schema = new Schema([new Field("label", type, nullable: true)], null);
        using var file = new MemoryStream();
        using (var writer = new ArrowStreamWriter(file, schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(new RecordBatch(schema, [new DictionaryArray(type, indices, values)], 5));
            writer.WriteEnd();
        }

        using var reader = new ArrowReader(new MemoryStream(file.ToArray()), "a.arrows");
        Assert.Equal(["\"anger\"", "\"joy\"", "null", "null", "\"anger\""], TableValues.Read(reader)["label"]);
    }

    [Fact]
    public void Read_ViewsOfTexts_GivesTexts()
    {
        var texts = new StringViewArray.Builder()
            .Append("short").Append("a text of more than twelve bytes").AppendNull().Append("").Build();
        var schema = new Schema([new Field("text", Apache.Arrow.Types.StringViewType.Default, nullable: true)], null);
        using var file = new MemoryStream();
        using (var writer = new ArrowFileWriter(file, schema, leaveOpen: true))
        {
            writer.WriteRecordBatch(new RecordBatch(schema, [texts], 4));
            writer.WriteEnd();
        }

        using var reader = new ArrowReader(new MemoryStream(file.ToArray()), "a.arrow");
        Assert.Equal(["\"short\"", "\"a text of more than twelve bytes\"", "null", "\"\""], TableValues.Read(reader)["text"]);
    }

    [Theory]
    [InlineData("", "the file is empty. An Arrow or Feather file was expected. Is this the right file, and whole?")]
    [InlineData("text,label\na,b\n", "the file does not begin as an Arrow file does. ")]
    [InlineData("FEA1xxxxxxxxxxxxxxx", "this is a Feather file of version 1. Version 2 was expected. ")]
    [InlineData("<!DOCTYPE html><html></html>", "this is a web page. An Arrow or Feather file was expected. ")]
    [InlineData("ARROW1\0\0xxxx", "the Arrow file is cut short, or its parts are longer than it is. ")]
    public void Open_NoArrow_SaysWhatItIs(string content, string expected)
    {
        var fault = Assert.Throws<TableException>(
            () => new ArrowReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)), "a.arrow"));
        Assert.StartsWith("a.arrow: " + expected, fault.Message, StringComparison.Ordinal);
    }

    private static ArrowReader Open(string name) => new(File.OpenRead(Path.Combine(Folder, name)), name);
}
