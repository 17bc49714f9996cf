using System.IO.Compression;
using Matiz.Data;
using Matiz.Data.Tables;

namespace Matiz.Tests.Data.Tables;

public sealed class DataTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("text,label\nhello,1\nbye,-20\n", "text:text label:integer")]
    [InlineData("text,score\na,1\nb,0.5\n", "text:text score:float")]
    [InlineData("text,flag\na,true\nb,\nc,False\n", "text:text flag:boolean")]
    [InlineData("text,code\na,007\nb,1\n", "text:text code:text")]
    [InlineData("text,empty\na,\n", "text:text empty:text")]
    [InlineData("id,text\n99999999999999999999,a\n", "id:text text:text")]
    public void Describe_Csv_FindsTypesByAllCells(string csv, string expected)
    {
        var description = DataTable.Describe(Source("a.csv", csv));
        Assert.Equal(expected, string.Join(' ', description.Columns.Select(column => $"{column.Name}:{column.Type}")));
    }

    [Fact]
    public void Describe_JsonLines_FindsTypesOfAllKeys()
    {
        var description = DataTable.Describe(Source(
            "a.jsonl",
            "{\"text\": \"a\", \"n\": 1, \"tags\": [], \"meta\": {\"x\": 1}}\n"
            + "{\"text\": null, \"n\": 1.5, \"tags\": [\"b\"], \"late\": true}\n"));
        Assert.Equal(2, description.Rows);
        Assert.Equal(
            ["text: text", "n: float", "tags: list of text", "meta: struct of x", "late: boolean"],
            description.Columns.Select(column => $"{column.Name}: {column.Type}"));
    }

    [Fact]
    public void Describe_LabelColumn_GivesItsLabelsInOrder()
    {
        Assert.Equal(["2", "10"], DataTable.Describe(Source("a.csv", "text,label\na,10\nb,2\nc,10\n")).Labels);
        Assert.Empty(DataTable.Describe(Source("b.csv", "text,other\na,10\n")).Labels);
    }

    [Fact]
    public void Describe_MixedTypes_NamesTheLine()
    {
        var fault = Assert.Throws<DataException>(
            () => DataTable.Describe(Source("a.jsonl", "{\"text\": \"a\", \"n\": 1}\n{\"text\": \"a\", \"n\": \"x\"}\n")));
        Assert.EndsWith(
            "a.jsonl:2: 'n' is text here, and integer in rows before. One type a column was expected. Write all its values alike.",
            fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("out.csv", "text,n,tags\na,1.50,\"[\"\"x\"\", 2]\"\n,7,\n")]
    [InlineData("out.tsv", "text\tn\ttags\na\t1.50\t\"[\"\"x\"\", 2]\"\n\t7\t\n")]
    public void Convert_JsonLinesToTables_KeepsSpellings(string name, string expected)
    {
        string output = Path("a" + name);
        var source = Source("a.jsonl", "{\"text\": \"a\", \"n\": 1.50, \"tags\": [\"x\", 2]}\n{\"text\": null, \"n\": 7}\n");
        Assert.Equal(2, DataTable.Convert([source], output));
        Assert.Equal(expected, File.ReadAllText(output));
    }

    [Theory]
    [InlineData("out.jsonl", "{\"text\":\"a, \\\"b\\\"\",\"label\":1,\"p\":0.5}\n{\"text\":\"ñ\",\"label\":null,\"p\":2}\n")]
    [InlineData("out.json", "[\n{\"text\":\"a, \\\"b\\\"\",\"label\":1,\"p\":0.5},\n{\"text\":\"ñ\",\"label\":null,\"p\":2}\n]\n")]
    public void Convert_CsvToJson_WritesTypes(string name, string expected)
    {
        string output = Path(name);
        DataTable.Convert([Source("a.csv", "text,label,p\n\"a, \"\"b\"\"\",1,0.50\nñ,,2\n")], output);
        Assert.Equal(expected, File.ReadAllText(output));
    }

    [Fact]
    public void Convert_Packed_UnpacksToTheSame()
    {
        string output = Path("out.txt.gz");
        DataTable.Convert([Source("a.csv", "text\nhello\nbye\n")], output);
        using var unpacked = new StreamReader(new GZipStream(File.OpenRead(output), CompressionMode.Decompress));
        Assert.Equal("hello\nbye\n", unpacked.ReadToEnd());
    }

    [Fact]
    public void Convert_SeveralFiles_JoinsThemByTheNamesOfColumns()
    {
        string output = Path("out.jsonl");
        DataTable.Convert([Source("a.csv", "text,n\na,1\n"), Source("b.csv", "n,text\n0.5,b\n")], output);
        Assert.Equal("{\"text\":\"a\",\"n\":1}\n{\"text\":\"b\",\"n\":0.5}\n", File.ReadAllText(output));
    }

    [Theory]
    [InlineData("text\nb\n", "lacks the column 'n' of ")]
    [InlineData("text,n,m\nb,1,2\n", "has a column 'm' that ")]
    [InlineData("text,n\nb,c\n", "has text in the column 'n', and ")]
    public void Convert_DifferingColumns_AreRefusedByName(string second, string expected)
    {
        var fault = Assert.Throws<DataException>(
            () => DataTable.Convert([Source("a.csv", "text,n\na,1\n"), Source("b.csv", second)], Path("out.jsonl")));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path("out.jsonl")));
    }

    [Fact]
    public void Convert_UnknownExtension_ListsWhatCanBeWritten()
    {
        var fault = Assert.Throws<DataException>(() => DataTable.Convert([Source("a.csv", "text\na\n")], Path("out.docx")));
        Assert.Contains(".csv, .tsv, .jsonl", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Head_ShowsFirstRows()
    {
        var head = DataTable.Head(
            Source("a.json", "[{\"text\": \"a\", \"l\": [1, 2]}, {\"text\": null, \"l\": []}, {\"text\": \"c\"}]"),
            2);
        Assert.Equal(["text", "l"], head.Columns.Select(column => column.Name));
        Assert.Equal([["a", "[1,2]"], [null, "[]"]], head.Rows);
    }

    public void Dispose() => _folder.Dispose();

    private string Path(string name) => System.IO.Path.Join(_folder.Path, name);

    private DataSource Source(string name, string content)
    {
        File.WriteAllText(Path(name), content);
        return DataSource.Expand([Path(name)])[0];
    }
}
