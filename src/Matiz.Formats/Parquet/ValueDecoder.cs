using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Matiz.Formats.Parquet;

/// <summary>Decodes the values of a page, some at a time.</summary>
internal abstract class ValueDecoder
{
    /// <summary>Decodes the next values.</summary>
    /// <param name="count">How many.</param>
    /// <param name="values">Where to, from the first on.</param>
    /// <exception cref="InvalidDataException">There are fewer, or they are broken.</exception>
    public abstract void Read(int count, LeafValues values);

    /// <summary>The decoder of a page.</summary>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="element">The leaf.</param>
    /// <param name="page">The page, unpacked.</param>
    /// <param name="start">Where its values begin.</param>
    /// <param name="dictionary">The values that indices mean; null where the column has no dictionary.</param>
    /// <param name="count">How many values there are, missing ones aside, at most.</param>
    public static ValueDecoder For(
        int encoding, ParquetElement element, byte[] page, int start, LeafDictionary? dictionary, int count) => encoding switch
        {
            0 => new PlainDecoder(element, page, start),
            2 or 8 => new DictionaryDecoder(
                element, page, start, dictionary ?? throw new InvalidDataException("a page needs a dictionary that is not there")),
            3 or 5 or 6 or 7 when start >= page.Length => new PlainDecoder(element, page, start),      // no values at all
            3 when element.Type == ParquetTypes.Boolean => new RunDecoder(page, start),
            5 when element.Type is ParquetTypes.Int32 or ParquetTypes.Int64 => new DeltaDecoder(element, page, start),
            6 when element.Type == ParquetTypes.ByteArray => new DeltaLengthDecoder(page, start, count),
            7 when element.Type is ParquetTypes.ByteArray or ParquetTypes.Fixed => new DeltaTextDecoder(page, start, count),
            9 when element.Type is not (ParquetTypes.Boolean or ParquetTypes.ByteArray or ParquetTypes.Int96) =>
                new SplitDecoder(element, page, start),
            _ => throw new NotSupportedException($"values in the encoding {NameOf(encoding)}"),
        };

    /// <summary>The bytes of a value of fixed width.</summary>
    public static int WidthOf(ParquetElement element) => element.Type switch
    {
        ParquetTypes.Int32 or ParquetTypes.Float => 4,
        ParquetTypes.Int64 or ParquetTypes.Double => 8,
        ParquetTypes.Int96 => 12,
        ParquetTypes.Fixed when element.TypeLength > 0 => element.TypeLength,
        _ => throw new InvalidDataException("a column has no width"),
    };

    protected static InvalidDataException Short() => new("a page ends before its values");

    private static string NameOf(int encoding) => encoding switch
    {
        3 => "RLE",
        4 => "BIT_PACKED",
        5 => "DELTA_BINARY_PACKED",
        6 => "DELTA_LENGTH_BYTE_ARRAY",
        7 => "DELTA_BYTE_ARRAY",
        9 => "BYTE_STREAM_SPLIT",
        _ => encoding.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}

/// <summary>Values one after another.</summary>
internal sealed class PlainDecoder(ParquetElement element, byte[] page, int start) : ValueDecoder
{
    private int _position = start;
    private long _bit = 8L * start;

    public override void Read(int count, LeafValues values)
    {
        switch (element.Type)
        {
            case ParquetTypes.Boolean:
                if (_bit + count > 8L * page.Length) throw Short();
                for (int i = 0; i < count; i++, _bit++) values.Booleans[i] = (page[_bit >> 3] >> (int)(_bit & 7) & 1) != 0;
                return;
            case ParquetTypes.Int32:
                var ints = Take(count, 4);
                for (int i = 0; i < count; i++) values.Integers[i] = BinaryPrimitives.ReadInt32LittleEndian(ints[(4 * i)..]);
                return;
            case ParquetTypes.Int64:
                var longs = Take(count, 8);
                if (BitConverter.IsLittleEndian) MemoryMarshal.Cast<byte, long>(longs).CopyTo(values.Integers);
                else for (int i = 0; i < count; i++) values.Integers[i] = BinaryPrimitives.ReadInt64LittleEndian(longs[(8 * i)..]);
                return;
            case ParquetTypes.Float:
                var floats = Take(count, 4);
                for (int i = 0; i < count; i++) values.Floats[i] = BinaryPrimitives.ReadSingleLittleEndian(floats[(4 * i)..]);
                return;
            case ParquetTypes.Double:
                var doubles = Take(count, 8);
                if (BitConverter.IsLittleEndian) MemoryMarshal.Cast<byte, double>(doubles).CopyTo(values.Floats);
                else for (int i = 0; i < count; i++) values.Floats[i] = BinaryPrimitives.ReadDoubleLittleEndian(doubles[(8 * i)..]);
                return;
            case ParquetTypes.ByteArray:
                ReadTexts(count, values);
                return;
            default:
                int width = WidthOf(element);
                values.Bytes = page;
                int first = _position;
                Take(count, width);
                for (int i = 0; i < count; i++) (values.Starts[i], values.Lengths[i]) = (first + (i * width), width);
                return;
        }
    }

    private void ReadTexts(int count, LeafValues values)
    {
        values.Bytes = page;
        int position = _position;
        var (starts, lengths) = (values.Starts, values.Lengths);
        for (int i = 0; i < count; i++)
        {
            if (page.Length - position < 4) throw Short();
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(position));
            position += 4;
            if (length > (uint)(page.Length - position)) throw Short();
            starts[i] = position;
            lengths[i] = (int)length;
            position += (int)length;
        }

        _position = position;
    }

    private ReadOnlySpan<byte> Take(int count, int width)
    {
        if ((long)count * width > page.Length - _position) throw Short();
        var bytes = page.AsSpan(_position, count * width);
        _position += count * width;
        return bytes;
    }
}

/// <summary>Booleans in runs.</summary>
internal sealed class RunDecoder : ValueDecoder
{
    private readonly HybridReader _runs;
    private int[] _scratch = [];

    public RunDecoder(byte[] page, int start)
    {
        if (page.Length - start < 4) throw Short();
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(start));
        if (length > (uint)(page.Length - start - 4)) throw Short();
        _runs = new HybridReader(page, start + 4, start + 4 + (int)length, 1);
    }

    public override void Read(int count, LeafValues values)
    {
        if (_scratch.Length < count) _scratch = new int[count];
        _runs.Read(_scratch.AsSpan(0, count));
        for (int i = 0; i < count; i++) values.Booleans[i] = _scratch[i] != 0;
    }
}

/// <summary>Whole numbers as differences.</summary>
internal sealed class DeltaDecoder(ParquetElement element, byte[] page, int start) : ValueDecoder
{
    private readonly DeltaReader _deltas = new(page, start, page.Length);

    public override void Read(int count, LeafValues values)
    {
        if (element.Type == ParquetTypes.Int64) for (int i = 0; i < count; i++) values.Integers[i] = _deltas.Next();
        else for (int i = 0; i < count; i++) values.Integers[i] = (int)_deltas.Next();      // wraps, as it was written
    }
}

/// <summary>The lengths of texts as differences, then the texts.</summary>
internal sealed class DeltaLengthDecoder : ValueDecoder
{
    private readonly byte[] _page;
    private readonly DeltaReader _lengths;
    private int _position;

    public DeltaLengthDecoder(byte[] page, int start, int count)
    {
        _page = page;
        (_lengths, _position) = (new DeltaReader(page, start, page.Length), DeltaTextDecoder.EndOf(page, start, count));
    }

    public override void Read(int count, LeafValues values)
    {
        values.Bytes = _page;
        for (int i = 0; i < count; i++)
        {
            long length = _lengths.Next();
            if (length < 0 || length > _page.Length - _position) throw Short();
            (values.Starts[i], values.Lengths[i]) = (_position, (int)length);
            _position += (int)length;
        }
    }
}

/// <summary>Texts that begin as the one before does.</summary>
internal sealed class DeltaTextDecoder : ValueDecoder
{
    private const long MostBytesAtOnce = 1 << 26;
    private const int Growth = 64;

    private readonly DeltaReader _prefixes;
    private readonly DeltaLengthDecoder _suffixes;
    private readonly LeafValues _rest = LeafValues.For(ParquetTypes.ByteArray, 0);
    private readonly int _pageLength;
    private LeafValues _suffix;
    private byte[] _last = [];
    private long _total;

    public DeltaTextDecoder(byte[] page, int start, int count)
    {
        _prefixes = new DeltaReader(page, start, page.Length);
        _suffixes = new DeltaLengthDecoder(page, EndOf(page, start, count), count);
        (_suffix, _pageLength) = (_rest, page.Length);
    }

    public override void Read(int count, LeafValues values)
    {
        if (_suffix.Starts.Length < count) _suffix = LeafValues.For(ParquetTypes.ByteArray, count);
        _suffixes.Read(count, _suffix);
        var bytes = new MemoryStream();
        for (int i = 0; i < count; i++)
        {
            long prefix = _prefixes.Next();
            if (prefix < 0 || prefix > _last.Length) throw new InvalidDataException("a text shares more than the one before has");
            var value = new byte[checked((int)prefix + _suffix.Lengths[i])];
            _last.AsSpan(0, (int)prefix).CopyTo(value);
            _suffix.Bytes.AsSpan(_suffix.Starts[i], _suffix.Lengths[i]).CopyTo(value.AsSpan((int)prefix));
            _total += value.Length;
            if (_total > MostBytesAtOnce && _total > (long)Growth * _pageLength)
                throw new InvalidDataException("a page of shared texts unpacks to more than it should");
            (values.Starts[i], values.Lengths[i]) = ((int)bytes.Length, value.Length);
            bytes.Write(value);
            _last = value;
        }

        values.Bytes = bytes.GetBuffer();
    }

    /// <summary>Behind a block of differences, whose values are passed over.</summary>
    internal static int EndOf(byte[] page, int start, int count)
    {
        var deltas = new DeltaReader(page, start, page.Length);
        if (deltas.Left > count) throw new InvalidDataException("a page has more values than rows");
        while (deltas.Left > 0) deltas.Next();
        return deltas.FindEnd();
    }
}

/// <summary>The first bytes of all values, then the second ones, and so on.</summary>
internal sealed class SplitDecoder : ValueDecoder
{
    private readonly PlainDecoder _plain;

    public SplitDecoder(ParquetElement element, byte[] page, int start)
    {
        int width = WidthOf(element), count = (page.Length - start) / width;
        if ((page.Length - start) % width != 0) throw Short();
        var joined = new byte[count * width];
        for (int part = 0; part < width; part++)
        {
            var bytes = page.AsSpan(start + (part * count), count);
            for (int i = 0; i < count; i++) joined[(i * width) + part] = bytes[i];
        }

        _plain = new PlainDecoder(element, joined, 0);
    }

    public override void Read(int count, LeafValues values) => _plain.Read(count, values);
}

/// <summary>The values that a chunk's indices mean.</summary>
internal sealed class LeafDictionary
{
    public LeafDictionary(ParquetElement element, byte[] page, int count)
    {
        // A value has at least four bytes, the length of a text.
        int least = element.Type == ParquetTypes.ByteArray ? 4 : element.Type == ParquetTypes.Boolean ? 1 : ValueDecoder.WidthOf(element);
        if (count < 0 || (long)count * least > page.Length) throw new InvalidDataException("a dictionary ends before its values");
        Values = LeafValues.For(element.Type!.Value, count);
        new PlainDecoder(element, page, 0).Read(count, Values);
        Count = count;
    }

    public LeafValues Values { get; }

    public int Count { get; }
}

/// <summary>Indices into a dictionary.</summary>
internal sealed class DictionaryDecoder : ValueDecoder
{
    private readonly HybridReader _indices;
    private readonly LeafDictionary _dictionary;
    private readonly int _type;
    private int[] _scratch = [];

    public DictionaryDecoder(ParquetElement element, byte[] page, int start, LeafDictionary dictionary)
    {
        (_dictionary, _type) = (dictionary, element.Type!.Value);
        // A page without values may have no width either.
        _indices = start < page.Length
            ? new HybridReader(page, start + 1, page.Length, page[start])
            : new HybridReader(page, start, start, 1);
    }

    public override void Read(int count, LeafValues values)
    {
        if (_scratch.Length < count) _scratch = new int[count];
        var indices = _scratch.AsSpan(0, count);
        _indices.Read(indices);
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)_dictionary.Count) throw new InvalidDataException("an index is beyond its dictionary");
        }

        var known = _dictionary.Values;
        switch (_type)
        {
            case ParquetTypes.Int32 or ParquetTypes.Int64:
                for (int i = 0; i < indices.Length; i++) values.Integers[i] = known.Integers[indices[i]];
                break;
            case ParquetTypes.Float or ParquetTypes.Double:
                for (int i = 0; i < indices.Length; i++) values.Floats[i] = known.Floats[indices[i]];
                break;
            case ParquetTypes.Boolean:
                for (int i = 0; i < indices.Length; i++) values.Booleans[i] = known.Booleans[indices[i]];
                break;
            default:
                values.Bytes = known.Bytes;
                for (int i = 0; i < indices.Length; i++)
                    (values.Starts[i], values.Lengths[i]) = (known.Starts[indices[i]], known.Lengths[indices[i]]);
                break;
        }
    }
}
