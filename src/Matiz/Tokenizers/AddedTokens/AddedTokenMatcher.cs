using System.Buffers;
using Matiz.Tokenizers.Models;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.AddedTokens;

/// <summary>A stretch of a text: an added token's match, or what lies between two (no id).</summary>
internal readonly record struct AddedTokenSpan(int Start, int End, int? Id);

/// <summary>An added token as it is sought.</summary>
/// <param name="Text">What is sought.</param>
/// <param name="Id">The token's id.</param>
/// <param name="Token">How it may stand in the text.</param>
/// <param name="IsText">Whether a match is passed over as text.</param>
internal sealed record AddedTokenPattern(string Text, int Id, AddedToken Token, bool IsText);

/// <summary>
/// Cuts a text at added tokens: leftmost, longest, one after another. Text without any of their first characters costs one
/// vectorized search.
/// </summary>
internal sealed class AddedTokenMatcher
{
    private readonly CharTrie _trie;
    private readonly SearchValues<char> _firstChars;
    private readonly SearchValues<string>? _wholes;            // where a first character is one that most texts have
    private readonly List<AddedTokenPattern> _tokens = [];

    /// <summary>A matcher of some patterns; empty ones are never found.</summary>
    public AddedTokenMatcher(IEnumerable<AddedTokenPattern> patterns)
    {
        _trie = new CharTrie(roots: 1, expectedStrings: 16);
        var firstChars = new HashSet<char>();
        foreach (var pattern in patterns)
        {
            if (pattern.Text.Length == 0) continue;
            _trie.Add(0, pattern.Text, _tokens.Count);
            _tokens.Add(pattern);
            firstChars.Add(pattern.Text[0]);
        }

        _firstChars = SearchValues.Create([.. firstChars]);
        bool isCommon = firstChars.Any(unit => unit == ' ' || char.IsAsciiLetter(unit));
        if (isCommon) _wholes = SearchValues.Create([.. _tokens.Select(pattern => pattern.Text)], StringComparison.Ordinal);
    }

    /// <summary>Whether there is nothing to find.</summary>
    public bool IsEmpty => _tokens.Count == 0;

    /// <summary>
    /// Whether a text may be searched in parts, cut at <see cref="SpaceBreaks"/>: no token reaches over such a place or asks for what
    /// stands before it; but one that ends there and takes the space behind it along (<see cref="TakesSpaceBehind"/>) forbids the cut.
    /// </summary>
    public bool BreaksAtSpaces =>
        _tokens.TrueForAll(pattern => !(pattern.Token.SingleWord && pattern.Text[0] == ' ') && !HoldsBreak(pattern.Text));

    /// <summary>Whether the token of an id takes the white space behind it along.</summary>
    public bool TakesSpaceBehind(int id) => _tokens.Exists(pattern => pattern.Id == id && pattern.Token.RightStrip);

    private static bool HoldsBreak(string text)
    {
        for (int space = text.IndexOf(' ', 1); space > 0; space = text.IndexOf(' ', space + 1))
        {
            if (SpaceBreaks.IsVisible(text[space - 1])) return true;
            if (space + 1 == text.Length) break;
        }

        return false;
    }

    /// <summary>Whether a text may hold a token at all.</summary>
    public bool MayMatch(ReadOnlySpan<char> text) => _tokens.Count > 0 && Find(text) >= 0;

    private int Find(ReadOnlySpan<char> text) => _wholes is null ? text.IndexOfAny(_firstChars) : text.IndexOfAny(_wholes);

    /// <summary>Adds the stretches of a text in order, none of them empty.</summary>
    public void Split(ReadOnlySpan<char> text, List<AddedTokenSpan> spans)
    {
        int from = 0;                                          // end of the last match taken
        for (int at = 0; _tokens.Count > 0 && at < text.Length;)
        {
            int candidate = Find(text[at..]);
            if (candidate < 0) break;
            int start = at + candidate;
            int length = _trie.LongestPrefix(0, text[start..], out int index);
            if (length == 0)
            {
                at = start + 1;
                continue;
            }

            int end = at = start + length;
            var (_, id, token, isText) = _tokens[index];
            if (isText) continue;
            if (token.SingleWord && (EndsWithWord(text[..start]) || StartsWithWord(text[end..]))) continue;
            if (token.LeftStrip)
            {
                while (start > from && CharacterTable.Is(text[start - 1], CharacterClass.WhiteSpace)) start--;
            }

            // The reference may run two matches into one another here; a match that would begin inside this one is passed over.
            if (token.RightStrip)
            {
                while (end < text.Length && CharacterTable.Is(text[end], CharacterClass.WhiteSpace)) end++;
                at = end;
            }

            start = Math.Max(start, from);
            if (from < start) spans.Add(new AddedTokenSpan(from, start, null));
            spans.Add(new AddedTokenSpan(start, end, id));
            from = end;
        }

        if (from < text.Length) spans.Add(new AddedTokenSpan(from, text.Length, null));
    }

    private static bool StartsWithWord(ReadOnlySpan<char> text) =>
        text.Length > 0 && CharacterTable.IsWord(CharacterTable.Decode(text, out _));

    private static bool EndsWithWord(ReadOnlySpan<char> text)
    {
        if (text.Length == 0) return false;
        bool pair = text.Length > 1 && char.IsSurrogatePair(text[^2], text[^1]);
        return CharacterTable.IsWord(CharacterTable.Decode(pair ? text[^2..] : text[^1..], out _));
    }
}
