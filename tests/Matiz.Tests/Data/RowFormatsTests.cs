using Matiz.Data;
using Matiz.Data.Tables;

namespace Matiz.Tests.Data;

public sealed class RowFormatsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    // A row in each format of text; the others are made of it.
    private static Dictionary<string, string> Samples { get; } = new(StringComparer.Ordinal)
    {
        ["csv"] = "text,label\na,joy\n",
        ["tsv"] = "text\tlabel\na\tjoy\n",
        ["jsonl"] = "{\"text\": \"a\", \"label\": \"joy\"}\n",
        ["json"] = "[{\"text\": \"a\", \"label\": \"joy\"}]\n",
        ["txt"] = "a\n",
        ["fasttext"] = "__label__joy a\n",
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_EveryFormat_ReadsItsSampleByNameAndByExtension()
    {
        Assert.Equal(Samples.Keys, RowFormats.All.Where(format => !IsBinary(format)).Select(format => format.Name));
        foreach (var format in RowFormats.All)
        {
            foreach (string name in format.Names) Assert.Same(format, RowFormats.Parse(name));
            foreach (string extension in format.Extensions)
            {
                string path = Sample(format, extension);
                Assert.Equal("a", Assert.Single(RowReader.Read([path])).Text);
                Assert.Same(format, Assert.Single(DataSource.Expand([path])).Format);
            }
        }
    }

    [Fact]
    public void All_EveryFormatWithLabels_SaysWhereTheyLie()
    {
        foreach (var format in RowFormats.All.Where(format => format.Layout is not null))
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(Samples[format.Name]);
            var row = Assert.Single(format.Layout!.RowsOf(bytes, "label"));
            Assert.Equal("joy", System.Text.Encoding.UTF8.GetString(bytes.AsSpan(row.LabelStart..row.LabelEnd)).Trim('"'));
        }
    }

    [Theory]
    [InlineData("csv", "csv")]
    [InlineData("TSV", "tsv")]
    [InlineData("jsonl", "jsonl")]
    [InlineData("ndjson", "jsonl")]
    [InlineData("json", "json")]
    [InlineData("txt", "txt")]
    [InlineData("lines", "txt")]
    [InlineData("fasttext", "fasttext")]
    [InlineData("ft", "fasttext")]
    public void Parse_EveryWord_GivesItsFormat(string word, string format) => Assert.Equal(format, RowFormats.Parse(word).Name);

    [Fact]
    public void Parse_AnotherWord_ListsTheKnown() =>
        Assert.Equal(
            $"'xml' is no format of data. Expected one of {string.Join(", ", RowFormats.All.SelectMany(format => format.Names))}. "
            + "Correct DataOptions.Format.",
            Assert.Throws<DataException>(() => RowFormats.Parse("xml")).Message);

    [Theory]
    [InlineData("a.csv", "csv")]
    [InlineData("a.b/c.TSV.GZ", "tsv")]
    [InlineData("a.jsonl.gz", "jsonl")]
    [InlineData("a.json", "json")]
    [InlineData("a.txt", "txt")]
    public void ForPath_EveryExtension_GivesItsFormat(string path, string format) => Assert.Equal(format, RowFormats.ForPath(path).Name);

    [Theory]
    [InlineData("a.orc", "a.orc: the extension '.orc' is not known. ")]
    [InlineData("a.lines", "a.lines: the extension '.lines' is not known. ")]
    [InlineData("README", "README: the name has no extension. ")]
    public void ForPath_AnotherExtension_SaysWhatToDo(string path, string found) =>
        Assert.Equal(
            found + $"Expected {RowFormats.Listed(RowFormats.Extensions())}, each also with .gz. "
            + "Rename the file or give DataOptions.Format.",
            Assert.Throws<DataException>(() => RowFormats.ForPath(path)).Message);

    [Fact]
    public void Register_NameOrExtensionThatIsTaken_IsRefused()
    {
        const string Rest = " belongs to another format. Names and extensions of its own were expected. Give DataOptions.Format instead.";
        foreach (var (format, taken) in (IEnumerable<(RowFormat, string)>)
            [(new Made(["CSV"], []), "'CSV'"), (new Made(["made"], [".ndjson"]), "'.ndjson'")])
        {
            Assert.StartsWith(
                taken + Rest, Assert.Throws<ArgumentException>(() => RowFormats.Register(format)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void RowFormat_WithoutNameOrWithAnOddExtension_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new Made([], []));
        Assert.Throws<ArgumentException>(() => new Made([" "], []));
        foreach (string extension in (string[])["csv", ".", ".gz", ""]) Assert.Throws<ArgumentException>(
            () => new Made(["made"], [extension]));
    }

    [Fact]
    public void ForRecorded_NameThatNobodyRegistered_IsKeptAndReadsNothing()
    {
        var format = RowFormats.ForRecorded("log");

        Assert.Equal("log", format.Name);
        Assert.Equal(
            $"data: the format 'log' is not known here. One of {string.Join(", ", RowFormats.All.Select(known => known.Name))} "
            + "was expected. "
            + "Register it (RowFormats.Register), as the program that trained on these rows did.",
            Rows.Fault("text\n", format));
    }

    private sealed class Made(IReadOnlyList<string> names, IReadOnlyList<string> extensions) : RowFormat(names, extensions)
    {
        public override IEnumerable<RawRow> Read(RowFile file) => [];
    }

    private static bool IsBinary(RowFormat format) =>
        format == RowFormats.Parquet || format == RowFormats.Arrow || format == RowFormats.Excel;

    private string Sample(RowFormat format, string extension)
    {
        if (!IsBinary(format)) return _folder.Write("rows" + extension, Samples[format.Name]);
        string path = Path.Join(_folder.Path, "rows" + extension);
        DataTable.Convert(DataSource.Expand([_folder.Write("rows.csv", Samples["csv"])]), path);
        return path;
    }
}
