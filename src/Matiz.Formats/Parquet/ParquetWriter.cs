using System.Buffers.Binary;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Parquet;

/// <summary>
/// Writes Parquet files that every reader reads: pages of version 1 packed by Snappy, plain values, every column optional, lists of three
/// levels; a row group is closed when its values have 64 MiB.
/// </summary>
internal sealed class ParquetWriter : TableWriter
{
    private const long GroupBytes = 64 << 20;
    private const int GroupRows = 1 << 20;

    private static readonly byte[] Magic = "PAR1"u8.ToArray();

    private readonly Stream _file;
    private readonly int _rowsAGroup;
    private readonly TableSchema _schema;
    private readonly List<LeafWriter> _leaves = [];
    private readonly List<(long Rows, List<ChunkFacts> Chunks)> _groups = [];
    private long _position, _rows, _groupRows;

    /// <summary>Begins a file.</summary>
    /// <param name="file">Where to; stays open.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="path">For messages.</param>
    /// <param name="rowsAGroup">Rows of a row group, at most.</param>
    /// <exception cref="TableException">A column is of named values without a name, which Parquet has no form for.</exception>
    public ParquetWriter(Stream file, TableSchema schema, string path, int rowsAGroup = GroupRows)
    {
        (_file, _schema, _rowsAGroup) = (file, schema, rowsAGroup);
        foreach (var column in schema.Columns)
        {
            RequireFields(column, column.Type, path);
            AddLeaves(column.Type, [column.Name], 1, 0);
        }

        Put(Magic);
    }

    public override void Write(TableBatch batch)
    {
        int leaf = 0;
        for (int i = 0; i < _schema.Columns.Count; i++)
        {
            int first = leaf;
            Shred(batch.Columns[i], _schema.Columns[i].Type, batch.RowCount, ref leaf);
            foreach (var written in _leaves[first..leaf]) written.Flush(PutPage);
        }

        _groupRows += batch.RowCount;
        if (_leaves.Sum(written => written.UncompressedSize) >= GroupBytes || _groupRows >= _rowsAGroup) CloseGroup();
    }

    public override void Complete()
    {
        CloseGroup();
        byte[] footer = Footer();
        Put(footer);
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        Put(length);
        Put(Magic);
        _file.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var leaf in _leaves) leaf.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void RequireFields(ColumnSchema column, ColumnType type, string path)
    {
        if (type.Kind == ColumnKind.Struct && type.Fields.Count == 0)
        {
            throw new TableException(
                path, $"the column '{column.Name}' holds objects without any key, which Parquet has no form for. Leave the column out.");
        }

        if (type.Item is { } item) RequireFields(column, item, path);
        foreach (var field in type.Fields) RequireFields(column, field.Type, path);
    }

    // definition: the level from which on the value itself is there.
    private void AddLeaves(ColumnType type, List<string> path, int definition, int repetition)
    {
        if (type.Kind == ColumnKind.List)
        {
            AddLeaves(type.Item!, [.. path, "list", "element"], definition + 2, repetition + 1);
        }
        else if (type.Kind == ColumnKind.Struct)
        {
            foreach (var field in type.Fields) AddLeaves(field.Type, [.. path, field.Name], definition + 1, repetition);
        }
        else
        {
            _leaves.Add(new LeafWriter(type, path, definition, repetition));
        }
    }

    private void Shred(Column values, ColumnType type, int rows, ref int leaf)
    {
        if (!type.IsNested)
        {
            _leaves[leaf++].Add(values, rows);
            return;
        }

        int first = leaf;
        for (int row = 0; row < rows; row++)
        {
            leaf = first;
            Shred(values, type, row, definition: 0, repetition: 0, depth: 0, ref leaf);
        }

        if (rows == 0) leaf = first + LeafCount(type);
    }

    // definition: what the levels around the value are; depth: how many lists are around it.
    private void Shred(Column values, ColumnType type, int row, int definition, int repetition, int depth, ref int leaf)
    {
        if (values.IsMissing(row))
        {
            int count = LeafCount(type);
            for (int i = 0; i < count; i++) _leaves[leaf++].AddMissing(definition, repetition);
            return;
        }

        switch (values)
        {
            case ListColumn lists:
                int first = leaf;
                if (lists.Offsets[row] == lists.Offsets[row + 1])
                {
                    int count = LeafCount(type);
                    for (int i = 0; i < count; i++) _leaves[leaf++].AddMissing(definition + 1, repetition);
                    return;
                }

                for (int i = lists.Offsets[row]; i < lists.Offsets[row + 1]; i++)
                {
                    leaf = first;
                    int level = i == lists.Offsets[row] ? repetition : depth + 1;
                    Shred(lists.Items, type.Item!, i, definition + 2, level, depth + 1, ref leaf);
                }

                return;
            case StructColumn structs:
                for (int i = 0; i < structs.Fields.Count; i++)
                    Shred(structs.Fields[i], type.Fields[i].Type, row, definition + 1, repetition, depth, ref leaf);
                return;
            default:
                _leaves[leaf++].Add(values, row, repetition);
                return;
        }
    }

    private static int LeafCount(ColumnType type) => type.Kind switch
    {
        ColumnKind.List => LeafCount(type.Item!),
        ColumnKind.Struct => type.Fields.Sum(field => LeafCount(field.Type)),
        _ => 1,
    };

    // Pages are kept until the row group ends, since a chunk lies in one piece.
    private static void PutPage(LeafWriter leaf, byte[] head, byte[] page)
    {
        leaf.Pages.Write(head);
        leaf.Pages.Write(page);
    }

    private void CloseGroup()
    {
        if (_groupRows == 0) return;
        var chunks = new List<ChunkFacts>();
        foreach (var leaf in _leaves)
        {
            leaf.Finish(PutPage);
            chunks.Add(new ChunkFacts(_position, leaf.Pages.Length, leaf.UncompressedSize, leaf.ValueCount));
            leaf.Pages.Position = 0;
            leaf.Pages.CopyTo(_file);
            _position += leaf.Pages.Length;
            leaf.Clear();
        }

        _groups.Add((_groupRows, chunks));
        (_rows, _groupRows) = (_rows + _groupRows, 0);
    }

    private void Put(byte[] bytes)
    {
        _file.Write(bytes);
        _position += bytes.Length;
    }

    private byte[] Footer()
    {
        var thrift = new ThriftWriter();
        thrift.BeginStruct().WriteInt(1, 1);
        thrift.BeginList(2, ThriftWriter.Struct, 1 + _schema.Columns.Sum(column => ElementCount(column.Type)));
        thrift.BeginStruct().WriteText(4, "schema").WriteInt(5, _schema.Columns.Count).EndStruct();
        foreach (var column in _schema.Columns) WriteElement(thrift, column.Name, column.Type);
        thrift.WriteLong(3, _rows);
        thrift.BeginList(4, ThriftWriter.Struct, _groups.Count);
        foreach (var (rows, chunks) in _groups) WriteGroup(thrift, rows, chunks);
        if (_schema.Metadata.Count > 0)
        {
            thrift.BeginList(5, ThriftWriter.Struct, _schema.Metadata.Count);
            foreach (var (key, value) in _schema.Metadata) thrift.BeginStruct().WriteText(1, key).WriteText(2, value).EndStruct();
        }

        return thrift.WriteText(6, "Matiz").EndStruct().Written.ToArray();
    }

    private static int ElementCount(ColumnType type) => type.Kind switch
    {
        ColumnKind.List => 2 + ElementCount(type.Item!),
        ColumnKind.Struct => 1 + type.Fields.Sum(field => ElementCount(field.Type)),
        _ => 1,
    };

    private static void WriteElement(ThriftWriter thrift, string name, ColumnType type)
    {
        const int Optional = 1, Repeated = 2;
        thrift.BeginStruct();
        if (!type.IsNested) thrift.WriteInt(1, LeafWriter.PhysicalType(type));
        thrift.WriteInt(3, Optional).WriteText(4, name);
        switch (type.Kind)
        {
            case ColumnKind.List:
                thrift.WriteInt(5, 1).WriteInt(6, 3).BeginStruct(10).BeginStruct(3).EndStruct().EndStruct().EndStruct();
                thrift.BeginStruct().WriteInt(3, Repeated).WriteText(4, "list").WriteInt(5, 1).EndStruct();
                WriteElement(thrift, "element", type.Item!);
                return;
            case ColumnKind.Struct:
                thrift.WriteInt(5, type.Fields.Count).EndStruct();
                foreach (var field in type.Fields) WriteElement(thrift, field.Name, field.Type);
                return;
            case ColumnKind.Text:
                thrift.WriteInt(6, 0).BeginStruct(10).BeginStruct(1).EndStruct().EndStruct();
                break;
            case ColumnKind.Null:
                thrift.BeginStruct(10).BeginStruct(11).EndStruct().EndStruct();
                break;
        }

        thrift.EndStruct();
    }

    private void WriteGroup(ThriftWriter thrift, long rows, List<ChunkFacts> chunks)
    {
        const int Plain = 0, Rle = 3, Snappy = 1;
        thrift.BeginStruct().BeginList(1, ThriftWriter.Struct, chunks.Count);
        for (int i = 0; i < chunks.Count; i++)
        {
            var (chunk, leaf) = (chunks[i], _leaves[i]);
            thrift.BeginStruct().WriteLong(2, chunk.Start).BeginStruct(3).WriteInt(1, LeafWriter.PhysicalType(leaf.Type));
            thrift.BeginList(2, ThriftWriter.Int, 2).WriteNumber(Plain).WriteNumber(Rle);
            thrift.BeginList(3, ThriftWriter.Bytes, leaf.Path.Count);
            foreach (string part in leaf.Path) thrift.WriteText(part);
            thrift.WriteInt(4, Snappy).WriteLong(5, chunk.ValueCount).WriteLong(6, chunk.UncompressedSize)
                .WriteLong(7, chunk.PackedSize).WriteLong(9, chunk.Start).EndStruct().EndStruct();
        }

        thrift.WriteLong(2, chunks.Sum(chunk => chunk.UncompressedSize)).WriteLong(3, rows).EndStruct();
    }

    private sealed record ChunkFacts(long Start, long PackedSize, long UncompressedSize, long ValueCount);
}
