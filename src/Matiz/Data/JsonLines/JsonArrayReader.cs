using System.Buffers;
using Matiz.Data.Utf8;

namespace Matiz.Data.JsonLines;

/// <summary>Cuts a JSON array into its elements as a stream, without understanding them; each is checked when it is parsed.</summary>
/// <param name="source">Checked UTF-8.</param>
/// <param name="name">The file, for messages.</param>
/// <param name="maxBytes">The longest element that is kept in memory.</param>
internal sealed class JsonArrayReader(Stream source, string name, int maxBytes = LineReader.MaxRowBytes)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly ArrayBufferWriter<byte> _element = new();
    private int _next, _end;
    private LineEnds _lines;
    private bool _opened, _closed, _any;

    /// <summary>The physical line on which the element that was read last begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>The bytes of the next element, valid until the next call; false behind the last.</summary>
    public bool TryRead(out ReadOnlyMemory<byte> element)
    {
        _element.ResetWrittenCount();
        int depth = 0;
        bool inString = false, escaped = false;
        while (TryNext(out byte value))
        {
            int line = _lines.Count + 1;
            _lines.Pass(value);
            bool blank = value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
            if (!_opened || _closed)
            {
                if (!blank) PassOutside(value, line);
                continue;
            }

            if (!inString && depth == 0 && (value is (byte)',' or (byte)']'))
            {
                if (_element.WrittenCount == 0 && (value == ',' || _any)) ThrowEmptyElement(line);
                _closed = value == ']';
                if (_element.WrittenCount == 0) continue;
                _any = true;
                element = _element.WrittenMemory;
                return true;
            }

            if (_element.WrittenCount == 0)
            {
                if (blank) continue;
                Line = line;
            }

            if (_element.WrittenCount == maxBytes)
            {
                throw new DataException(
                    name, Line,
                    $"the element that begins here is longer than {maxBytes} bytes. One object a row was expected. "
                    + "Is this the right file and DataOptions.Format?");
            }

            _element.GetSpan(1)[0] = value;
            _element.Advance(1);
            if (inString)
            {
                inString = escaped || value != '"';
                escaped = !escaped && value == '\\';
            }
            else if (value == '"')
            {
                inString = true;
            }
            else if (value is (byte)'{' or (byte)'[')
            {
                depth++;
            }
            else if (value is (byte)'}' or (byte)']')
            {
                depth = Math.Max(0, depth - 1);
            }
        }

        if (!_opened) throw new DataException(name, 0, "the file is empty. A JSON array of objects was expected. Is this the right file?");
        if (!_closed)
        {
            throw new DataException(
                name, _lines.Count + 1, "the JSON array does not end. A closing ']' was expected. The file may be cut short.");
        }

        element = default;
        return false;
    }

    private bool TryNext(out byte value)
    {
        if (_next == _end)
        {
            _next = 0;
            _end = source.Read(_buffer, 0, _buffer.Length);
        }

        value = _next < _end ? _buffer[_next++] : (byte)0;
        return _end > 0;
    }

    private void PassOutside(byte value, int line)
    {
        if (_closed)
        {
            throw new DataException(
                name, line,
                "there is text behind the JSON array. The end of the file was expected. Remove it, or put all rows into one array.");
        }

        if (value != '[')
        {
            throw new DataException(
                name, line,
                "the file is no JSON array. An array of objects was expected. "
                + "For one object a line name it .jsonl or give DataOptions.Format = jsonl.");
        }

        _opened = true;
    }

    private void ThrowEmptyElement(int line) =>
        throw new DataException(
            name, line, "an element of the JSON array is missing: a comma too many. An object was expected. Remove the comma.");
}
