using Apache.Arrow.Ipc;
using Matiz.Formats.Arrow;
using Matiz.Formats.Tables;
using Matiz.Formats.Tests.Tables;
using Matiz.Testing;

namespace Matiz.Formats.Tests.Arrow;

public class ArrowWriterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_GoldenTable_ReadsBackEqual(bool isStream)
    {
        using var golden = Golden();
        byte[] written = Write(golden.Schema, golden.Read(), isStream);
        using var reader = new ArrowReader(new MemoryStream(written), "written");
        Assert.Equal(golden.Schema.Columns, reader.Schema.Columns);
        TableValues.Equal(TableValues.Expected(SharedFiles.Golden("formats/parquet/expected.json")), TableValues.Read(reader));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_GoldenTable_IsReadByApacheArrow(bool isStream)
    {
        using var golden = Golden();
        var schema = golden.Schema with { Metadata = new Dictionary<string, string> { ["huggingface"] = "{}" } };
        byte[] written = Write(schema, golden.Read(), isStream);
        using var reader = isStream ? new ArrowStreamReader(new MemoryStream(written)) : new ArrowFileReader(new MemoryStream(written));
        var expected = TableValues.Expected(SharedFiles.Golden("formats/parquet/expected.json"));
        int row = 0;
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            Assert.Equal("{}", batch.Schema.Metadata["huggingface"]);
            var texts = (Apache.Arrow.StringArray)batch.Column("text");
            var labels = (Apache.Arrow.Int64Array)batch.Column("label");
            var tags = (Apache.Arrow.ListArray)batch.Column("tags");
            for (int i = 0; i < batch.Length; i++, row++)
            {
                Assert.Equal(expected["text"][row], Quoted(texts, i));
                Assert.Equal(expected["label"][row], labels.GetValue(i) is { } label ? $"{label}" : "null");
                var items = (Apache.Arrow.StringArray?)tags.GetSlicedValues(i);
                var found = items is null ? [] : Enumerable.Range(0, items.Length).Select(j => Quoted(items, j));
                Assert.Equal(expected["tags"][row], items is null ? "null" : $"[{string.Join(",", found)}]");
            }
        }

        Assert.Equal(257, row);
    }

    private static string Quoted(Apache.Arrow.StringArray texts, int place) =>
        texts.IsNull(place) ? "null" : System.Text.Json.JsonSerializer.Serialize(texts.GetString(place));

    private static ArrowReader Golden() => new(File.OpenRead(SharedFiles.Golden("formats/arrow/file-zstd.arrow")), "golden");

    private static byte[] Write(TableSchema schema, IEnumerable<TableBatch> batches, bool isStream)
    {
        var file = new MemoryStream();
        using var writer = new ArrowWriter(file, schema, isStream);
        foreach (var batch in batches) writer.Write(batch);
        writer.Complete();
        return file.ToArray();
    }
}
