namespace Matiz.Data.Repositories;

/// <summary>
/// A pattern of files in a repository, as the reference matches it: <c>*</c> and <c>?</c> within a name, <c>[a-z]</c> and <c>[!a]</c>,
/// <c>**</c> for folders of any depth (at the end: everything below). Case counts. What begins with a dot, and folders that begin with two
/// underscores, match only where the pattern spells that.
/// </summary>
internal sealed class PathPattern
{
    private readonly string[] _segments;
    private readonly int _hidden, _special;

    /// <summary>A pattern.</summary>
    /// <param name="pattern">Relative, with slashes; a slash at its end means everything below.</param>
    public PathPattern(string pattern)
    {
        Text = pattern;
        _segments = [.. (pattern.EndsWith('/') ? pattern + "**" : pattern).Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Where(segment => segment is not ".")];
        (_hidden, _special) = (HiddenIn(_segments), SpecialIn(_segments));
    }

    /// <summary>The pattern.</summary>
    public string Text { get; }

    /// <summary>Whether it can match several files.</summary>
    public bool HasWildcards => Text.AsSpan().IndexOfAny('*', '?', '[') >= 0 || Text.EndsWith('/');

    /// <summary>A path as a pattern that matches nothing else.</summary>
    public static string Literal(string path) =>
        path.Replace("[", "[[]", StringComparison.Ordinal).Replace("*", "[*]", StringComparison.Ordinal)
            .Replace("?", "[?]", StringComparison.Ordinal);

    /// <summary>Whether a path of a repository matches.</summary>
    public bool IsMatch(string path)
    {
        string[] names = path.Split('/');
        return HiddenIn(names) == _hidden && SpecialIn(names) == _special && Matches(names);
    }

    /// <summary>Whether a name matches a segment.</summary>
    internal static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // The last star takes one more character whenever what stands behind it fails: no more than length times length steps.
        int p = 0, n = 0, star = -1, resume = 0;
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, n);
            }
            else if (p < pattern.Length && MatchesOne(pattern[p..], name[n], out int length))
            {
                p += length;
                n++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                n = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }

    // Which pairs of a beginning of the pattern and a beginning of the path match.
    private bool Matches(string[] names)
    {
        var reached = new bool[names.Length + 1];
        reached[0] = true;
        for (int s = 0; s < _segments.Length; s++)
        {
            var next = new bool[names.Length + 1];
            bool any = _segments[s] is "**", isLast = s == _segments.Length - 1;
            for (int n = 0; n <= names.Length; n++)
            {
                if (any)
                {
                    next[n] = reached[n] || (n > 0 && next[n - 1]);
                    if (isLast && n == names.Length) next[n] = Array.IndexOf(reached, true) is >= 0 and var first && first < n;
                }
                else
                {
                    next[n] = n > 0 && reached[n - 1] && Matches(_segments[s], names[n - 1]);
                }
            }

            reached = next;
        }

        return reached[names.Length];
    }

    private static bool MatchesOne(ReadOnlySpan<char> pattern, char character, out int length)
    {
        length = 1;
        if (pattern[0] == '?') return true;
        if (pattern[0] != '[') return pattern[0] == character;
        int from = pattern.Length > 1 && pattern[1] is '!' or '^' ? 2 : 1;
        int end = from + 1 < pattern.Length ? pattern[(from + 1)..].IndexOf(']') : -1;       // a bracket right behind the first is meant
        if (end < 0) return character == '[';
        end += from + 1;
        length = end + 1;
        bool isIn = false;
        for (int i = from; i < end; i++)
        {
            bool isRange = i + 2 < end && pattern[i + 1] == '-';
            isIn |= isRange ? character >= pattern[i] && character <= pattern[i + 2] : character == pattern[i];
            if (isRange) i += 2;
        }

        return isIn != (from == 2);
    }

    private static int HiddenIn(string[] names) => names.Count(name => name.StartsWith('.') && name.AsSpan().IndexOfAnyExcept('.') >= 0);

    private static int SpecialIn(string[] names) => names.SkipLast(1).Count(name => name.StartsWith("__", StringComparison.Ordinal));
}
