using System.Text;
using Matiz.Data;

namespace Matiz.Tests.Data.Csv;

public class CsvRowsTests
{
    private static readonly RowFormat Csv = RowFormats.Csv;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void Read_QuotesAndLineEnds_KeepTextsAndPhysicalLines(int step)
    {
        string csv = "text,id\n\"one, \"\"two\"\"\nthree\",1\nplain,2\r\n\n\"a\r\nb\rc\n\",3\r\"\",4\nlast,";
        var rows = Rows.Read(csv, Csv, step: step);
        Assert.Equal(["2:one, \"two\"\nthree", "4:plain", "6:a\r\nb\rc\n", "10:", "11:last"], Rows.Places(rows));
        Assert.Equal(["1", "2", "3", "4", null], rows.Select(row => row.Id));
    }

    [Fact]
    public void Read_LinesOfManyRandomFiles_EqualACount()
    {
        var random = new Random(5);
        string[] ends = ["\n", "\r\n", "\r"];
        for (int round = 0; round < 200; round++)
        {
            var csv = new StringBuilder("text").Append(ends[random.Next(3)]);
            int line = 2;
            var expected = new List<string>();
            for (int row = 0; row < 20; row++)
            {
                // "x" keeps a lone CR of the text away from the LF of the row's end.
                string text = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(2) == 0 ? "\n" : "\r\n")) + "x";
                expected.Add($"{line}:{text}");
                csv.Append('"').Append(text).Append('"').Append(ends[random.Next(3)]);
                line += text.Count(c => c == '\n') + 1;
                if (csv[^1] == '\r') csv.Append("y\r").Length -= 2;
            }

            Assert.Equal(expected, Rows.Places(Rows.Read(csv.ToString(), Csv, step: random.Next(1, 40))));
        }
    }

    [Fact]
    public void Read_QuoteInsideAnUnquotedField_IsText() => Assert.Equal("5\" disk", Rows.Read("text,x\n5\" disk,\n", Csv)[0].Text);

    [Fact]
    public void Read_Tabs_SplitTsv()
    {
        var row = Assert.Single(Rows.Read("id\ttext\n7\ta, \"b\"\n", RowFormats.Tsv));
        Assert.Equal(("a, \"b\"", "7"), (row.Text, row.Id));
    }

    [Fact]
    public void Read_EmptyCellOfThePair_IsNoPair()
    {
        var rows = Rows.Read("text,text_pair\na,b\nc,\n", Csv);
        Assert.Equal(["b", null], rows.Select(row => row.TextPair));
    }

    [Theory]
    [InlineData("a,b,c", "the row has 3 fields, but the header names 2 (text, label).")]
    [InlineData("a", "the row has 1 field, but the header names 2 (text, label).")]
    public void Read_RaggedRow_NamesItsLine(string row, string found) =>
        Assert.Equal(
            $"data:4: {found} As many fields as columns were expected. Put texts that hold a separator or a line end in quotes.",
            Rows.Fault($"text,label\n\"two\nlines\",x\n{row}\nb,c\n", Csv));

    [Theory]
    [InlineData("a,\"never ends\nb,c\n")]
    [InlineData("a\"b,\"never ends\nb,c\n")]
    [InlineData("a,\"")]
    [InlineData("a,\"\"\"")]
    public void Read_QuoteThatNeverEnds_NamesTheRowsLine(string row) =>
        Assert.Equal(
            "data:3: the row has a quoted field that never ends. A closing quote was expected. "
            + "Close it, write a quote inside a quoted text twice (\"\"), or give DataOptions.Quoting = none where quotes are text.",
            Rows.Fault("text,label\nx,y\n" + row, Csv));

    [Fact]
    public void Read_TextBehindAQuote_NamesItsLine() =>
        Assert.Equal(
            "data:2: text follows the closing quote of a field. A separator or the line's end was expected. "
            + "Write a quote inside a quoted text twice (\"\"), or give DataOptions.Quoting = none where quotes are text.",
            Rows.Fault("text,label\n\"a\"b,c\n", Csv));

    [Fact]
    public void Read_Empty_AsksForAHeader() =>
        Assert.Equal(
            "data: the file is empty. A first row that names the columns was expected. Is this the right file?", Rows.Fault("", Csv));

    [Fact]
    public void Read_HeaderOnly_HasNoRows() => Assert.Empty(Rows.Read("text,label\n", Csv));

    [Theory]
    [InlineData("")]
    [InlineData("se")]
    [InlineData("\"se\n")]
    public void Read_RowsBeforeAFault_AreHandedOut(string begun)
    {
        byte[] bytes = [.. "text\nfirst\n"u8, .. Encoding.UTF8.GetBytes(begun), 0xFF, (byte)'\n'];
        using var rows = RowReader.Read([DataSource.FromStream(new MemoryStream(bytes), "data", Csv)]).GetEnumerator();
        Assert.True(rows.MoveNext());
        Assert.Equal("first", rows.Current.Text);
        Assert.Equal(
            $"data:{3 + begun.Count(c => c == '\n')}: byte 0xFF at offset {11 + begun.Length} is not valid UTF-8. "
            + "UTF-8 text was expected. Save the file as UTF-8; it may be Latin-1 or Windows-1252.",
            Assert.Throws<DataException>(() => rows.MoveNext()).Message);
    }

    [Fact]
    public void Read_ThreeHundredThousandBytes_InOneField() =>
        Assert.Equal(300_000, Rows.Read("text\n\"" + new string('\n', 300_000) + "\"\n", Csv, step: 5000)[0].Text.Length);
}
