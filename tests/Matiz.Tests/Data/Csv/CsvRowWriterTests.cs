using System.Text;
using Matiz.Data;
using Matiz.Data.Csv;

namespace Matiz.Tests.Data.Csv;

public class CsvRowWriterTests
{
    [Fact]
    public void Write_WhatNeedsQuotes_IsQuoted()
    {
        using var stream = new MemoryStream();
        using (var writer = new CsvRowWriter(stream, ["text", "score", "rows"], leaveOpen: true))
        {
            writer.Field("a,\"b\"\nc").Field(0.1f).Field(3).EndRow();
            writer.WriteRow(" edge ", null, "é");
        }

        Assert.Equal("text,score,rows\n\"a,\"\"b\"\"\nc\",0.1,3\n\" edge \",,é\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void Write_AnyText_ReadsBackEqual()
    {
        var random = new Random(3);
        const string Letters = "a,\"\r\n\t é\u20AC😀'";
        var runes = Letters.EnumerateRunes().ToArray();
        string made() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => runes[random.Next(runes.Length)]));
        string[] texts = [.. Enumerable.Range(0, 500).Select(_ => made())];
        using var stream = new MemoryStream();
        using (var writer = new CsvRowWriter(stream, ["text"], leaveOpen: true))
        {
            foreach (string text in texts) writer.WriteRow(text);
        }

        Assert.Equal(texts, Rows.Read(stream.ToArray(), RowFormats.Csv).Select(row => row.Text));
    }

    [Fact]
    public void EndRow_WrongNumberOfFields_IsRefused()
    {
        using var writer = new CsvRowWriter(new MemoryStream(), ["a", "b"]);
        Assert.Throws<InvalidOperationException>(() => writer.WriteRow("1"));
    }

    [Fact]
    public void Write_Tabs_MakeTsv()
    {
        using var stream = new MemoryStream();
        using (var writer = new CsvRowWriter(stream, ["a", "b"], leaveOpen: true, separator: '\t')) writer.WriteRow("x,y", "z\tw");
        Assert.Equal("a\tb\nx,y\t\"z\tw\"\n", Encoding.UTF8.GetString(stream.ToArray()));
    }
}
