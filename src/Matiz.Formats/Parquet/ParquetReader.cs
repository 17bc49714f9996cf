using Matiz.Formats.Tables;

namespace Matiz.Formats.Parquet;

/// <summary>
/// Reads Parquet files, our own way: every size and offset is held to the file before it is believed, only wanted columns are decoded,
/// and memory holds a page of each of them. (Parquet.Net reads no lists in pages of version 2, makes a string of every text at once, and
/// allocates what a broken file claims; its codecs are the same packages.)
/// </summary>
internal sealed class ParquetReader : TableReader
{
    private const int NestedRowsAtOnce = 1024;
    private const long BytesAtOnce = 1 << 22;

    private readonly Stream _file;
    private readonly string _path;
    private readonly ParquetFooter _footer;
    private readonly IReadOnlyList<ParquetNode> _columns;

    /// <summary>Reads the description of a file.</summary>
    /// <param name="file">The file; it can seek, and is closed with the reader.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="TableException">It is no Parquet file, is damaged, or holds what cannot be read.</exception>
    public ParquetReader(Stream file, string path)
    {
        (_file, _path) = (file, path);
        _footer = ParquetFooter.Read(file, path);
        _columns = Guarded(null, () => ParquetNode.Columns(_footer.Elements));
        int leaves = _columns.Sum(column => column.Leaves.Count());
        if (_footer.RowGroups.Exists(group => group.Chunks.Count != leaves))
            throw Broken(null, new InvalidDataException("row groups have other columns than the schema"));
        Schema = new TableSchema([.. _columns.Select(column => new ColumnSchema(column.Name, column.Type))]) { Metadata = _footer.Notes };
    }

    public override TableSchema Schema { get; }

    public override long? RowCount => _footer.RowCount;

    public override IEnumerable<TableBatch> Read(IReadOnlyList<int> columns)
    {
        foreach (var group in _footer.RowGroups)
        {
            var rows = new GroupRows(this, group, [.. columns.Select(column => _columns[column])]);
            while (rows.Next() is { } batch) yield return batch;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private T Guarded<T>(string? column, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (NotSupportedException exception)
        {
            throw new TableException(
                _path,
                $"{Where(column)} has {exception.Message}, which Matiz does not read. Another encoding was expected. "
                + "Write the file again with other settings (in Python: pandas.read_parquet(…).to_parquet(…)).",
                exception);
        }
        catch (Exception exception) when (
            exception is InvalidDataException or EndOfStreamException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw Broken(column, exception);
        }
    }

    private TableException Broken(string? column, Exception exception) => new(
        _path, $"{Where(column)} is damaged: {exception.Message}. {TableException.Damaged}", exception);

    private static string Where(string? column) => column is null ? "the Parquet file" : $"the column '{column}' of the Parquet file";

    /// <summary>The rows of a row group.</summary>
    private sealed class GroupRows
    {
        private readonly ParquetReader _reader;
        private readonly ParquetNode[] _columns;
        private readonly Dictionary<int, LeafCursor> _cursors = [];
        private readonly Dictionary<int, GatheredLeaf> _gathered = [];
        private long _left;

        public GroupRows(ParquetReader reader, ParquetRowGroup group, ParquetNode[] columns)
        {
            (_reader, _columns, _left) = (reader, columns, group.RowCount);
            foreach (var column in columns)
            {
                foreach (var leaf in column.Leaves)
                {
                    var chunk = group.Chunks[leaf.Leaf];
                    _cursors[leaf.Leaf] = reader.Guarded(column.Name, () => new LeafCursor(reader._file, chunk, leaf));
                    if (IsFlat(column) && chunk.ValueCount != group.RowCount)
                        throw reader.Broken(column.Name, new InvalidDataException("it has not as many values as there are rows"));
                    if (!IsFlat(column)) _gathered[leaf.Leaf] = new GatheredLeaf(leaf);
                }
            }
        }

        /// <summary>The next rows; null behind the last.</summary>
        public TableBatch? Next()
        {
            if (_left == 0)
            {
                foreach (var column in _columns) _reader.Guarded(column.Name, () => RequireEnd(column));
                return null;
            }

            int rows = (int)Math.Min(_left, _gathered.Count > 0 ? NestedRowsAtOnce : LeafCursor.SliceLength);
            foreach (var column in _columns)
            {
                if (IsFlat(column)) rows = Math.Min(rows, _reader.Guarded(column.Name, () => Available(_cursors[column.Leaf])));
            }

            _left -= rows;
            return new TableBatch(rows, [.. _columns.Select(column => _reader.Guarded(column.Name, () => Make(column, rows)))]);
        }

        private static bool IsFlat(ParquetNode column) => column is { Leaf: >= 0, Repetition: 0 };

        private bool RequireEnd(ParquetNode column)
        {
            foreach (var leaf in column.Leaves)
            {
                if (_cursors[leaf.Leaf].Fill()) throw new InvalidDataException("it has more values than there are rows");
            }

            return true;
        }

        // As many rows as the slice has, fewer where their texts are long.
        private static int Available(LeafCursor cursor)
        {
            if (!cursor.Fill()) throw new InvalidDataException("it ends before its rows");
            var lengths = cursor.Values.Lengths;
            if (lengths.Length == 0) return cursor.Left;
            long bytes = 0;
            int values = cursor.ValueAt;
            for (int i = cursor.At; i < cursor.Length; i++)
            {
                bool isPresent = cursor.IsWhole || cursor.IsPresent(i);
                if (isPresent) bytes += lengths[values++];
                if (bytes > BytesAtOnce) return Math.Max(1, i - cursor.At);
            }

            return cursor.Left;
        }

        private Column Make(ParquetNode column, int rows)
        {
            if (!IsFlat(column))
            {
                foreach (var leaf in column.Leaves) _gathered[leaf.Leaf].Gather(_cursors[leaf.Leaf], rows);
                return NestedColumn.Make(column, _gathered);
            }

            var cursor = _cursors[column.Leaf];
            bool[]? present = null;
            int values = rows;
            if (!cursor.IsWhole)
            {
                present = new bool[rows];
                for (int i = 0; i < rows; i++) present[i] = cursor.IsPresent(cursor.At + i);
                values = present.AsSpan().Count(true);
                if (values == rows) present = null;
            }

            var made = LeafColumn.Make(column, cursor.Values, cursor.ValueAt, present, rows);
            cursor.Advance(rows, values);
            return made;
        }
    }
}
