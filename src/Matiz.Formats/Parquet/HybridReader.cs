namespace Matiz.Formats.Parquet;

/// <summary>Runs of one value and bit-packed values by turns: levels, indices of dictionaries, and booleans.</summary>
internal sealed class HybridReader
{
    private readonly byte[] _bytes;
    private readonly int _end, _width;
    private int _position, _runLeft, _packedLeft, _runValue;
    private long _bit;

    /// <summary>Reads from bytes.</summary>
    /// <param name="bytes">Where they are.</param>
    /// <param name="start">The first.</param>
    /// <param name="end">Behind the last.</param>
    /// <param name="width">Bits of a value, 0 to 32.</param>
    public HybridReader(byte[] bytes, int start, int end, int width)
    {
        if (width is < 0 or > 32) throw new InvalidDataException("a width of bits is wrong");
        (_bytes, _position, _end, _width) = (bytes, start, end, width);
    }

    /// <summary>Reads values.</summary>
    /// <exception cref="InvalidDataException">There are fewer.</exception>
    public void Read(Span<int> values)
    {
        while (values.Length > 0)
        {
            if (_runLeft > 0)
            {
                int count = Math.Min(_runLeft, values.Length);
                values[..count].Fill(_runValue);
                _runLeft -= count;
                values = values[count..];
            }
            else if (_packedLeft > 0)
            {
                int count = Math.Min(_packedLeft, values.Length);
                BitPacking.Read(_bytes, _end, ref _bit, _width, values[..count]);
                _packedLeft -= count;
                if (_packedLeft == 0) _position = (int)((_bit + 7) >> 3);
                values = values[count..];
            }
            else
            {
                NextRun();
            }
        }
    }

    private void NextRun()
    {
        if (_width == 0 && _position >= _end)
        {
            (_runLeft, _runValue) = (int.MaxValue, 0);          // values of no bits need no bytes
            return;
        }

        uint header = ReadVarint();
        int count = (int)(header >> 1);
        if (count == 0) throw new InvalidDataException("a run of values is empty");
        if ((header & 1) == 0)
        {
            int width = (_width + 7) / 8;
            if (width > _end - _position) throw Short();
            uint value = 0;
            for (int i = 0; i < width; i++) value |= (uint)_bytes[_position++] << (8 * i);
            if (_width < 32 && value >> _width != 0) throw new InvalidDataException("a value has more bits than its column");
            (_runLeft, _runValue) = (count, (int)value);
            return;
        }

        // Writers may cut the last group short: what is missing must not be asked for.
        long present = _width == 0 ? long.MaxValue : (long)(_end - _position) * 8 / _width;
        _packedLeft = (int)Math.Min(Math.Min(8L * count, present), int.MaxValue);
        if (_packedLeft == 0) throw Short();
        _bit = (long)_position * 8;
    }

    private uint ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (_position >= _end) throw Short();
            byte next = _bytes[_position++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value <= uint.MaxValue ? (uint)value : throw Short();
        }

        throw Short();
    }

    private static InvalidDataException Short() => new("a page ends before its values");
}

/// <summary>Values of a few bits end to end, the lowest bit first.</summary>
internal static class BitPacking
{
    /// <summary>Reads values of at most 32 bits.</summary>
    /// <param name="bytes">Where they are.</param>
    /// <param name="end">Behind the last byte.</param>
    /// <param name="bit">The first bit; moved behind the last.</param>
    /// <param name="width">Bits of a value.</param>
    /// <param name="values">Where to.</param>
    public static void Read(byte[] bytes, int end, ref long bit, int width, Span<int> values)
    {
        if (bit + ((long)values.Length * width) > 8L * end) throw new InvalidDataException("a page ends before its values");
        ulong mask = width == 0 ? 0 : ulong.MaxValue >> (64 - width);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (int)((Window(bytes, (int)(bit >> 3)) >> (int)(bit & 7)) & mask);
            bit += width;
        }
    }

    /// <summary>Reads a value of at most 64 bits.</summary>
    public static ulong ReadWide(byte[] bytes, int end, ref long bit, int width)
    {
        if (bit + width > 8L * end) throw new InvalidDataException("a page ends before its values");
        if (width == 0) return 0;
        int at = (int)(bit >> 3), shift = (int)(bit & 7);
        ulong value = Window(bytes, at) >> shift;
        if (shift + width > 64) value |= (ulong)bytes[at + 8] << (64 - shift);
        bit += width;
        return value & (ulong.MaxValue >> (64 - width));
    }

    // Eight bytes, fewer at the end.
    private static ulong Window(byte[] bytes, int at)
    {
        if (at + 8 <= bytes.Length) return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
        ulong value = 0;
        for (int i = 0; at + i < bytes.Length; i++) value |= (ulong)bytes[at + i] << (8 * i);
        return value;
    }
}
