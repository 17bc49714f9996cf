using System.IO.Compression;
using Matiz.Formats.Disk;

namespace Matiz.Data.Utf8;

/// <summary>
/// Unpacks gzip (also several members end to end) and finds out when it is cut short. .NET's stream ends quietly then; so a member
/// of known content, the seal, is put behind the file: where it does not come out at the end, the file did not end where it should.
/// </summary>
/// <param name="packed">The file's bytes; left open.</param>
internal sealed class GZipReader(Stream packed) : ReadOnlyStream
{
    private static readonly byte[] Seal = "\u0000\u0001Matiz seal\u0002\u0003"u8.ToArray();
    private static readonly byte[] PackedSeal = Pack(Seal);

    private readonly GZipStream _unpacked = new(new SealedStream(packed), CompressionMode.Decompress);
    private readonly byte[] _buffer = new byte[32 * 1024];
    private int _start, _end;              // the last bytes are held back: they may be the seal
    private bool _ended;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is no gzip, is damaged, or is cut short.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && _end - _start <= Seal.Length) ReadMore();
        int count = Math.Min(buffer.Length, _ended ? _end - _start : _end - _start - Seal.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>What is said of a file that does not unpack.</summary>
    public static DataException Damaged(string name, InvalidDataException cause) => new(
        name, 0,
        "the compressed data is damaged or cut short. A whole gzip file was expected. Compress the file again, or fetch it again.",
        cause);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private void ReadMore()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int count = _unpacked.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        if (count > 0) return;
        _ended = true;
        if (!_buffer.AsSpan(0, _end).EndsWith(Seal)) throw new InvalidDataException("the gzip data is cut short.");
        _end -= Seal.Length;
    }

    /// <summary>The file, and the seal behind it.</summary>
    private sealed class SealedStream(Stream packed) : ReadOnlyStream
    {
        private bool _any;
        private int _sealed = -1;

        public override int Read(Span<byte> buffer)
        {
            if (_sealed < 0)
            {
                int count = packed.Read(buffer);
                _any |= count > 0;
                if (count > 0 || buffer.IsEmpty) return count;
                if (!_any) throw new InvalidDataException("the gzip file is empty.");
                _sealed = 0;
            }

            var rest = PackedSeal.AsSpan(_sealed);
            rest = rest[..Math.Min(rest.Length, buffer.Length)];
            rest.CopyTo(buffer);
            _sealed += rest.Length;
            return rest.Length;
        }
    }
}
