using Matiz.Data;
using Matiz.Data.Tables;

namespace Matiz.Tests.Data.FastText;

public sealed class FastTextTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv", "text,label\n\"i feel, great\",joy\nno,anger\n", "__label__joy i feel, great\n__label__anger no\n")]
    [InlineData(
        "a.jsonl", "{\"labels\":[\"a\",\"b\"],\"sentence\":\"x\"}\n{\"labels\":[],\"sentence\":\"y\"}\n", "__label__a __label__b x\ny\n")]
    public void Convert_TextAndLabels_AreLines(string name, string text, string expected)
    {
        string output = Path.Join(_folder.Path, "out.ft");
        DataTable.Convert(DataSource.Expand([_folder.Write(name, text)]), output);
        Assert.Equal(expected, File.ReadAllText(output));
    }

    [Theory]
    [InlineData("__label__joy i feel great\n__label__anger no\n", "label,text\njoy,i feel great\nanger,no\n")]
    [InlineData("__label__a __label__b x\ny\n", "label,text\n\"[\"\"a\"\",\"\"b\"\"]\",x\n[],y\n")]
    public void Convert_Lines_AreALabelOrAListOfThem(string text, string expected)
    {
        string output = Path.Join(_folder.Path, "out.csv");
        DataTable.Convert(DataSource.Expand([_folder.Write("a.ft", text)]), output);
        Assert.Equal(expected, File.ReadAllText(output));
    }

    [Theory]
    [InlineData(
        "text,label,id\na,b,1\n",
        "fastText's files hold a text and its labels, and the columns are 'text' (text), 'label' (text), 'id' (integer).")]
    [InlineData("text,label\na,two words\n", "the label 'two words' of row 1 is empty or has blanks in it.")]
    [InlineData("text,label\na __label__x,b\n", "the text of row 1 holds '__label__', as labels begin.")]
    [InlineData("text,label\n\"a\nb\",c\n", "the text of row 1 has several lines.")]
    public void Convert_WhatLinesCannotHold_IsRefused(string csv, string found)
    {
        string output = Path.Join(_folder.Path, "out.ft");
        var fault = Assert.Throws<DataException>(() => DataTable.Convert(DataSource.Expand([_folder.Write("a.csv", csv)]), output));
        Assert.StartsWith($"{output}: {found}", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(output));
    }
}
