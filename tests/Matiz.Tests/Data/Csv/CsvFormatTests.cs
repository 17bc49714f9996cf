using System.Text;
using Matiz.Data;
using Matiz.Data.Corrections;

namespace Matiz.Tests.Data.Csv;

public sealed class CsvFormatTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_Semicolons_AreFoundSaidAndRecorded()
    {
        string train = _folder.Write("train.csv", "text;label\n\"a;b\";x\nc, d;y\n");
        var data = Dataset.Load(new DatasetFiles { Train = [train], ValidationFraction = 0 });
        Assert.Equal(["a;b", "c, d"], data["train"].Select(row => row.Text));
        Assert.Equal([$"{train}: read with fields divided by ';'."], data.Notes);
        var summary = DatasetSummary.Parse(DatasetSummary.FromDataset(data).ToJson());
        Assert.Equal("csv ;", summary.Files[0].Format.RecordedName);
        Assert.Equal("csv", summary.Files[0].Format.Name);
    }

    [Fact]
    public void Load_DelimiterAndQuotingTold_AreUsedAndNotSaid()
    {
        string train = _folder.Write("train.tsv", "text#label\n\"a#x\nb\"#y\n");
        var data = Dataset.Load(
            new DatasetFiles { Train = [train], ValidationFraction = 0 }, new DataOptions { Delimiter = '#', Quoting = TableQuoting.None });
        Assert.Equal(["\"a", "b\""], data["train"].Select(row => row.Text));
        Assert.Empty(data.Notes);
        Assert.Equal("tsv # none", data.Files[0].Format.RecordedName);
    }

    [Theory]
    [InlineData("csv ;", "csv ;")]
    [InlineData("csv tab none", "csv tab none")]
    [InlineData("tsv | none", "tsv | none")]
    [InlineData("csv x", "csv x")]                              // unknown: a format that cannot read
    [InlineData("csv ; twice", "csv ; twice")]
    public void RecordedName_ReadBack_IsTheSame(string recorded, string expected) =>
        Assert.Equal(expected, RowFormats.ForRecorded(recorded).RecordedName);

    [Fact]
    public void Delimiter_ForAFormatWithoutOne_IsRefused() =>
        Assert.Equal(
            "data: DataOptions.Delimiter is given, but the format is jsonl, which has no delimiters. A table such as .csv or .tsv was "
            + "expected. Leave it out, or correct DataOptions.Format.",
            Rows.Fault("{\"text\": \"a\"}\n", RowFormats.JsonLines, new DataOptions { Delimiter = ';' }));

    [Theory]
    [InlineData("text;label\none;joy\ntwo;anger\n", "text;label\none;anger\ntwo;anger\n")]
    [InlineData("text\tlabel\n\"one\" is\tjoy\nb\tanger\n", "text\tlabel\n\"one\" is\tanger\nb\tanger\n")]
    public void Fix_OfADialect_KeepsIt(string text, string expected)
    {
        string path = _folder.Write("a.csv", text);
        var file = Dataset.Load(
            new DatasetFiles { Train = [path], ValidationFraction = 0 }, new DataOptions { LabelNames = ["anger", "joy"] })
            .Files[0];
        var row = new ReviewRow
        {
            Source = new RowSource("train", path, 2),
            Text = Read(file)[0].Text,
            Label = "joy",
            NewLabel = "anger",
            Action = "relabel",
            ReviewLine = 2,
        };
        var correction = DataCorrection.Plan(
            "review.csv", [row], file, Encoding.UTF8.GetBytes(text), new ClassLabel(["anger", "joy"]), LabelReaders.Index);
        Assert.Empty(correction.Problems);
        Assert.Equal(expected, Encoding.UTF8.GetString(correction.Apply(compress: false, out _)));
    }

    private static List<Row> Read(DataFile file) => [.. RowReader.Read([file.Path], new DataOptions { Format = file.Format })];
}
