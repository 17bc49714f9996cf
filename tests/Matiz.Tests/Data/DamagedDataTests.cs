using System.IO.Compression;
using System.Text;
using Matiz.Data;
using Matiz.Data.Tables;
using Matiz.Testing;

namespace Matiz.Tests.Data;

/// <summary>Damaged files of rows that are text, packed ones too. Those of bytes are damaged where they are read.</summary>
public class DamagedDataTests
{
    private const string Csv = "text,label,score\n\"a \"\"quoted\"\", text\",joy,0.5\n\"two\nlines\",joy,-3e5\n😀 é,anger,\n";
    private const string Lines =
        "{\"text\": \"a \\ud83d\\ude00\", \"label\": \"joy\", \"n\": [1, null], \"s\": {\"k\": true}}\n{\"text\": \"b\"}\n";

    public static TheoryData<string, string> Files => new()
    {
        { "x.csv", Csv },
        { "x.csv.gz", Csv },
        { "x.tsv", Csv.Replace(',', '\t') },
        { "x.jsonl", Lines },
        { "x.json", "[" + Lines.TrimEnd().Replace("\n", ",\n", StringComparison.Ordinal) + "]\n" },
        { "x.ft", "__label__joy i feel 😀\n__label__anger x\n" },
        { "x.txt", "one\r\n\ntwo 😀\n" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_DamagedFile_GivesRowsOrADataException(string name, string text)
    {
        byte[] whole = Encoding.UTF8.GetBytes(text);
        DamagedReading.Check<DataException>(name.EndsWith(".gz", StringComparison.Ordinal) ? Packed(whole) : whole, "x.", bytes =>
        {
            var format = RowFormats.ForPath(name);
            Assert.InRange(RowReader.Read([DataSource.FromStream(new MemoryStream(bytes), name, format)]).Count(), 0, bytes.Length + 1);
            if (format.Table is not null) DataTable.Head(DataSource.FromStream(new MemoryStream(bytes), name, format), int.MaxValue);
        });
    }

    [Theory]
    [InlineData("{\"text\": \"a\", \"b\": \"\\ude00\"}")]
    [InlineData("{\"text\": \"a\", \"b\": [{\"c\": \"\\ud83d\"}]}")]
    public void Head_HalfACharacter_IsRefusedAsInRows(string line) =>
        Assert.Equal(
            "x.jsonl:1: a \\u escape stands for half a character. A pair of surrogates was expected. Correct or remove the escape.",
            Assert.Throws<DataException>(() => DataTable.Head(
                DataSource.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(line)), "x.jsonl", RowFormats.JsonLines), 9)).Message);

    private static byte[] Packed(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) stream.Write(bytes);
        return packed.ToArray();
    }
}
