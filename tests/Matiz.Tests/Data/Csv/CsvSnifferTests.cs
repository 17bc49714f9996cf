using System.Text;
using Matiz.Data;
using Matiz.Data.Csv;

namespace Matiz.Tests.Data.Csv;

public class CsvSnifferTests
{
    [Theory]
    [InlineData("text,label\na;b,c\n", ',', "fields divided by ','")]                       // the format's own stays
    [InlineData("text;label\na, b;c\nd;e\n", ',', "fields divided by ';'")]
    [InlineData("text|label\n\"a|b\"|c\n", ',', "fields divided by '|'")]
    [InlineData("text\tlabel\r\na, b\tc\r\n", ',', "fields divided by tab")]
    [InlineData("text,label\n\"a,b\",c\n", '\t', "fields divided by ','")]
    [InlineData("text\na;b\nc\n", ',', "fields divided by ','")]                           // one column
    [InlineData("text;label\na;b;c\n", ',', "fields divided by ','")]                       // ';' divides unevenly
    [InlineData("a;b|c\nd;e|f\n", ',', "fields divided by ','")]                            // two would do
    [InlineData("text\tlabel\n\"hi\" she said\tx\n", '\t', "fields divided by tab, quotes as text")]
    [InlineData("text\tlabel\n\"hi, she said\tx\nno\ty\n", '\t', "fields divided by tab, quotes as text")]
    [InlineData("text\tlabel\n\"hi\" she said\tx\n\"in quotes\"\ty\n", '\t', "fields divided by tab")]     // quotes have a meaning
    [InlineData("text\tlabel\n5\" disk\tx\n", '\t', "fields divided by tab")]
    [InlineData("text,label\n\"a\"b,c\n", ',', "fields divided by ','")]                    // commas need quotes
    [InlineData("", ',', "fields divided by ','")]
    public void Find_FirstRows_DecideTheDialect(string sample, char own, string expected) =>
        Assert.Equal(expected, Find(sample, isWhole: true, own).ToString());

    [Fact]
    public void Find_RowThatTheSampleCuts_DoesNotCount()
    {
        Assert.Equal(';', Find("text;label\na;b\nc", isWhole: false, ',').Delimiter);
        Assert.Equal(',', Find("text;label\na;b\nc", isWhole: true, ',').Delimiter);
        Assert.Equal(';', Find("text;lab", isWhole: false, ',').Delimiter);
    }

    [Fact]
    public void Find_WhatIsTold_IsNotLookedFor()
    {
        var bytes = Encoding.UTF8.GetBytes("text;label\n\"a\" b;c\n");
        Assert.Equal(new CsvDialect(';', TableQuoting.None), CsvSniffer.Find(bytes, true, ',', delimiter: ';', quoting: null));
        Assert.Equal(new CsvDialect(';', TableQuoting.None), CsvSniffer.Find(bytes, true, ',', null, TableQuoting.None));
        Assert.Equal(new CsvDialect(','), CsvSniffer.Find(bytes, true, ',', delimiter: ',', TableQuoting.Minimal));
    }

    private static CsvDialect Find(string sample, bool isWhole, char own) =>
        CsvSniffer.Find(Encoding.UTF8.GetBytes(sample), isWhole, own, delimiter: null, quoting: null);
}
