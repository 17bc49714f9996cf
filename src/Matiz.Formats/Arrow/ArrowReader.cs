using System.Buffers.Binary;
using Matiz.Formats.Tables;

namespace Matiz.Formats.Arrow;

/// <summary>
/// Reads Arrow files, streams and Feather files of version 2, our own way: every offset, length and index is held to the file before it is
/// used. (Apache.Arrow believes them: a broken file ends the process there.)
/// </summary>
internal sealed class ArrowReader : TableReader
{
    private const int SchemaMessage = 1, DictionaryMessage = 2, RowsMessage = 3, RowsAtOnce = 8192;
    private const long BytesAtOnce = 1 << 22;

    private readonly Stream _file;
    private readonly string _path;
    private readonly List<ArrowMessage> _messages;
    private readonly IReadOnlyList<ArrowField> _fields;

    /// <summary>Reads the descriptions of a file.</summary>
    /// <param name="file">The file; it can seek, and is closed with the reader.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="TableException">It is no Arrow file, is damaged, or holds what cannot be read.</exception>
    public ArrowReader(Stream file, string path)
    {
        (_file, _path) = (file, path);
        _messages = Guarded(() => ArrowMessages.Read(file, path).ToList());
        if (_messages is not [{ Kind: SchemaMessage } first, ..]) throw Broken(new InvalidDataException("it does not begin with a schema"));
        if (Guarded(() => first.Header.Short(0)) != 0)
        {
            throw new TableException(
                path, "the Arrow file has its bytes in the order of big-endian machines. The usual order was expected. Write it again.");
        }

        _fields = Guarded(() => ArrowField.Read(first.Header));
        var notes = new Dictionary<string, string>(StringComparer.Ordinal);
        Guarded(() =>
        {
            foreach (var pair in first.Header.Tables(2)) notes[pair.Text(0) ?? ""] = pair.Text(1) ?? "";
            return 0;
        });
        Schema = new TableSchema([.. _fields.Select(field => new ColumnSchema(field.Name, field.Type))]) { Metadata = notes };
        RowCount = Guarded(() => _messages.Where(message => message.Kind == RowsMessage).Sum(message => Checked(message.Header.Long(0))));
        if (RowCount > int.MaxValue) throw Broken(new InvalidDataException("it tells more than 2 billion rows"));
    }

    public override TableSchema Schema { get; }

    public override long? RowCount { get; }

    public override IEnumerable<TableBatch> Read(IReadOnlyList<int> columns)
    {
        var dictionaries = new Dictionary<long, ArrowValues>();
        foreach (var message in _messages)
        {
            if (message.Kind == DictionaryMessage) Guarded(() => ReadDictionary(message, columns, dictionaries));
            if (message.Kind != RowsMessage) continue;
            var (rows, values) = Guarded(() => ReadRows(message, columns, dictionaries));
            for (int from = 0; from < rows;)
            {
                int start = from;
                var batch = Guarded(() => Slice(values, start, Math.Min(RowsAtOnce, rows - start)));
                yield return batch;
                from += batch.RowCount;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private static long Checked(long rows) =>
        rows is >= 0 and <= int.MaxValue ? rows : throw new InvalidDataException("a number of rows is wrong");

    private static TableBatch Slice(ArrowValues[] values, int from, int count)
    {
        foreach (var column in values) count = column.Fitting(from, count, BytesAtOnce);
        return new TableBatch(count, Array.ConvertAll(values, column => column.Slice(from, count)));
    }

    private (int Rows, ArrowValues[] Values) ReadRows(
        ArrowMessage message, IReadOnlyList<int> columns, Dictionary<long, ArrowValues> dictionaries)
    {
        var batch = new ArrowBatch(_file, message, message.Header);
        var read = new ArrowValues?[_fields.Count];
        for (int i = 0; i < _fields.Count; i++)
        {
            if (!columns.Contains(i)) Skip(batch, _fields[i]);
            else read[i] = ReadField(batch, _fields[i], dictionaries, (int)batch.Length);
        }

        return ((int)batch.Length, [.. columns.Select(column => read[column]!)]);
    }

    private int ReadDictionary(ArrowMessage message, IReadOnlyList<int> columns, Dictionary<long, ArrowValues> dictionaries)
    {
        long id = message.Header.Long(0);
        var users = columns.SelectMany(column => WithDictionary(_fields[column])).Where(field => field.Dictionary == id);
        if (users.FirstOrDefault() is not { } user) return 0;   // of a column that is not wanted
        var batch = new ArrowBatch(_file, message, message.Header.Table(1));
        var values = ReadField(batch, user with { Dictionary = null }, dictionaries, (int)batch.Length);
        bool isMore = message.Header.Byte(2) != 0;
        dictionaries[id] = isMore && dictionaries.TryGetValue(id, out var before) ? new ArrowJoined(before, values) : values;
        return 0;
    }

    private static IEnumerable<ArrowField> WithDictionary(ArrowField field) =>
        (field.Dictionary is null ? [] : new[] { field }).Concat(field.Children.SelectMany(WithDictionary));

    private static void Skip(ArrowBatch batch, ArrowField field)
    {
        batch.NextNode(out _);
        batch.Skip(field.BufferCount);
        if (field.Dictionary is not null) return;
        if (field.Kind is ArrowKind.BinaryView or ArrowKind.Utf8View) batch.Skip(batch.NextVariadic());
        foreach (var child in field.Children) Skip(batch, child);
    }

    // expected: how many values there must be; -1 where the offsets of lists tell it later.
    private static ArrowValues ReadField(ArrowBatch batch, ArrowField field, Dictionary<long, ArrowValues> dictionaries, int expected)
    {
        int count = batch.NextNode(out long nulls);
        if (expected >= 0 && count != expected) throw new InvalidDataException($"the column '{field.Name}' has another number of rows");
        if (field.Kind == ArrowKind.Null && field.Dictionary is null) return new ArrowNulls(count);
        byte[] validity = batch.Next();
        if (nulls == 0) validity = [];
        else if (validity.Length > 0) Require(validity, (count + 7L) / 8, field);
        if (field.Dictionary is { } id)
        {
            byte[] indices = batch.Next();
            Require(indices, (long)count * field.IndexBits / 8, field);
            if (!dictionaries.TryGetValue(id, out var dictionary))
                throw new InvalidDataException($"the column '{field.Name}' lacks its dictionary");
            return new ArrowIndices(
                count, validity, new ArrowIntegers(count, [], indices, field.IndexBits, field.IndexIsUnsigned), dictionary, field.Type);
        }

        switch (field.Kind)
        {
            case ArrowKind.Struct:
                var fields = field.Children.Select(child => ReadField(batch, child, dictionaries, count)).ToArray();
                return new ArrowStructs(count, validity, [.. field.Children.Select(child => child.Name)], fields);
            case ArrowKind.FixedSizeList:
                var same = new int[checked(count + 1)];
                for (int i = 0; i <= count; i++) same[i] = checked(i * field.Width);
                return new ArrowLists(count, validity, same, ReadItems(batch, field, dictionaries, same[count]));
            case ArrowKind.List or ArrowKind.LargeList or ArrowKind.Map:
                int[] offsets = ReadOffsets(batch.Next(), count, field.Kind == ArrowKind.LargeList, field);
                return new ArrowLists(count, validity, offsets, ReadItems(batch, field, dictionaries, offsets[count]));
            case ArrowKind.BinaryView or ArrowKind.Utf8View:
                byte[] views = batch.Next();
                Require(views, 16L * count, field);
                var buffers = new byte[batch.NextVariadic()][];
                for (int i = 0; i < buffers.Length; i++) buffers[i] = batch.Next();
                return new ArrowViews(count, validity, views, buffers, field.Kind == ArrowKind.Utf8View);
            case ArrowKind.Utf8 or ArrowKind.Binary or ArrowKind.LargeUtf8 or ArrowKind.LargeBinary:
                int[] places = ReadOffsets(batch.Next(), count, field.Kind is ArrowKind.LargeUtf8 or ArrowKind.LargeBinary, field);
                byte[] texts = batch.Next();
                Require(texts, places[count], field);
                return new ArrowTexts(count, validity, texts, places, field.Type.Kind == ColumnKind.Text);
            default:
                return ReadNumbers(batch.Next(), field, count, validity);
        }
    }

    private static ArrowValues ReadNumbers(byte[] data, ArrowField field, int count, byte[] validity)
    {
        long bits = field.Kind switch { ArrowKind.Bool => 1, ArrowKind.FixedSizeBinary => 8L * field.Width, _ => field.Width };
        Require(data, ((count * bits) + 7) / 8, field);
        return field.Kind switch
        {
            ArrowKind.Bool => new ArrowBooleans(count, validity, data),
            ArrowKind.Int => new ArrowIntegers(count, validity, data, field.Width, field.IsUnsigned),
            ArrowKind.Float => new ArrowFloats(count, validity, data, field.Width),
            ArrowKind.FixedSizeBinary => new ArrowFixed(count, validity, data, field.Width),
            _ => new ArrowMoments(count, validity, data, field),
        };
    }

    private static ArrowValues ReadItems(ArrowBatch batch, ArrowField field, Dictionary<long, ArrowValues> dictionaries, int least)
    {
        var items = ReadField(batch, field.Children[0], dictionaries, expected: -1);
        return items.Count >= least
            ? items
            : throw new InvalidDataException($"the lists of the column '{field.Name}' end before their items");
    }

    private static int[] ReadOffsets(byte[] buffer, int count, bool isLarge, ArrowField field)
    {
        if (count == 0) return [0];
        Require(buffer, (isLarge ? 8L : 4L) * (count + 1L), field);
        var offsets = new int[count + 1];
        for (int i = 0; i <= count; i++)
        {
            long offset = isLarge
                ? BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(8 * i))
                : BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(4 * i));
            bool ascends = offset >= 0 && offset <= int.MaxValue && (i == 0 || offset >= offsets[i - 1]);
            offsets[i] = ascends ? (int)offset : throw new InvalidDataException($"the offsets of the column '{field.Name}' do not ascend");
        }

        return offsets;
    }

    private static void Require(byte[] buffer, long length, ArrowField field)
    {
        if (buffer.Length < length) throw new InvalidDataException($"a buffer of the column '{field.Name}' is too short");
    }

    private T Guarded<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (NotSupportedException exception)
        {
            throw new TableException(
                _path,
                $"the Arrow file has {exception.Message}, which Matiz does not read. Another type was expected. "
                + "Write the file again without it, or as another type.",
                exception);
        }
        catch (Exception exception) when (
            exception is InvalidDataException or EndOfStreamException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw Broken(exception);
        }
    }

    private TableException Broken(Exception exception) =>
        new(_path, $"the Arrow file is damaged: {exception.Message}. {TableException.Damaged}", exception);
}

/// <summary>A dictionary to which more values were added.</summary>
internal sealed class ArrowJoined(ArrowValues before, ArrowValues more) : ArrowValues(checked(before.Count + more.Count), [])
{
    public override Column Slice(int from, int count) => count == 1
        ? from < before.Count ? before.Slice(from, 1) : more.Slice(from - before.Count, 1)
        : throw new InvalidOperationException("a dictionary is read value by value.");

    public override int SizeOf(int row) => row < before.Count ? before.SizeOf(row) : more.SizeOf(row - before.Count);

    public override void AddTo(ColumnBuilder builder, int row)
    {
        if (row < before.Count) before.AddTo(builder, row);
        else more.AddTo(builder, row - before.Count);
    }
}
