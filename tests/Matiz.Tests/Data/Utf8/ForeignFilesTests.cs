using System.Text;
using Matiz.Data;

namespace Matiz.Tests.Data.Utf8;

public class ForeignFilesTests
{
    public static TheoryData<byte[], string> Signatures => new()
    {
        { TempFolder.GZip("text,label\n"), "the data is compressed (gzip)" },
        { [(byte)'P', (byte)'K', 3, 4, 20, 0, 6, 0], "this is a zip archive or a spreadsheet (.zip, .xlsx, .ods)" },
        { [.. "PAR1"u8, 0x15, 4], "this is a Parquet file" },
        { [.. "ARROW1\0\0"u8], "this is an Arrow file" },
        { [0x28, 0xB5, 0x2F, 0xFD, 1], "the data is compressed (zstd)" },
        { [0xD0, 0xCF, 0x11, 0xE0, 0xA1], "this is an old spreadsheet or document (.xls, .doc)" },
    };

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Read_BytesOfAnotherKind_AreNamed(byte[] bytes, string found)
    {
        foreach (var format in (RowFormat?[])[RowFormats.Csv, RowFormats.JsonLines, RowFormats.Json, RowFormats.Text, null])
        {
            foreach (int step in (int[])[1, int.MaxValue])
                Assert.StartsWith(
                    $"data: {found}. Rows as UTF-8 text were expected. ", Rows.Fault(bytes, format, step), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "this is a Git LFS pointer, not the file itself.")]
    [InlineData("<!DOCTYPE html>\n<html></html>\n", "this is a web page.")]
    [InlineData("\n <HTML lang='en'>\n", "this is a web page.")]
    public void Read_TextOfAnotherKind_IsNamedUnlessLinesAreAsked(string text, string found)
    {
        foreach (var format in (RowFormat[])[RowFormats.Csv, RowFormats.Tsv, RowFormats.JsonLines, RowFormats.Json])
            Assert.StartsWith($"data: {found} Rows were expected. ", Rows.Fault(text, format), StringComparison.Ordinal);
        Assert.NotEmpty(Rows.Read(text, RowFormats.Text));
    }

    [Fact]
    public void Read_LinesThatBeginAlike_AreTexts()
    {
        foreach (string text in (string[])["PK", "PAR1 is a format\n", "BZh9\n", "7zip\n", "SQLite format 3\n", "P"])
            Assert.Equal(text.TrimEnd('\n'), Assert.Single(Rows.Read(Encoding.UTF8.GetBytes(text), RowFormats.Text, step: 1)).Text);
    }

    [Theory]
    [InlineData("[\n{\"text\": \"a\"}]\n")]
    [InlineData("[{\"text\": \"a\"}, {\"text\": \"b\"}]")]
    public void Read_AnArrayAsJsonLines_SaysWhichFormatItIs(string json) =>
        Assert.Equal(
            "data:1: the file begins with '[': a JSON array, not one object a line. JSON lines were expected. "
            + "Name it .json, or give DataOptions.Format = json.",
            Rows.Fault(json, RowFormats.JsonLines));
}
