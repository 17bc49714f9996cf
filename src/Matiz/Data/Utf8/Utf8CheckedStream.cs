using System.Text;
using Matiz.Formats.Disk;
using Utf8Encoding = System.Text.Unicode.Utf8;

namespace Matiz.Data.Utf8;

/// <summary>
/// Hands out bytes that are known to be UTF-8, without the mark at the start. What stands before a fault is handed out first, so
/// that the rows before it are read; the next call then throws with file, line and byte.
/// </summary>
/// <param name="source">The bytes, unpacked.</param>
/// <param name="name">The file, for messages.</param>
/// <param name="fillProbe">True to see the first 64 KiB before handing out any; false for a pipe, which may wait for an answer.</param>
internal sealed class Utf8CheckedStream(Stream source, string name, bool fillProbe) : ReadOnlyStream
{
    private const int ProbeBytes = 64 * 1024;
    private readonly byte[] _buffer = new byte[ProbeBytes];
    private int _start, _valid, _end;      // [start, valid) may be handed out; [valid, end) is the beginning of a character, or a fault
    private long _validOffset;             // offset of _valid in the unpacked file
    private long _probed, _nuls;
    private LineEnds _lines;
    private bool _begun, _ended;
    private DataException? _waiting;       // a fault behind what was looked at, not yet told

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public Utf8CheckedStream(string path)
        : this(File.OpenRead(path), path, fillProbe: true)
    {
    }

    /// <summary>
    /// When set, a fault ends the stream, and waits in <see cref="Fault"/>: for a reader above that scans ahead, which would lose
    /// the rows before the fault to an exception.
    /// </summary>
    public bool DeferFaults { get; set; }

    /// <summary>The fault that ended the stream, or null.</summary>
    public DataException? Fault { get; private set; }

    /// <summary>How many bytes were handed out.</summary>
    public long HandedOut { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (_start == _valid && Fault is null)
        {
            try
            {
                Fill();
            }
            catch (DataException fault) when (DeferFaults)
            {
                Fault = fault;
            }
        }

        int count = Math.Min(buffer.Length, _valid - _start);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        HandedOut += count;
        return count;
    }

    /// <summary>The first byte that is no white space, without consuming anything; null when the first 64 KiB have none.</summary>
    public byte? PeekNonBlank()
    {
        for (int position = _start; ;)
        {
            for (; position < _valid; position++)
            {
                if (_buffer[position] is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return _buffer[position];
            }

            int before = _valid - _start;
            if (_end - _start == _buffer.Length) return null;
            Fill();
            if (_valid - _start == before) return null;
            position = _start + before;
        }
    }

    /// <summary>The first bytes, without consuming them: as many as came at once, at most a few dozen.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        if (_start == _valid) Fill();
        return _buffer.AsSpan(_start, Math.Min(64, _valid - _start));
    }

    /// <summary>
    /// The beginning, without consuming it: at most 64 KiB, of a pipe as much as came with its first line.
    /// </summary>
    /// <param name="isWhole">Whether nothing comes behind it.</param>
    public ReadOnlySpan<byte> PeekLines(out bool isWhole)
    {
        while (_end - _start < _buffer.Length && !(_ended && _valid == _end))
        {
            if (!fillProbe && _buffer.AsSpan(_start, _valid - _start).Contains((byte)'\n')) break;
            int before = _valid - _start;
            try
            {
                Fill();
            }
            catch (DataException fault)                                          // told when its row is read
            {
                _waiting = fault;
                break;
            }

            if (_valid - _start == before) break;
        }

        isWhole = _ended && _valid == _end;
        return _buffer.AsSpan(_start, _valid - _start);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Adds at least one checked byte behind <c>_valid</c>, or none at the end of the file.</summary>
    private void Fill()
    {
        if (_waiting is { } fault) throw fault;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_valid, _end, _start) = (_valid - _start, _end - _start, 0);
        int before = _valid;
        while (_valid == before)
        {
            if (_end > _valid && (_ended || !IsBeginningOfCharacter(_buffer.AsSpan(_valid, _end - _valid)))) ThrowInvalid();
            if (_ended) return;
            if (_begun)
            {
                Probe(ReadMore());
            }
            else
            {
                Begin();
                before = _valid;
            }

            Check();
        }
    }

    private void Begin()
    {
        _begun = true;
        do _ = ReadMore();
        while (!_ended && _end < _buffer.Length && (fillProbe || MayGrowIntoSignature(_buffer.AsSpan(0, _end))));
        var head = _buffer.AsSpan(0, _end);
        if (ForeignFiles.Describe(head) is { } fault) throw new DataException(name, 0, fault);
        Probe(head);
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) _start = _valid = 3;
        _validOffset = _valid;
    }

    private static bool MayGrowIntoSignature(ReadOnlySpan<byte> head) => ForeignFiles.MayGrow(head) || head.Length switch
    {
        1 => head[0] is 0xEF,                            // the mark of UTF-8
        2 => head[0] == 0xEF && head[1] == 0xBB,
        _ => false,
    };

    private ReadOnlySpan<byte> ReadMore()
    {
        int count;
        try
        {
            count = source.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException exception)
        {
            throw GZipReader.Damaged(name, exception);
        }

        if (count == 0) _ended = true;
        var added = _buffer.AsSpan(_end, count);
        _end += count;
        return added;
    }

    private void Probe(ReadOnlySpan<byte> added)
    {
        if (_probed == ProbeBytes) return;
        var window = added[..(int)Math.Min(added.Length, ProbeBytes - _probed)];
        _probed += window.Length;
        _nuls += window.Count((byte)0);
        bool due = !fillProbe || _ended || _probed == ProbeBytes || window.IsEmpty;
        if (due && _nuls * 10 > _probed)
        {
            throw new DataException(
                name,
                0,
                $"{_nuls} of the first {_probed} bytes are NUL: "
                + $"a binary file, or {(_nuls * 10 > _probed * 6 ? "UTF-32" : "UTF-16")} without a mark. "
                + "UTF-8 text was expected. Name another file, or save this one as UTF-8.");
        }
    }

    /// <summary>Moves <c>_valid</c> as far as the bytes are whole characters.</summary>
    private void Check()
    {
        var fresh = _buffer.AsSpan(_valid, _end - _valid);
        int tail = TailOfUnfinishedCharacter(fresh);
        int length = fresh.Length - tail;
        if (!Utf8Encoding.IsValid(fresh[..length])) length = ValidLength(fresh[..length]);
        _lines.Pass(fresh[..length]);
        _valid += length;
        _validOffset += length;
    }

    private static int TailOfUnfinishedCharacter(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var tail = bytes[^back..];
            if (tail[0] < 0x80) return 0;
            if (tail[0] >= 0xC0) return IsBeginningOfCharacter(tail) ? back : 0;
        }

        return 0;
    }

    private static bool IsBeginningOfCharacter(ReadOnlySpan<byte> bytes) =>
        Rune.DecodeFromUtf8(bytes, out _, out int consumed) == System.Buffers.OperationStatus.NeedMoreData && consumed == bytes.Length;

    private static int ValidLength(ReadOnlySpan<byte> bytes)
    {
        int length = 0;
        while (Rune.DecodeFromUtf8(bytes[length..], out _, out int consumed) == System.Buffers.OperationStatus.Done) length += consumed;
        return length;
    }

    private void ThrowInvalid() => throw new DataException(
        name,
        _lines.Count + 1,
        $"byte 0x{_buffer[_valid]:X2} at offset {_validOffset} is not valid UTF-8. UTF-8 text was expected. "
        + "Save the file as UTF-8; it may be Latin-1 or Windows-1252.");
}
