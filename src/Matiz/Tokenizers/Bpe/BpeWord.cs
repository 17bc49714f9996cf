namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// The symbols of one word and their merging: a linked list, and a queue of the merges that are open, by rank and then by place, so that
/// a word of n symbols takes n log n steps however long it is. It is scratch space, used again for the next word.
/// </summary>
internal sealed class BpeWord
{
    private readonly List<Symbol> _symbols = [];
    private readonly PriorityQueue<int, ulong> _open = new();

    /// <summary>
    /// A token of the word: its id, how many units and bytes of the word it covers, and its neighbours (-1: none). Id -1: merged away.
    /// </summary>
    internal record struct Symbol(int Id, int Units, int Bytes, int Previous, int Next);

    /// <summary>Whether units tell where each symbol stands; if not, bytes do, counted as the reference counts them.</summary>
    public bool IsWhole { get; set; }

    /// <summary>The symbols that are left, in order.</summary>
    public IEnumerable<Symbol> Symbols => _symbols.Where(symbol => symbol.Id >= 0);

    public void Clear()
    {
        _symbols.Clear();
        IsWhole = true;
    }

    /// <summary>Adds a symbol at the end.</summary>
    public void Add(int id, int units, int bytes)
    {
        int at = _symbols.Count;
        if (at > 0) _symbols[at - 1] = _symbols[at - 1] with { Next = at };
        _symbols.Add(new Symbol(id, units, bytes, at - 1, -1));
    }

    /// <summary>Merges until no two neighbours have a merge: the lowest rank first, of equal ones the leftmost.</summary>
    public void Merge(MergeTable merges)
    {
        _open.Clear();
        for (int at = 0; at < _symbols.Count - 1; at++) Open(at, merges);
        while (_open.TryDequeue(out int at, out ulong priority))
        {
            var left = _symbols[at];
            if (left.Id < 0 || left.Next < 0) continue;
            var right = _symbols[left.Next];
            // One of the two may have become another token since the merge was opened.
            if (!merges.TryGet(left.Id, right.Id, out int rank, out int id) || Priority(rank, at) != priority) continue;
            _symbols[left.Next] = right with { Id = -1 };
            _symbols[at] = new Symbol(id, left.Units + right.Units, left.Bytes + right.Bytes, left.Previous, right.Next);
            if (right.Next >= 0)
            {
                _symbols[right.Next] = _symbols[right.Next] with { Previous = at };
                Open(at, merges);
            }

            if (left.Previous >= 0) Open(left.Previous, merges);
        }
    }

    private void Open(int at, MergeTable merges)
    {
        if (merges.TryGet(_symbols[at].Id, _symbols[_symbols[at].Next].Id, out int rank, out _)) _open.Enqueue(at, Priority(rank, at));
    }

    private static ulong Priority(int rank, int at) => ((ulong)rank << 32) | (uint)at;
}
