using Matiz.Data;
using Matiz.Data.Tables;
using Matiz.Testing;

namespace Matiz.Tests.Data.Parquet;

public sealed class ParquetFormatTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ClassLabel_GivesItsNamesInItsOrder()
    {
        var data = Dataset.Load(SharedFiles.Golden("formats/parquet/hf-classlabel.parquet"));
        var description = DataTable.Describe(DataSource.Expand([SharedFiles.Golden("formats/parquet/hf-classlabel.parquet")])[0]);
        Assert.Equal(description.Labels, data.Labels!.Names);
        Assert.Equal("class label", description.Columns.Single(column => column.Name == "label").Type);
        Assert.Equal([0, 2, 1], data["train"].Select(row => row.Label.Index));
        Assert.Equal(["a", "b", "c"], data["train"].Select(row => row.Text));
    }

    [Theory]
    [InlineData("data/emotion/{0}.parquet")]
    [InlineData("hub/datasets/dair-ai/emotion/split/{0}-*-of-*.parquet")]
    public void Load_Emotion_EqualsItsTables(string pattern)
    {
        Assert.SkipUnless(SharedFiles.SharedExists, "the shared data are absent");
        var tables = Load("data/emotion/{0}.csv");
        var data = Load(pattern);
        Assert.Equal(
            pattern.StartsWith("hub", StringComparison.Ordinal)
                ? ["sadness", "joy", "love", "anger", "fear", "surprise"]
                : ["0", "1", "2", "3", "4", "5"],
            data.Labels!.Names);
        foreach (var (name, split) in tables)
        {
            Assert.Equal(split.Select(row => row.Text), data[name].Select(row => row.Text));
            Assert.Equal(split.Select(row => row.Label), data[name].Select(row => row.Label));
        }
    }

    [Fact]
    public void Load_ColumnsOfOtherTypes_AreRefusedByName()
    {
        string path = SharedFiles.Golden("formats/parquet/snappy-v1.parquet");
        var fault = Assert.Throws<DataException>(() => Read(path, new DataOptions { TextColumn = "label" }));
        Assert.Equal(
            $"{path}: the column 'label' holds integer. Texts were expected. "
            + "Name another column (DataOptions.TextColumn), or write it as texts.",
            fault.Message);
    }

    [Fact]
    public void Read_IdAndMissingText_AreTexts()
    {
        string path = SharedFiles.Golden("formats/parquet/snappy-v1.parquet");
        var rows = Read(path, new DataOptions { IdColumn = "small" });
        Assert.Equal(257, rows.Count);
        Assert.Equal((null, "1"), (rows[0].Id, rows[1].Id));
        Assert.Equal("", rows[5].Text);                         // missing, as null in JSON
        Assert.Equal(257, rows[^1].Source.Line);
    }

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrow")]
    [InlineData(".arrows")]
    [InlineData(".feather")]
    [InlineData(".parquet.gz")]
    [InlineData(".arrow.gz")]
    public void Convert_ClassLabels_TravelAndComeBack(string extension)
    {
        var golden = DataSource.Expand([SharedFiles.Golden("formats/parquet/hf-classlabel.parquet")])[0];
        string path = Path.Join(_folder.Path, "copy" + extension), lines = Path.Join(_folder.Path, "lines.jsonl");
        Assert.Equal(3, DataTable.Convert([golden], path));
        var copy = DataSource.Expand([path])[0];
        Assert.Equal(DataTable.Describe(golden).Labels, DataTable.Describe(copy).Labels);
        DataTable.Convert([copy], lines);
        var names = DataTable.Describe(golden).Labels;
        Assert.Equal(
            new[] { ("a", 0), ("b", 2), ("c", 1) }.Select(row => $"{{\"text\":\"{row.Item1}\",\"label\":\"{names[row.Item2]}\"}}"),
            File.ReadAllLines(lines));
    }

    [Theory]
    [InlineData(".parquet")]
    [InlineData(".arrow")]
    [InlineData(".arrows")]
    [InlineData(".jsonl")]
    [InlineData(".json.gz")]
    public void Convert_EveryColumn_GivesTheSameLines(string extension)
    {
        var golden = DataSource.Expand([SharedFiles.Golden("formats/parquet/snappy-v2.parquet")])[0];
        string first = Path.Join(_folder.Path, "first.jsonl"), between = Path.Join(_folder.Path, "x" + extension);
        string second = Path.Join(_folder.Path, "second.jsonl");
        DataTable.Convert([golden], first);
        DataTable.Convert([golden], between);
        DataTable.Convert(DataSource.Expand([between]), second);
        Assert.Equal(File.ReadAllLines(first), File.ReadAllLines(second));
    }

    [Fact]
    public void Convert_Missing_ClassIsNoLabel()
    {
        string path = Path.Join(_folder.Path, "none.parquet");
        WriteClasses(path, 0, -1);
        var head = DataTable.Head(DataSource.Expand([path])[0], 5);
        Assert.Equal([["x", "neg"], ["x", null]], head.Rows);
        var fault = Assert.Throws<DataException>(() => Dataset.Load(path));
        Assert.Equal($"{path}:2: the row has no label. A class was expected. Fill it in, or remove the row.", fault.Message);
    }

    [Fact]
    public void Load_ClassBeyondTheNames_IsRefused()
    {
        string path = Path.Join(_folder.Path, "wrong.parquet");
        WriteClasses(path, 0, 7);
        var fault = Assert.Throws<DataException>(() => Dataset.Load(path));
        Assert.Equal(
            $"{path}:2: 'label' is 7, but the file names 2 classes. A number from 0 to 1, or -1 for none, was expected. Correct the file.",
            fault.Message);
    }

    private static void WriteClasses(string path, params long[] classes)
    {
        using var file = File.Create(path);
        var schema = new Matiz.Formats.Tables.TableSchema(
        [
            new("text", Matiz.Formats.Tables.ColumnType.Text),
            new("label", Matiz.Formats.Tables.ColumnType.Integer) { ValueNames = ["neg", "pos"] },
        ]);
        var texts = new Matiz.Formats.Tables.TextBuilder();
        foreach (long _ in classes) texts.Add("x"u8);
        using var writer = new Matiz.Formats.Parquet.ParquetWriter(
            file, schema with { Metadata = DatasetFeatures.NotesOf(schema) }, path);
        writer.Write(new(classes.Length, [texts.Build(), new Matiz.Formats.Tables.IntegerColumn(classes, null)]));
        writer.Complete();
    }

    private static DatasetDict Load(string pattern) => Dataset.Load(new DatasetFiles
    {
        Train = [SharedFiles.Shared(string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, "train"))],
        Validation = [SharedFiles.Shared(string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, "validation"))],
        Test = [SharedFiles.Shared(string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, "test"))],
    });

    private static List<Row> Read(string path, DataOptions options) => [.. RowReader.Read([path], options)];
}
