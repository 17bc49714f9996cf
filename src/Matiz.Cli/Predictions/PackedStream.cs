using System.IO.Compression;

namespace Matiz.Cli.Predictions;

/// <summary>
/// Packs what is written, in pieces of one size however it comes: the same answers are the same bytes. Where somebody waits for them at
/// the other end of a pipe, they are handed on as they come.
/// </summary>
internal sealed class PackedStream(Stream stream, bool handsOn) : GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true)
{
    private readonly byte[] _piece = new byte[1 << 16];
    private int _filled;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _piece.Length - _filled);
            buffer[..count].CopyTo(_piece.AsSpan(_filled));
            _filled += count;
            buffer = buffer[count..];
            if (_filled == _piece.Length) Pack();
        }
    }

    public override void Flush()
    {
        if (!handsOn) return;
        Pack();
        base.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Pack();
        base.Dispose(disposing);
    }

    private void Pack()
    {
        if (_filled > 0) base.Write(_piece, 0, _filled);         // of spans, a derived stream of .NET would come back here
        _filled = 0;
    }
}
