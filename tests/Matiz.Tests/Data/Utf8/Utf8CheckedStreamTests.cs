using System.Text;
using Matiz.Data;
using Matiz.Data.Utf8;

namespace Matiz.Tests.Data.Utf8;

public class Utf8CheckedStreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Read_ManyCharacters_PassUnchanged(int step)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("aé€😀\r\n", 30_000)));
        foreach (bool fillProbe in (bool[])[true, false]) Assert.Equal(text, ReadAll(text, step, fillProbe));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Read_Mark_IsSkipped(int step) =>
        Assert.Equal("a"u8.ToArray(), ReadAll([0xEF, 0xBB, 0xBF, (byte)'a'], step, fillProbe: false));

    [Fact]
    public void Read_MarkAlone_IsEmpty() => Assert.Empty(ReadAll([0xEF, 0xBB, 0xBF], 1, fillProbe: false));

    [Theory]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-16BE", "UTF-16")]
    [InlineData("utf-32", "UTF-32")]
    [InlineData("utf-32BE", "UTF-32")]
    public void Read_MarkOfAnotherEncoding_IsRefused(string encoding, string name)
    {
        var wide = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. wide.GetPreamble(), .. wide.GetBytes("text,label\n")];
        Assert.Equal(
            $"data: the file begins with a {name} mark. UTF-8 text was expected. Save it as UTF-8 (iconv -f {name} -t UTF-8).",
            Rows.Fault(bytes, RowFormats.Csv));
    }

    [Theory]
    [InlineData("utf-16", "UTF-16")]
    [InlineData("utf-32", "UTF-32")]
    public void Read_WideTextWithoutMark_IsNamed(string encoding, string name) =>
        Assert.Contains(
            $"are NUL: a binary file, or {name} without a mark.",
            Rows.Fault(Encoding.GetEncoding(encoding).GetBytes("text,label\na,b\n"), RowFormats.Csv), StringComparison.Ordinal);

    [Fact]
    public void Read_ManyNuls_AreABinaryFile() =>
        Assert.Equal(
            "data: 10 of the first 20 bytes are NUL: a binary file, or UTF-16 without a mark. UTF-8 text was expected. "
            + "Name another file, or save this one as UTF-8.",
            Rows.Fault(Encoding.Unicode.GetBytes("text,label"), RowFormats.Csv));

    [Fact]
    public void Read_TenPercentNuls_AreKept()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("123456789\0", 10_000)));
        Assert.Equal(bytes, ReadAll(bytes, 1 << 20, fillProbe: true));
    }

    [Fact]
    public void Read_NulsBehindTheFirst64KiB_AreKept()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)'a', 64 * 1024), .. new byte[100_000]];
        Assert.Equal(bytes, ReadAll(bytes, 1 << 20, fillProbe: true));
    }

    [Theory]
    [InlineData(new byte[] { 0xE9, (byte)'a' }, 0xE9)]      // Latin-1 é
    [InlineData(new byte[] { 0xC0, 0x80 }, 0xC0)]           // overlong
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, 0xED)]     // a surrogate
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 }, 0xF4)]
    [InlineData(new byte[] { 0x80 }, 0x80)]
    [InlineData(new byte[] { 0xE2, 0x82 }, 0xE2)]           // cut short at the end
    public void Read_InvalidBytes_NameLineAndOffset(byte[] bad, int first)
    {
        byte[] bytes = [.. "text\r\nün\r\nb"u8, .. bad];
        Assert.Equal(
            $"data:3: byte 0x{first:X2} at offset 12 is not valid UTF-8. UTF-8 text was expected. "
            + "Save the file as UTF-8; it may be Latin-1 or Windows-1252.",
            Rows.Fault(bytes, RowFormats.Csv));
        foreach (int step in (int[])[1, 2, 3, 5])
        {
            Assert.Equal(3, Assert.Throws<DataException>(() => ReadAll(bytes, step, fillProbe: false)).Line);
        }
    }

    [Fact]
    public void Read_InvalidByteFarIn_CountsTheMarkInTheOffset()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("é\n", 100_000))), 0xFF];
        Assert.Equal(
            "data:100001: byte 0xFF at offset 300003 is not valid UTF-8. UTF-8 text was expected. "
            + "Save the file as UTF-8; it may be Latin-1 or Windows-1252.",
            Assert.Throws<DataException>(() => ReadAll(bytes, 1 << 20, fillProbe: true)).Message);
    }

    [Theory]
    [InlineData("\n \t{\"text\": 1}", '{')]
    [InlineData("hello", 'h')]
    public void PeekNonBlank_SeesItAndConsumesNothing(string text, char expected)
    {
        foreach (int step in (int[])[1, 100])
        {
            using var stream = new Utf8CheckedStream(new SlowStream(Encoding.UTF8.GetBytes(text), step), "data", fillProbe: false);
            Assert.Equal((byte)expected, stream.PeekNonBlank());
            Assert.Equal(text, new StreamReader(stream).ReadToEnd());
        }
    }

    [Fact]
    public void PeekNonBlank_OnlyBlanks_IsNull()
    {
        using var stream = new Utf8CheckedStream(
            new SlowStream(Encoding.UTF8.GetBytes(new string('\n', 200_000)), 999), "data", fillProbe: false);
        Assert.Null(stream.PeekNonBlank());
        Assert.Equal(200_000, new StreamReader(stream).ReadToEnd().Length);
    }

    private static byte[] ReadAll(byte[] bytes, int step, bool fillProbe)
    {
        using var stream = new Utf8CheckedStream(new SlowStream(bytes, step), "data", fillProbe);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.ToArray();
    }
}
