using System.Text;
using Matiz.Data;

namespace Matiz.Tests.Data;

public sealed class RowReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EveryFormatAndItsGZip_GivesTheSameRows()
    {
        var files = new Dictionary<string, string>
        {
            ["a.csv"] = "text,label\none,x\n\"two, 2\",y\n",
            ["a.tsv"] = "text\tlabel\none\tx\ntwo, 2\ty\n",
            ["a.jsonl"] = "{\"text\": \"one\", \"label\": \"x\"}\n{\"text\": \"two, 2\", \"label\": \"y\"}\n",
            ["a.json"] = "[{\"text\": \"one\", \"label\": \"x\"},\n{\"text\": \"two, 2\", \"label\": \"y\"}]\n",
            ["a.txt"] = "one\ntwo, 2\n",
        };
        foreach (var (name, text) in files)
        {
            string[] paths = [_folder.Write(name, text), _folder.WriteGZip(name + ".gz", text)];
            var rows = RowReader.Read(paths, split: "mine").ToList();
            Assert.Equal(["one", "two, 2", "one", "two, 2"], rows.Select(row => row.Text));
            Assert.Equal([paths[0], paths[0], paths[1], paths[1]], rows.Select(row => row.Source.File));
            Assert.All(rows, row => Assert.Equal(("mine", LabelKind.None), (row.Source.Split, row.Label.Kind)));
        }
    }

    [Theory]
    [InlineData(" \n{\"text\": \"a\"}\n\n{\"text\": \"b\"}", "2:a 4:b")]
    [InlineData("a\n\n{b", "1:a 2: 3:{b")]
    [InlineData("[1]\n", "1:[1]")]
    [InlineData("", "")]
    public void Read_StreamWithoutFormat_LooksAtTheFirstByte(string input, string expected) =>
        Assert.Equal(expected, string.Join(' ', Rows.Places(Rows.Read(input, null, step: 1))));

    [Fact]
    public void Read_Pipe_HandsOutALineBeforeTheNextIsWritten()
    {
        using var pipe = new SlowStream("{\"text\": \"a\"}\n{\"text\": \"b\"}\n"u8.ToArray(), 14);
        using var rows = RowReader.Read([DataSource.FromStream(pipe)]).GetEnumerator();
        Assert.True(rows.MoveNext());
        Assert.Equal("a", rows.Current.Text);
        Assert.Equal(14, pipe.Position);
    }

    [Fact]
    public void Read_StandardInput_IsNamedInMessages()
    {
        var fault = Assert.Throws<DataException>(
            () => RowReader.Read([DataSource.FromStream(new MemoryStream("{\"text\": 1}"u8.ToArray()))]).ToList());
        Assert.Equal(
            "standard input:1: 'text' is a number. A string was expected. Correct the row, or name another column.", fault.Message);
        Assert.Equal(("standard input", 1), (fault.File, fault.Line));
    }

    [Fact]
    public void Read_MissingFile_IsToldAtTheCall() => Assert.Throws<DataException>(() => RowReader.Read(["no-such.csv"]));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_DamagedGZip_SaysSo(bool cut)
    {
        byte[] packed = TempFolder.GZip(string.Concat(Enumerable.Range(0, 2000).Select(i => $"row {i * 7919 % 1000}\n")));
        if (cut) packed = packed[..(packed.Length / 2)];
        else packed[0] = 0;
        string path = _folder.Write("a.txt.gz", packed);
        Assert.Equal(
            $"{path}: the compressed data is damaged or cut short. A whole gzip file was expected. "
            + "Compress the file again, or fetch it again.",
            Assert.Throws<DataException>(() => RowReader.Read([path]).Count()).Message);
    }

    [Fact]
    public void Source_OfARow_ReadsLikeAMessage()
    {
        Assert.Equal("a.csv:3", new RowSource("train", "a.csv", 3).ToString());
        Assert.Equal("standard input:3", new RowSource("train", "-", 3).ToString());
        Assert.Equal("train:3", new RowSource("train", "", 3).ToString());
    }

    [Fact]
    public void Read_AnySizeOfPieces_GivesTheSameRows()
    {
        string csv = "text,id\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"\"row {i}, é\"\"\n\",{i}\n"));
        var whole = Rows.Places(Rows.Read(csv, RowFormats.Csv));
        Assert.Equal(3000, whole.Length);
        foreach (int step in (int[])[1, 63, 64, 65, 4096]) Assert.Equal(
            whole, Rows.Places(Rows.Read(Encoding.UTF8.GetBytes(csv), RowFormats.Csv, step: step)));
    }
}
