namespace Matiz.Data.Utf8;

/// <summary>Cuts a stream into lines, handing out each as soon as its end has arrived.</summary>
/// <param name="source">Checked UTF-8.</param>
/// <param name="name">The file, for messages.</param>
/// <param name="maxBytes">The longest line that is kept in memory.</param>
internal sealed class LineReader(Stream source, string name, int maxBytes = LineReader.MaxRowBytes)
{
    /// <summary>The largest row of any format: 64 MiB. Larger ones are a broken file, not a text.</summary>
    public const int MaxRowBytes = 64 * 1024 * 1024;

    private byte[] _buffer = new byte[64 * 1024];
    private int _start, _end;
    private bool _afterCr, _ended;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The next line without its end; the bytes are valid until the next call.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        for (int searched = 0; ;)
        {
            if (_afterCr && _start < _end)
            {
                if (_buffer[_start] == '\n') _start++;
                _afterCr = false;
            }

            int found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOfAny((byte)'\n', (byte)'\r');
            if (found >= 0)
            {
                int length = searched + found;
                line = _buffer.AsMemory(_start, length);
                _afterCr = _buffer[_start + length] == '\r';
                _start += length + 1;
                Line++;
                return true;
            }

            searched = _end - _start;
            if (searched > maxBytes)
            {
                throw new DataException(
                    name, Line + 1,
                    $"the line is longer than {maxBytes} bytes. One row a line was expected. "
                    + "Is this the right file and DataOptions.Format?");
            }

            if (_ended || !Grow())
            {
                _ended = true;
                line = _buffer.AsMemory(_start, _end - _start);
                _start = _end;
                if (line.IsEmpty) return false;
                Line++;
                return true;
            }
        }
    }

    private bool Grow()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        int count = source.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }
}
