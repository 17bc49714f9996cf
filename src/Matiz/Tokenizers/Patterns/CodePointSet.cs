namespace Matiz.Tokenizers.Patterns;

/// <summary>A set of characters, surrogates never among them: ranges of first and last, ascending and apart.</summary>
internal sealed class CodePointSet : IEquatable<CodePointSet>
{
    private const int Last = 0x10FFFF, FirstSurrogate = 0xD800, LastSurrogate = 0xDFFF;

    private readonly int[] _ranges;

    private CodePointSet(int[] ranges) => _ranges = ranges;

    public static CodePointSet Empty { get; } = new([]);

    /// <summary>Every character.</summary>
    public static CodePointSet All { get; } = new([0, FirstSurrogate - 1, LastSurrogate + 1, Last]);

    /// <summary>First and last of each range.</summary>
    public ReadOnlySpan<int> Ranges => _ranges;

    public bool IsEmpty => _ranges.Length == 0;

    public static CodePointSet One(int codePoint) => Range(codePoint, codePoint);

    public static CodePointSet Range(int first, int last) => FromRanges([first, last]);

    /// <summary>The set of some ranges, first and last of each, in any order.</summary>
    public static CodePointSet FromRanges(ReadOnlySpan<int> ranges)
    {
        var sorted = new List<(int First, int Last)>(ranges.Length / 2);
        for (int i = 0; i < ranges.Length; i += 2) AddWithoutSurrogates(ranges[i], ranges[i + 1], sorted);
        sorted.Sort();
        var merged = new List<int>(ranges.Length);
        foreach (var (first, last) in sorted)
        {
            if (merged.Count > 0 && first <= merged[^1] + 1) merged[^1] = Math.Max(merged[^1], last);
            else merged.AddRange([first, last]);
        }

        return new CodePointSet([.. merged]);
    }

    public bool Contains(int codePoint)
    {
        int at = _ranges.AsSpan().BinarySearch(codePoint);
        return at >= 0 || (~at & 1) == 1;                      // an end of a range, or between a first and a last
    }

    public CodePointSet Union(CodePointSet other) => FromRanges([.. _ranges, .. other._ranges]);

    public CodePointSet Intersect(CodePointSet other) => Complement().Union(other.Complement()).Complement();

    public CodePointSet Except(CodePointSet other) => Intersect(other.Complement());

    public bool Overlaps(CodePointSet other) => !Intersect(other).IsEmpty;

    public CodePointSet Complement()
    {
        var ranges = new List<int>(_ranges.Length + 2);
        int next = 0;
        for (int i = 0; i < _ranges.Length; i += 2)
        {
            if (next < _ranges[i]) ranges.AddRange([next, _ranges[i] - 1]);
            next = _ranges[i + 1] + 1;
        }

        if (next <= Last) ranges.AddRange([next, Last]);
        return FromRanges([.. ranges]);
    }

    public bool Equals(CodePointSet? other) => other is not null && _ranges.AsSpan().SequenceEqual(other._ranges);

    public override bool Equals(object? obj) => Equals(obj as CodePointSet);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (int end in _ranges) hash.Add(end);
        return hash.ToHashCode();
    }

    private static void AddWithoutSurrogates(int first, int last, List<(int, int)> ranges)
    {
        if (first < FirstSurrogate && last >= FirstSurrogate)
        {
            ranges.Add((first, FirstSurrogate - 1));
            first = FirstSurrogate;
        }

        if (first is >= FirstSurrogate and <= LastSurrogate) first = LastSurrogate + 1;
        if (last is >= FirstSurrogate and <= LastSurrogate) last = FirstSurrogate - 1;
        if (first <= last) ranges.Add((first, last));
    }
}
