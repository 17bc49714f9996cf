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
internal sealed class PieceCache
{
    /// <summary>Longer pieces are not kept.</summary>
    public const int MaxLength = 15;

    /// <summary>Pieces of more tokens are not kept.</summary>
    public const int MaxIds = 7;

    private const int KeyUnits = 16;
    private const int EntrySize = 8, LineSize = 64;            // an entry in 64-bit units, a cache line in bytes

    // An entry: two units of the key, two more, and eight ids of 32 bits, of which the last is their number. It is pinned so that every
    // entry lies in one cache line.
    private readonly ulong[] _entries;
    private readonly int _first;
    private readonly int _shift;

    /// <summary>A cache of 2 to the power of <paramref name="pairBits"/> pairs of entries, 64 bytes each.</summary>
    public PieceCache(int pairBits)
    {
        _shift = 64 - pairBits;
        _entries = GC.AllocateArray<ulong>(((2 * EntrySize) << pairBits) + EntrySize, pinned: true);
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(_entries, 0);
        _first = (int)(-address & (LineSize - 1)) / sizeof(ulong);
    }

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
        var entry = PairOf(key);
        if (!Holds(entry, key))
        {
            entry = entry[EntrySize..];
            if (!Holds(entry, key)) return false;
        }

        var last = Vector128.Create(entry[6..]).AsInt32();
        ids.AddFew(Vector128.Create(entry[4..]).AsInt32(), last, last[3]);
        return true;
    }

    /// <summary>Keeps a piece's ids, if they are few; there may be none.</summary>
    public void Keep(in Key key, ReadOnlySpan<int> ids)
    {
        if (ids.Length > MaxIds) return;
        Span<int> padded = stackalloc int[MaxIds + 1];
        ids.CopyTo(padded);
        padded[MaxIds] = ids.Length;
        var pair = PairOf(key);
        pair[..EntrySize].CopyTo(pair[EntrySize..]);
        key.Low.CopyTo(pair);
        key.High.CopyTo(pair[2..]);
        MemoryMarshal.Cast<int, ulong>(padded).CopyTo(pair[4..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<ulong> PairOf(in Key key) =>
        _entries.AsSpan(_first + ((int)(key.Hash >> _shift) * 2 * EntrySize), 2 * EntrySize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Holds(ReadOnlySpan<ulong> entry, in Key key) =>
        Vector128.Create(entry) == key.Low && Vector128.Create(entry[2..]) == key.High;
}
