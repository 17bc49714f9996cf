using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>
/// The ids of short pieces of text met lately. A piece of up to fifteen UTF-16 units is its own key, with its length in the last of
/// sixteen, so that a hit costs one cache line and compares no text. A piece has two places; the newer is the first, and what was there
/// moves to the second.
/// </summary>
internal sealed class PieceCache(int pairBits)
{
    /// <summary>Longer pieces are not kept.</summary>
    public const int MaxLength = 15;

    /// <summary>Pieces of more tokens are not kept.</summary>
    public const int MaxIds = 7;

    private const int KeyUnits = 16;
    private readonly Entry[] _entries = new Entry[2 << pairBits];
    private readonly int _shift = 64 - pairBits;

    /// <summary>A piece as a key: the last unit of <see cref="High"/> is its length, and never 0.</summary>
    internal readonly record struct Key(Vector128<ulong> Low, Vector128<ulong> High)
    {
        public ulong Hash
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                ulong first = (Low[0] * 0x9E3779B97F4A7C15) ^ Low[1];
                ulong second = (High[0] * 0xC2B2AE3D27D4EB4F) ^ High[1];
                return (first ^ (second << 29) ^ (second >> 35)) * 0xD6E8FEB86659FD93;
            }
        }
    }

    // 64 bytes: one cache line. The last of the ids is their number.
    private struct Entry
    {
        public Vector128<ulong> Low, High;
        public Vector128<int> FirstIds, LastIds;
    }

    // Sixteen units that stay and sixteen that go: what begins `length` before the middle keeps that many.
    private static ReadOnlySpan<ushort> Masks =>
    [
        0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The key of the first <paramref name="length"/> units, 1 to <see cref="MaxLength"/>, of a text that may go on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Key KeyOf(ReadOnlySpan<char> text, int length)
    {
        Debug.Assert(length is > 0 and <= MaxLength && length <= text.Length, "a piece of the text that fits the key");
        return text.Length >= KeyUnits ? Masked(text, length) : KeyOfShort(text, length);
    }

    private static Key KeyOfShort(ReadOnlySpan<char> text, int length)
    {
        Span<char> units = stackalloc char[KeyUnits];
        text[..length].CopyTo(units);
        return Masked(units, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Key Masked(ReadOnlySpan<char> text, int length)
    {
        var units = MemoryMarshal.Cast<char, ushort>(text[..KeyUnits]);
        var mask = Masks.Slice(KeyUnits - length, KeyUnits);
        var low = Vector128.Create(units) & Vector128.Create(mask);
        var high = Vector128.Create(units[8..]) & Vector128.Create(mask[8..]);
        return new Key(low.AsUInt64(), high.WithElement(7, (ushort)length).AsUInt64());
    }

    /// <summary>Adds the piece's ids if it is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAppend(in Key key, IdBuffer ids)
    {
        int at = (int)(key.Hash >> _shift) * 2;
        ref readonly var entry = ref _entries[at];
        if (entry.Low != key.Low || entry.High != key.High)
        {
            entry = ref _entries[at + 1];
            if (entry.Low != key.Low || entry.High != key.High) return false;
        }

        ids.AddFew(entry.FirstIds, entry.LastIds, entry.LastIds[3]);
        return true;
    }

    /// <summary>Keeps a piece's ids, if they are few; there may be none.</summary>
    public void Keep(in Key key, ReadOnlySpan<int> ids)
    {
        if (ids.Length > MaxIds) return;
        Span<int> padded = stackalloc int[MaxIds + 1];
        ids.CopyTo(padded);
        padded[MaxIds] = ids.Length;
        int at = (int)(key.Hash >> _shift) * 2;
        _entries[at + 1] = _entries[at];
        _entries[at] = new Entry
        {
            Low = key.Low,
            High = key.High,
            FirstIds = Vector128.Create<int>(padded),
            LastIds = Vector128.Create<int>(padded[4..]),
        };
    }
}
