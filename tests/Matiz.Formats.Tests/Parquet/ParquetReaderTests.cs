using Matiz.Formats.Parquet;
using Matiz.Formats.Tables;
using Matiz.Formats.Tests.Tables;
using Matiz.Testing;

namespace Matiz.Formats.Tests.Parquet;

public class ParquetReaderTests
{
    public static string Folder => SharedFiles.Golden("formats/parquet");

    public static TheoryData<string> Encodings { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.parquet").Select(path => Path.GetFileName(path))
            .Where(name => name != "hf-classlabel.parquet").Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Read_Encoding_EqualsExpected(string name)
    {
        using var reader = Open(name);
        var expected = TableValues.Expected(Path.Combine(Folder, "expected.json"));
        Assert.Equal(expected["text"].Count, reader.RowCount);
        TableValues.Equal(expected, TableValues.Read(reader));
    }

    [Fact]
    public void Read_Types_AreThoseOfTheSchema()
    {
        using var reader = Open("snappy-v1.parquet");
        Assert.Equal(
            ["text", "integer", "integer", "float", "float", "boolean", "list of integer", "list of text", "text", "text"],
            reader.Schema.Columns.Select(column => column.Type.ToString()));
    }

    [Fact]
    public void Read_Moments_AreTextsOfIso8601()
    {
        using var reader = Open("snappy-v1.parquet");
        Assert.Equal(["\"1970-01-01T00:00:00\"", "\"1970-01-01T00:00:01\""], TableValues.Read(reader)["when"].Take(2));
    }

    [Fact]
    public void Read_SomeColumns_ComeInTheOrderThatWasAsked()
    {
        using var reader = Open("row-groups.parquet");
        var batches = reader.Read([1, 0]).ToList();
        Assert.All(batches, batch => Assert.IsType<TextColumn>(batch.Columns[1]));
        Assert.Equal(257, batches.Sum(batch => batch.RowCount));
    }

    [Fact]
    public void Read_ClassLabel_HasItsNote()
    {
        using var reader = Open("hf-classlabel.parquet");
        Assert.Contains("ClassLabel", reader.Schema.Metadata["huggingface"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty. A Parquet file was expected. Is this the right file, and whole?")]
    [InlineData("text,label\na,b\nc,d\n", "the file does not begin as a Parquet file does ('PAR1'). A Parquet file was expected. ")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "this is a Git LFS pointer, not the file itself. ")]
    [InlineData("<!DOCTYPE html><html></html>", "this is a web page. A Parquet file was expected. ")]
    [InlineData("PAR1xxxxxxxxPARE", "the Parquet file is encrypted. ")]
    [InlineData("PAR1xxxxxxxxPAR1", "the description at the end of the Parquet file tells 2021161080 bytes, more than the file has. ")]
    [InlineData("PAR1xxxxxxxxxxxx", "the Parquet file does not end as it should ('PAR1'). ")]
    public void Open_NoParquet_SaysWhatItIs(string content, string expected)
    {
        var fault = Assert.Throws<TableException>(
            () => new ParquetReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)), "a.parquet"));
        Assert.StartsWith("a.parquet: " + expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutFile_IsRefused()
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, "snappy-v1.parquet"));
        for (int length = 0; length < bytes.Length; length += 97)
            Assert.Throws<TableException>(() => new ParquetReader(new MemoryStream(bytes[..length]), "a.parquet"));
    }

    private static ParquetReader Open(string name) => new(File.OpenRead(Path.Combine(Folder, name)), name);
}
