using Matiz.Formats.Parquet;
using Matiz.Formats.Tables;
using Matiz.Formats.Tests.Tables;
using Matiz.Testing;
using ParquetSharp;
using Column = Matiz.Formats.Tables.Column;

namespace Matiz.Formats.Tests.Parquet;

public class ParquetWriterTests
{
    [Fact]
    public void Write_GoldenTable_ReadsBackEqual()
    {
        using var golden = new ParquetReader(File.OpenRead(SharedFiles.Golden("formats/parquet/snappy-v1.parquet")), "golden");
        byte[] written = Write(golden.Schema, golden.Read());
        using var reader = new ParquetReader(new MemoryStream(written), "written");
        Assert.Equal(golden.Schema.Columns, reader.Schema.Columns);
        TableValues.Equal(TableValues.Expected(SharedFiles.Golden("formats/parquet/expected.json")), TableValues.Read(reader));
    }

    [Fact]
    public void Write_GoldenTable_IsReadByParquetSharp()
    {
        using var golden = new ParquetReader(File.OpenRead(SharedFiles.Golden("formats/parquet/snappy-v1.parquet")), "golden");
        byte[] written = Write(golden.Schema with { Metadata = new Dictionary<string, string> { ["huggingface"] = "{}" } }, golden.Read());
        using var file = new ParquetFileReader(new MemoryStream(written));
        using var group = file.RowGroup(0);
        int rows = (int)group.MetaData.NumRows;
        Assert.Equal(257, rows);
        Assert.Equal("{}", file.FileMetaData.KeyValueMetadata["huggingface"]);

        using var original = new ParquetFileReader(SharedFiles.Golden("formats/parquet/snappy-v1.parquet"));
        using var originalGroup = original.RowGroup(0);
        Assert.Equal(Read<string?>(originalGroup, 0), Read<string?>(group, 0));
        Assert.Equal(Read<long?>(originalGroup, 1), Read<long?>(group, 1));
        Assert.Equal(Read<float?>(originalGroup, 3), Read<float?>(group, 3));
        Assert.Equal(Read<double?>(originalGroup, 4), Read<double?>(group, 4));
        Assert.Equal(Read<bool?>(originalGroup, 5), Read<bool?>(group, 5));
        Assert.Equal(Read<int?[]?>(originalGroup, 6), Read<int?[]?>(group, 6));
        Assert.Equal(Read<string?[]?>(originalGroup, 7), Read<string?[]?>(group, 7));
    }

    [Fact]
    public void Write_ListsOfLists_AndNamedValues_ReadBackEqual()
    {
        var type = ColumnType.ListOf(ColumnType.ListOf(ColumnType.StructOf(
            [new ColumnSchema("a", ColumnType.Text), new ColumnSchema("b", ColumnType.ListOf(ColumnType.Boolean))])));
        var builder = (ListBuilder)ColumnBuilder.For(type);
        var inner = (ListBuilder)builder.Items;
        var values = (StructBuilder)inner.Items;
        for (int row = 0; row < 300; row++)
        {
            if (row % 7 == 0)
            {
                builder.AddMissing();
                continue;
            }

            for (int i = 0; i < row % 4; i++)
            {
                if (i == 2) inner.AddMissing();
                for (int j = 0; j < (row + i) % 3 && i != 2; j++)
                {
                    if (j == 1) values.AddMissing();
                    else
                    {
                        ((TextBuilder)values.Fields[0]).Add("x"u8);
                        var flags = (ListBuilder)values.Fields[1];
                        for (int k = 0; k < row % 5; k++) ((BooleanBuilder)flags.Items).Add(k % 2 == 0);
                        if (row % 5 == 0) flags.AddMissing();
                        else flags.EndList();
                        values.EndValue();
                    }
                }

                if (i != 2) inner.EndList();
            }

            builder.EndList();
        }

        var column = builder.Build();
        byte[] written = Write(
            new TableSchema([new ColumnSchema("nested", type)]), [new TableBatch(300, [column])]);
        using var reader = new ParquetReader(new MemoryStream(written), "written");
        Assert.Equal(type, reader.Schema.Columns[0].Type);
        var found = TableValues.Read(reader)["nested"];
        for (int row = 0; row < 300; row++) Assert.Equal(Visible(column, row), found[row]);
    }

    [Fact]
    public void Write_ManyRows_MakesPagesAndReadsBack()
    {
        var schema = new TableSchema(
        [
            new ColumnSchema("text", ColumnType.Text), new ColumnSchema("n", ColumnType.Integer), new ColumnSchema("none", ColumnType.Null),
        ]);
        var batches = Enumerable.Range(0, 60).Select(batch =>
        {
            var (texts, numbers) = (new TextBuilder(), new IntegerBuilder());
            for (int row = 0; row < 1000; row++)
            {
                if ((batch + row) % 11 == 0) texts.AddMissing();
                else texts.Add(System.Text.Encoding.UTF8.GetBytes($"text {batch} {row} ñ"));
                numbers.Add((batch * 1000L) + row);
            }

            return new TableBatch(1000, [texts.Build(), numbers.Build(), new NullColumn(1000)]);
        }).ToList();
        using var reader = new ParquetReader(new MemoryStream(Write(schema, batches)), "written");
        Assert.Equal(60_000, reader.RowCount);
        var values = TableValues.Read(reader);
        Assert.Equal(Enumerable.Range(0, 60_000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), values["n"]);
        Assert.Equal("\"text 59 998 \\u00F1\"", values["text"][59_998]);
        Assert.Equal("null", values["text"][0]);
        Assert.All(values["none"], value => Assert.Equal("null", value));
    }

    private static string Visible(Column column, int row) => TableValues.ToJson(column, row);

    private static T[] Read<T>(RowGroupReader group, int column)
    {
        using var reader = group.Column(column).LogicalReader<T>();
        return reader.ReadAll((int)group.MetaData.NumRows);
    }

    private static byte[] Write(TableSchema schema, IEnumerable<TableBatch> batches)
    {
        var file = new MemoryStream();
        using var writer = new ParquetWriter(file, schema, "written");
        foreach (var batch in batches) writer.Write(batch);
        writer.Complete();
        return file.ToArray();
    }
}
