namespace Matiz.Formats.Parquet;

/// <summary>Whole numbers as packed differences (DELTA_BINARY_PACKED).</summary>
internal sealed class DeltaReader
{
    private readonly byte[] _bytes;
    private readonly int _end, _miniblocks, _perMiniblock;
    private readonly byte[] _widths;
    private int _position, _miniblock, _leftInMiniblock, _width;
    private long _left, _value, _minDelta, _bit;
    private bool _isFirst = true;

    /// <summary>Reads from bytes.</summary>
    /// <param name="bytes">Where they are.</param>
    /// <param name="start">The first.</param>
    /// <param name="end">Behind the last.</param>
    public DeltaReader(byte[] bytes, int start, int end)
    {
        (_bytes, _position, _end) = (bytes, start, end);
        ulong block = ReadVarint(), miniblocks = ReadVarint(), count = ReadVarint();
        bool isSane = block is > 0 and <= 1 << 20 && miniblocks is > 0 and <= 1 << 12
            && block % (8 * miniblocks) == 0 && count <= int.MaxValue;
        if (!isSane) throw new InvalidDataException("packed differences have a wrong head");
        _miniblocks = _miniblock = (int)miniblocks;
        _perMiniblock = (int)(block / miniblocks);
        _widths = new byte[_miniblocks];
        _left = (long)count;
        _value = ReadZigZag();
    }

    /// <summary>How many values there are left.</summary>
    public int Left => (int)_left;

    /// <summary>The next value.</summary>
    public long Next()
    {
        if (_left == 0) throw new InvalidDataException("a page ends before its values");
        _left--;
        if (_isFirst)
        {
            _isFirst = false;
            return _value;
        }

        if (_leftInMiniblock == 0) NextMiniblock();
        _leftInMiniblock--;
        ulong delta = BitPacking.ReadWide(_bytes, _end, ref _bit, _width);
        _value = unchecked(_value + _minDelta + (long)delta);
        return _value;
    }

    /// <summary>Behind the last byte, once all values were read; the last miniblock is whole.</summary>
    public int FindEnd()
    {
        long end = _leftInMiniblock == 0 && _bit == 0 ? _position : (_bit + ((long)_leftInMiniblock * _width) + 7) >> 3;
        return end <= _end ? (int)end : throw new InvalidDataException("a page ends before its values");
    }

    private void NextMiniblock()
    {
        if (_bit != 0) _position = (int)(_bit >> 3);
        if (_miniblock == _miniblocks)
        {
            _minDelta = ReadZigZag();
            if (_miniblocks > _end - _position) throw new InvalidDataException("a page ends before its values");
            _bytes.AsSpan(_position, _miniblocks).CopyTo(_widths);
            _position += _miniblocks;
            _miniblock = 0;
        }

        _width = _widths[_miniblock++];
        if (_width > 64) throw new InvalidDataException("a width of bits is wrong");
        _leftInMiniblock = _perMiniblock;
        _bit = 8L * _position;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70 && _position < _end; shift += 7)
        {
            byte next = _bytes[_position++];
            value |= (ulong)(next & 127) << shift;
            if (next < 128) return value;
        }

        throw new InvalidDataException("a page ends before its values");
    }

    private long ReadZigZag()
    {
        ulong value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }
}
