using System.Text;

namespace Matiz.Tokenizers.Patterns;

/// <summary>
/// The letters that a regular expression tells apart: characters that all of its sets have or lack together are one letter, written as one
/// UTF-16 unit. So an engine that knows units alone matches characters, by whatever sets, and compares small numbers.
/// </summary>
internal sealed class SymbolAlphabet
{
    private const char FirstSymbol = '\u0001';
    private const int MostSets = 2000, MostSymbols = 10_000;

    private readonly char[] _basicPlane = new char[0x10000];
    private readonly List<(int Last, char Symbol)> _higher = [];       // from U+10000 on, in order
    private readonly Dictionary<CodePointSet, List<char>> _symbols = [];

    /// <summary>The alphabet of some sets.</summary>
    /// <exception cref="NotSupportedException">They tell too many letters apart.</exception>
    public SymbolAlphabet(IReadOnlyCollection<CodePointSet> sets)
    {
        var distinct = sets.Distinct().ToList();
        if (distinct.Count > MostSets) throw new NotSupportedException($"more than {MostSets} different sets of characters");
        foreach (var set in distinct) _symbols.Add(set, []);
        var starts = new SortedDictionary<int, List<int>> { [0] = [], [0x10000] = [] };    // where membership in which sets changes
        for (int i = 0; i < distinct.Count; i++)
        {
            var ranges = distinct[i].Ranges;
            for (int r = 0; r < ranges.Length; r += 2)
            {
                ChangesAt(ranges[r]).Add(i);
                ChangesAt(ranges[r + 1] + 1).Add(i);
            }
        }

        var known = new Dictionary<string, char>(StringComparer.Ordinal);
        var membership = new char[distinct.Count];
        Array.Fill(membership, '-');
        int[] places = [.. starts.Keys, 0x110000];
        for (int p = 0; p < places.Length - 1 && places[p] < 0x110000; p++)
        {
            foreach (int i in starts[places[p]]) membership[i] = membership[i] == '-' ? '+' : '-';
            string key = new(membership);
            if (!known.TryGetValue(key, out char symbol))
            {
                if (known.Count == MostSymbols) throw new NotSupportedException("too many different sets of characters");
                known.Add(key, symbol = (char)(FirstSymbol + known.Count));
                for (int i = 0; i < membership.Length; i++)
                {
                    if (membership[i] == '+') _symbols[distinct[i]].Add(symbol);
                }
            }

            if (places[p] < 0x10000) _basicPlane.AsSpan(places[p]..places[p + 1]).Fill(symbol);
            else _higher.Add((places[p + 1] - 1, symbol));
        }

        Count = known.Count;

        List<int> ChangesAt(int place)
        {
            if (!starts.TryGetValue(place, out var changes)) starts.Add(place, changes = []);
            return changes;
        }
    }

    /// <summary>How many letters there are.</summary>
    public int Count { get; }

    /// <summary>The letters of one of the sets.</summary>
    public IReadOnlyList<char> SymbolsOf(CodePointSet set) => _symbols[set];

    /// <summary>
    /// Writes a text, which has no half surrogates, in letters, as many as it has characters; says how many. The destination is as long as
    /// the text.
    /// </summary>
    public int Translate(ReadOnlySpan<char> text, Span<char> destination)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char unit = text[i];
            bool isPair = char.IsHighSurrogate(unit) && i + 1 < text.Length;
            destination[count++] = isPair ? Higher(new Rune(unit, text[++i]).Value) : _basicPlane[unit];
        }

        return count;
    }

    private char Higher(int codePoint)
    {
        int low = 0, high = _higher.Count - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_higher[middle].Last < codePoint) low = middle + 1;
            else high = middle;
        }

        return _higher[low].Symbol;
    }
}
