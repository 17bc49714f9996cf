using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using Matiz.Formats.Disk;
using Matiz.Formats.Tables;
using Column = Matiz.Formats.Tables.Column;

namespace Matiz.Formats.Arrow;

/// <summary>
/// Writes Arrow files or streams, by Apache.Arrow: what it writes is our own, so that nothing of a stranger's comes near it.
/// </summary>
internal sealed class ArrowWriter : TableWriter
{
    private readonly ArrowStreamWriter _writer;
    private readonly Schema _schema;
    private readonly TableSchema _table;

    /// <summary>Begins a file.</summary>
    /// <param name="file">Where to; stays open.</param>
    /// <param name="schema">The columns.</param>
    /// <param name="isStream">Whether the form is that of a stream; else that of a file.</param>
    public ArrowWriter(Stream file, TableSchema schema, bool isStream)
    {
        _table = schema;
        _schema = new Schema(schema.Columns.Select(column => FieldOf(column)), schema.Metadata);
        var counting = new CountingStream(file);
        _writer = isStream
            ? new ArrowStreamWriter(counting, _schema, leaveOpen: true)
            : new ArrowFileWriter(counting, _schema, leaveOpen: true);
        _writer.WriteStart();
    }

    public override void Write(TableBatch batch)
    {
        var arrays = new IArrowArray[batch.Columns.Count];
        for (int i = 0; i < arrays.Length; i++)
            arrays[i] = ArrowArrayFactory.BuildArray(DataOf(batch.Columns[i], _table.Columns[i].Type));
        _writer.WriteRecordBatch(new RecordBatch(_schema, arrays, batch.RowCount));
    }

    public override void Complete() => _writer.WriteEnd();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _writer.Dispose();
        base.Dispose(disposing);
    }

    private static Field FieldOf(ColumnSchema column) => new(column.Name, TypeOf(column.Type), nullable: true);

    private static IArrowType TypeOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => BooleanType.Default,
        ColumnKind.Integer => type.Bits == 32 ? Int32Type.Default : Int64Type.Default,
        ColumnKind.Float => type.Bits == 32 ? FloatType.Default : DoubleType.Default,
        ColumnKind.Text => StringType.Default,
        ColumnKind.Bytes => BinaryType.Default,
        ColumnKind.List => new ListType(new Field("item", TypeOf(type.Item!), nullable: true)),
        ColumnKind.Struct => new StructType([.. type.Fields.Select(FieldOf)]),
        _ => NullType.Default,
    };

    private static ArrayData DataOf(Column values, ColumnType type)
    {
        var kind = TypeOf(type);
        int count = values.Count;
        if (values is NullColumn) return new ArrayData(kind, count, count, 0, System.Array.Empty<ArrowBuffer>());
        int missing = values.Present is null ? 0 : values.Present.AsSpan().Count(false);
        var validity = missing == 0 ? ArrowBuffer.Empty : new ArrowBuffer(Bits(values.Present!));
        return values switch
        {
            BooleanColumn flags => new ArrayData(kind, count, missing, 0, [validity, new ArrowBuffer(Bits(flags.Values))]),
            IntegerColumn numbers when type.Bits == 32 => new ArrayData(
                kind, count, missing, 0, [validity, Buffer(System.Array.ConvertAll(numbers.Values, value => checked((int)value)))]),
            IntegerColumn numbers => new ArrayData(kind, count, missing, 0, [validity, Buffer(numbers.Values)]),
            FloatColumn numbers when type.Bits == 32 => new ArrayData(
                kind, count, missing, 0, [validity, Buffer(System.Array.ConvertAll(numbers.Values, value => (float)value))]),
            FloatColumn numbers => new ArrayData(kind, count, missing, 0, [validity, Buffer(numbers.Values)]),
            TextColumn texts => new ArrayData(kind, count, missing, 0, [validity, .. TextsOf(texts)]),
            ListColumn lists => new ArrayData(
                kind, count, missing, 0, [validity, Buffer(lists.Offsets)], [DataOf(lists.Items, type.Item!)]),
            StructColumn structs => new ArrayData(
                kind, count, missing, 0, [validity], structs.Fields.Select((field, i) => DataOf(field, type.Fields[i].Type))),
            _ => throw new InvalidOperationException($"{values.GetType().Name} cannot be written."),
        };
    }

    // A slice of a larger block is copied, so that no more than the slice is written.
    private static ArrowBuffer[] TextsOf(TextColumn texts)
    {
        int first = texts.Offsets[0];
        int[] offsets = first == 0 ? texts.Offsets : System.Array.ConvertAll(texts.Offsets, offset => offset - first);
        return [Buffer(offsets), new ArrowBuffer(texts.Bytes.AsMemory(first, texts.Offsets[^1] - first))];
    }

    private static ArrowBuffer Buffer<T>(T[] values)
        where T : struct => new(MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static byte[] Bits(bool[] values)
    {
        var bits = new byte[(values.Length + 7) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i]) bits[i >> 3] |= (byte)(1 << (i & 7));
        }

        return bits;
    }

    /// <summary>Knows where it is, as the footer of a file needs it; a packed stream does not.</summary>
    private sealed class CountingStream(Stream inner) : WriteOnlyStream
    {
        private long _position;

        public override bool CanSeek => true;                   // it is asked where it is, never moved

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer);
            _position += buffer.Length;
        }

        public override void Flush() => inner.Flush();
    }
}
