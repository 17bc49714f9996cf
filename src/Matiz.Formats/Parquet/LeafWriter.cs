using System.Buffers.Binary;
using System.Numerics;
using Matiz.Formats.Tables;
using Snappier;

namespace Matiz.Formats.Parquet;

/// <summary>Gathers the levels and values of a leaf and makes pages of them.</summary>
/// <param name="type">What its values are.</param>
/// <param name="path">Its name, and those of what it lies in.</param>
/// <param name="definition">The level from which on a value is there.</param>
/// <param name="repetition">How many lists it lies in.</param>
internal sealed class LeafWriter(ColumnType type, IReadOnlyList<string> path, int definition, int repetition) : IDisposable
{
    private const int PageBytes = 1 << 20, PageValues = 20_000;

    private readonly MemoryStream _values = new();
    private readonly List<byte> _definitions = [], _repetitions = [];
    private int _bits;

    public ColumnType Type { get; } = type;

    public IReadOnlyList<string> Path { get; } = path;

    /// <summary>The pages of the row group so far.</summary>
    public MemoryStream Pages { get; private set; } = new();

    public long ValueCount { get; private set; }

    public long UncompressedSize { get; private set; }

    /// <summary>How the values lie in the file.</summary>
    public static int PhysicalType(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => ParquetTypes.Boolean,
        ColumnKind.Integer => type.Bits == 32 ? ParquetTypes.Int32 : ParquetTypes.Int64,
        ColumnKind.Float => type.Bits == 32 ? ParquetTypes.Float : ParquetTypes.Double,
        ColumnKind.Null => ParquetTypes.Int32,
        _ => ParquetTypes.ByteArray,
    };

    /// <summary>Adds all values of a column that lies in no list.</summary>
    public void Add(Column values, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            if (values.IsMissing(row)) AddMissing(0, 0);
            else Add(values, row, 0);
        }
    }

    /// <summary>Adds a value that is there.</summary>
    public void Add(Column values, int row, int repetitionLevel)
    {
        AddLevels(definition, repetitionLevel);
        Span<byte> number = stackalloc byte[8];
        switch (values)
        {
            case TextColumn texts:
                var text = texts.At(row);
                BinaryPrimitives.WriteInt32LittleEndian(number, text.Length);
                _values.Write(number[..4]);
                _values.Write(text);
                break;
            case IntegerColumn numbers when Type.Bits == 32:
                BinaryPrimitives.WriteInt32LittleEndian(number, checked((int)numbers.Values[row]));
                _values.Write(number[..4]);
                break;
            case IntegerColumn numbers:
                BinaryPrimitives.WriteInt64LittleEndian(number, numbers.Values[row]);
                _values.Write(number);
                break;
            case FloatColumn numbers when Type.Bits == 32:
                BinaryPrimitives.WriteSingleLittleEndian(number, (float)numbers.Values[row]);
                _values.Write(number[..4]);
                break;
            case FloatColumn numbers:
                BinaryPrimitives.WriteDoubleLittleEndian(number, numbers.Values[row]);
                _values.Write(number);
                break;
            case BooleanColumn flags:
                if ((_bits & 7) == 0) _values.WriteByte(0);
                if (flags.Values[row]) _values.GetBuffer()[_bits >> 3] |= (byte)(1 << (_bits & 7));
                _bits++;
                break;
        }
    }

    /// <summary>Adds a place without a value.</summary>
    public void AddMissing(int definitionLevel, int repetitionLevel) => AddLevels(definitionLevel, repetitionLevel);

    /// <summary>Makes a page where there is enough for one; between rows only.</summary>
    public void Flush(Action<LeafWriter, byte[], byte[]> put)
    {
        if (_values.Length >= PageBytes || _definitions.Count >= PageValues) Finish(put);
    }

    /// <summary>Makes a page of what is left.</summary>
    public void Finish(Action<LeafWriter, byte[], byte[]> put)
    {
        if (_definitions.Count == 0) return;
        using var page = new MemoryStream();
        if (repetition > 0) WriteLevels(page, _repetitions, repetition);
        WriteLevels(page, _definitions, definition);
        page.Write(_values.GetBuffer().AsSpan(0, (int)_values.Length));
        byte[] packed = new byte[Snappy.GetMaxCompressedLength((int)page.Length)];
        int length = Snappy.Compress(page.GetBuffer().AsSpan(0, (int)page.Length), packed);
        byte[] head = new ThriftWriter().BeginStruct().WriteInt(1, 0).WriteInt(2, page.Length).WriteInt(3, length)
            .BeginStruct(5).WriteInt(1, _definitions.Count).WriteInt(2, 0).WriteInt(3, 3).WriteInt(4, 3).EndStruct().EndStruct()
            .Written.ToArray();
        put(this, head, packed[..length]);
        ValueCount += _definitions.Count;
        UncompressedSize += head.Length + page.Length;
        _values.SetLength(0);
        _definitions.Clear();
        _repetitions.Clear();
        _bits = 0;
    }

    public void Dispose()
    {
        _values.Dispose();
        Pages.Dispose();
    }

    /// <summary>Begins a row group.</summary>
    public void Clear()
    {
        Pages.Dispose();
        Pages = new MemoryStream();
        (ValueCount, UncompressedSize) = (0, 0);
    }

    private void AddLevels(int definitionLevel, int repetitionLevel)
    {
        _definitions.Add((byte)definitionLevel);
        if (repetition > 0) _repetitions.Add((byte)repetitionLevel);
    }

    // Runs of one value where it repeats; else groups of eight, bit-packed.
    private static void WriteLevels(MemoryStream page, List<byte> levels, int most)
    {
        int width = BitOperations.Log2((uint)most) + 1;
        long start = page.Position;
        page.Write([0, 0, 0, 0]);
        for (int i = 0; i < levels.Count;)
        {
            int run = 1;
            while (i + run < levels.Count && levels[i + run] == levels[i]) run++;
            if (run >= 8 || i + run == levels.Count)
            {
                Varint(page, (uint)run << 1);
                page.WriteByte(levels[i]);
                i += run;
                continue;
            }

            Varint(page, (1u << 1) | 1);
            ulong bits = 0;
            for (int j = 0; j < 8 && i + j < levels.Count; j++) bits |= (ulong)levels[i + j] << (j * width);
            for (int j = 0; j < width; j++) page.WriteByte((byte)(bits >> (8 * j)));
            i += Math.Min(8, levels.Count - i);
        }

        BinaryPrimitives.WriteInt32LittleEndian(page.GetBuffer().AsSpan((int)start), (int)(page.Position - start - 4));
    }

    private static void Varint(MemoryStream page, uint value)
    {
        for (; value >= 128; value >>= 7) page.WriteByte((byte)(value | 128));
        page.WriteByte((byte)value);
    }
}
