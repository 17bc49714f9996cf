using Matiz.Data;

namespace Matiz.Tests.Data;

public sealed class DataSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("*.csv", "a.csv b.csv")]
    [InlineData("?.csv", "a.csv b.csv")]
    [InlineData("sub/*", "sub/c.csv sub/d.jsonl.gz")]
    [InlineData("*/c.csv", "other/c.csv sub/c.csv")]
    [InlineData("**/*.csv", "a.csv b.csv other/c.csv sub/c.csv sub/deep/e.csv")]
    [InlineData("[x].csv", "[x].csv")]
    [InlineData("s*/**/e.csv", "sub/deep/e.csv")]
    public void Expand_Pattern_FindsFilesInOrdinalOrder(string pattern, string expected)
    {
        string[] names = ["b.csv", "a.csv", "sub/c.csv", "sub/d.jsonl.gz", "sub/deep/e.csv", "other/c.csv", ".hidden.csv"];
        foreach (string name in names) _folder.Write(name, "");
        if (pattern.StartsWith('[')) _folder.Write("[x].csv", "");
        var found = DataSource.Expand([Path.Join(_folder.Path, pattern)])
            .Select(source => Path.GetRelativePath(_folder.Path, source.Name).Replace('\\', '/'));
        Assert.Equal(expected, string.Join(' ', found));
    }

    [Fact]
    public void Expand_MissingFile_SaysSo() =>
        Assert.Equal(
            $"dair-ai/emotion: no such file. A file of rows ({string.Join(", ", RowFormats.Extensions())}, each also .gz) was expected. "
            + "Check the path and the current folder.",
            Assert.Throws<DataException>(() => DataSource.Expand(["dair-ai/emotion"])).Message);

    [Fact]
    public void Expand_PatternWithoutMatch_SaysSo() =>
        Assert.Equal(
            "no-such-folder/*.csv: no file matches. At least one was expected. Check the pattern and the current folder.",
            Assert.Throws<DataException>(() => DataSource.Expand(["no-such-folder/*.csv"])).Message);

    [Fact]
    public void Expand_Folder_SaysHowToNameItsFiles() =>
        Assert.Equal(
            $"{_folder.Path}: this is a folder. A file was expected. Name its files, for example '{Path.Join(_folder.Path, "*.csv")}'.",
            Assert.Throws<DataException>(() => DataSource.Expand([_folder.Path])).Message);

    [Fact]
    public void Expand_FormatGiven_GoesBeforeTheExtension()
    {
        string path = _folder.Write("rows.dat", "text\nx\n");
        Assert.Equal(RowFormats.Csv, Assert.Single(DataSource.Expand([path], RowFormats.Csv)).Format);
    }

    [Fact]
    public void Expand_Dash_IsStandardInput()
    {
        var source = Assert.Single(DataSource.Expand(["-"]));
        Assert.Equal("-", source.Name);
        Assert.Null(source.Format);
    }

    [Fact]
    public void Open_FileThatIsGone_SaysSo()
    {
        string path = _folder.Write("a.csv", "text\n");
        var rows = RowReader.Read([path]);
        File.Delete(path);
        Assert.Equal(
            $"{path}: no such file. A file of rows ({string.Join(", ", RowFormats.Extensions())}, each also .gz) was expected. "
            + "Check the path and the current folder.",
            Assert.Throws<DataException>(() => rows.Count()).Message);
    }
}
