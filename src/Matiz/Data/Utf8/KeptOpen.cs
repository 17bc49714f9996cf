using Matiz.Formats.Disk;

namespace Matiz.Data.Utf8;

/// <summary>A stream that its reader may close without closing the one below, whose end is still needed.</summary>
internal sealed class KeptOpen(Stream source) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer) => source.Read(buffer);
}
