using System.Numerics;
using System.Runtime.CompilerServices;

namespace Matiz.Tokenizers.Models;

/// <summary>
/// Strings by their characters, for the longest match from a given place. All transitions lie in one open-addressing table of 16-byte
/// entries, so that a step is one memory access; measured against a dictionary of substrings it needs no hash of the same characters
/// again and again, and no length to guess.
/// </summary>
internal sealed class CharTrie
{
    /// <summary>The value of nodes where no string ends.</summary>
    public const int NoValue = -1;

    private Entry[] _entries;
    private int _shift;
    private int _count;
    private int _nodes;

    /// <summary>A transition: from node and character (0 means free) to a node, with the value that ends there.</summary>
    private struct Entry
    {
        public long Key;
        public int Next;
        public int Value;
    }

    /// <summary>An empty trie with several roots, numbered from 0, and room for about <paramref name="expectedStrings"/>.</summary>
    public CharTrie(int roots, int expectedStrings)
    {
        _nodes = roots;
        int capacity = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, Math.Min(expectedStrings, 1 << 24) * 4));
        _entries = new Entry[capacity];
        _shift = 64 - BitOperations.Log2((uint)capacity);
    }

    /// <summary>Adds a string that is not empty below a root; a later value replaces an earlier one.</summary>
    public void Add(int root, ReadOnlySpan<char> text, int value)
    {
        int node = root;
        for (int i = 0; i < text.Length; i++)
        {
            if (_count * 8L > _entries.Length * 5L) Grow();
            long key = Key(node, text[i]);
            int slot = Find(key);
            ref var entry = ref _entries[slot];
            if (entry.Key == 0)
            {
                entry = new Entry { Key = key, Next = _nodes++, Value = NoValue };
                _count++;
            }

            if (i == text.Length - 1) entry.Value = value;
            node = entry.Next;
        }
    }

    /// <summary>The longest string below a root that <paramref name="text"/> begins with: its length and value, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int LongestPrefix(int root, ReadOnlySpan<char> text, out int value)
    {
        var entries = _entries;
        int mask = entries.Length - 1, shift = _shift, node = root, length = 0;
        value = NoValue;
        for (int i = 0; i < text.Length; i++)
        {
            long key = Key(node, text[i]);
            int slot = (int)((ulong)(key * Multiplier) >> shift);
            while (entries[slot].Key != key)
            {
                if (entries[slot].Key == 0) return length;
                slot = (slot + 1) & mask;
            }

            ref readonly var entry = ref entries[slot];
            if (entry.Value != NoValue)
            {
                value = entry.Value;
                length = i + 1;
            }

            node = entry.Next;
        }

        return length;
    }

    /// <summary>
    /// Goes one character on from a node (a root is its number); false where no string does. The value is of what ends there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryStep(ref int node, char c, out int value)
    {
        var entries = _entries;
        int mask = entries.Length - 1;
        long key = Key(node, c);
        int slot = (int)((ulong)(key * Multiplier) >> _shift);
        while (entries[slot].Key != key)
        {
            if (entries[slot].Key == 0)
            {
                value = NoValue;
                return false;
            }

            slot = (slot + 1) & mask;
        }

        node = entries[slot].Next;
        value = entries[slot].Value;
        return true;
    }

    private const long Multiplier = unchecked((long)0x9E3779B97F4A7C15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Key(int node, char c) => ((long)(node + 1) << 16) | c;

    private int Find(long key)
    {
        int slot = (int)((ulong)(key * Multiplier) >> _shift);
        while (_entries[slot].Key != key && _entries[slot].Key != 0) slot = (slot + 1) & (_entries.Length - 1);
        return slot;
    }

    private void Grow()
    {
        var old = _entries;
        _entries = new Entry[old.Length * 2];
        _shift--;
        foreach (var entry in old)
        {
            if (entry.Key != 0) _entries[Find(entry.Key)] = entry;
        }
    }
}
