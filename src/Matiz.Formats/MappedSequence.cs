using System.Buffers;

namespace Matiz.Formats;

/// <summary>Mapped bytes of any length as a sequence, for readers that take one. Nothing is copied; it ends with the bytes.</summary>
internal static class MappedSequence
{
    private const int SegmentBytes = 1 << 30;

    /// <summary>All of the bytes.</summary>
    public static ReadOnlySequence<byte> Over(MappedBytes bytes)
    {
        Segment? first = null, last = null;
        for (long start = 0; start < bytes.Length; start += SegmentBytes)
        {
            var memory = new Part(bytes, start, (int)Math.Min(SegmentBytes, bytes.Length - start)).Memory;
            last = new Segment(memory, start, last);
            first ??= last;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start, Segment? before)
        {
            (Memory, RunningIndex) = (memory, start);
            before?.Next = this;
        }
    }

    private sealed unsafe class Part(MappedBytes bytes, long start, int length) : MemoryManager<byte>
    {
        public override Span<byte> GetSpan() => new(bytes.Pointer(start, length), length);

        public override MemoryHandle Pin(int elementIndex = 0) => new(bytes.Pointer(start + elementIndex, 0), pinnable: this);

        public override void Unpin()
        {
            // Mapped bytes do not move.
        }

        protected override void Dispose(bool disposing)
        {
            // The bytes are their owner's.
        }
    }
}
