using System.Security.Cryptography;
using System.Text;
using Matiz.Data;

namespace Matiz.Tests.Data;

/// <summary>How a format opens a file, by a format that does as the test says.</summary>
public sealed class RowFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rows.made")]
    [InlineData("rows.made.gz")]
    [InlineData("-")]
    public void OpenBytes_FileOrStream_IsReadInAnyOrderAndHashed(string name)
    {
        byte[] rows = [3, 1, 2, 0xFF, 0], packed = name.EndsWith(".gz", StringComparison.Ordinal) ? Packed(rows) : rows;
        string path = name is "-" ? name : Path.Join(_folder.Path, name);
        if (name is not "-") File.WriteAllBytes(path, packed);
        using var input = new SlowStream(packed, 2);
        var found = new RowsRead();

        var read = RowReader.Read(DataSource.Expand([path], new Backwards(), input), null, found).ToList();

        Assert.Equal(["0", "255", "2", "1", "3"], read.Select(row => row.Text));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(packed)), Assert.Single(found.Files).Sha256);
    }

    [Fact]
    public void OpenBytes_DamagedGZip_SaysSo()
    {
        string path = Path.Join(_folder.Path, "a.made.gz");
        File.WriteAllBytes(path, Packed([1, 2, 3])[..^6]);

        Assert.StartsWith(
            $"{path}: the compressed data is damaged or cut short.",
            Assert.Throws<DataException>(() => RowReader.Read(DataSource.Expand([path], new Backwards())).Count()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void OpenText_ReaderThatClosesIt_IsStillHashedToTheEnd()
    {
        string path = _folder.Write("a.made", "one\ntwo\n");
        var found = new RowsRead();

        Assert.Equal("one", Assert.Single(RowReader.Read(DataSource.Expand([path], new FirstLine()), null, found)).Text);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("one\ntwo\n"u8)), Assert.Single(found.Files).Sha256);
    }

    [Fact]
    public void OpenText_AnArchive_IsNamed() => Assert.StartsWith(
        "data: this is a zip archive or a spreadsheet", Rows.Fault(
            [(byte)'P', (byte)'K', 3, 4], new FirstLine()), StringComparison.Ordinal);

    [Fact]
    public void OpenText_NotUtf8_NamesTheLine() => Assert.StartsWith(
        "data:1: byte 0xE9 at offset 1 is not valid UTF-8.", Rows.Fault(
            [(byte)'h', 0xE9, (byte)'h'], new FirstLine()), StringComparison.Ordinal);

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Compress)) gzip.Write(bytes);
        return packed.ToArray();
    }

    // A byte is a row, the last one first.
    private sealed class Backwards() : RowFormat(["backwards"], [])
    {
        public override IEnumerable<RawRow> Read(RowFile file)
        {
            using var bytes = file.OpenBytes();
            _ = file.FindColumns(["text"]);
            for (int row = 1; row <= bytes.Length; row++)
            {
                bytes.Seek(-row, SeekOrigin.End);
                yield return new RawRow($"{bytes.ReadByte()}", null, null, default, row);
            }
        }
    }

    private sealed class FirstLine() : RowFormat(["first"], [])
    {
        public override IEnumerable<RawRow> Read(RowFile file)
        {
            using var text = new StreamReader(file.OpenText(), Encoding.UTF8);
            _ = file.FindColumns(["text"]);
            yield return new RawRow(text.ReadLine()!, null, null, default, 1);
        }
    }
}
