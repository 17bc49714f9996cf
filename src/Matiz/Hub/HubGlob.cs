namespace Matiz.Hub;

/// <summary>
/// A pattern of file names as Python's client has them (fnmatch): case counts; <c>*</c> stands for anything, <c>/</c> too, <c>?</c> for one
/// character, <c>[a-z]</c> and <c>[!a-z]</c> for one of or none of a set; a pattern that ends in <c>/</c> means everything below.
/// </summary>
internal static class HubGlob
{
    public static bool Matches(string pattern, string name)
    {
        ReadOnlySpan<char> rest = pattern.EndsWith('/') ? pattern + "*" : pattern;
        int p = 0, n = 0, star = -1, starName = 0;
        while (n < name.Length)
        {
            if (p < rest.Length && rest[p] == '*')
            {
                (star, starName) = (p++, n);
                continue;
            }

            if (p < rest.Length && MatchesOne(rest, ref p, name[n]))
            {
                n++;
                continue;
            }

            if (star < 0) return false;
            (p, n) = (star + 1, ++starName);        // the star takes one more
        }

        while (p < rest.Length && rest[p] == '*') p++;
        return p == rest.Length;
    }

    // Goes behind what stands for one character, where it fits.
    private static bool MatchesOne(ReadOnlySpan<char> pattern, ref int p, char character)
    {
        switch (pattern[p])
        {
            case '?':
                p++;
                return true;
            case '[' when EndOfSet(pattern, p) is var end and > 0:
                if (!IsInSet(pattern[(p + 1)..end], character)) return false;
                p = end + 1;
                return true;
            default:
                if (pattern[p] != character) return false;
                p++;
                return true;
        }
    }

    // A bracket right behind the opening one belongs to the set; without a closing one the opening one means itself.
    private static int EndOfSet(ReadOnlySpan<char> pattern, int start)
    {
        int first = start + 1;
        if (first < pattern.Length && pattern[first] == '!') first++;
        int found = first + 1 <= pattern.Length ? pattern[Math.Min(first + 1, pattern.Length)..].IndexOf(']') : -1;
        return found < 0 ? -1 : first + 1 + found;
    }

    private static bool IsInSet(ReadOnlySpan<char> set, char character)
    {
        bool isNegated = set[0] == '!';
        if (isNegated) set = set[1..];
        bool isIn = false;
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                isIn |= set[i] <= character && character <= set[i + 2];
                i += 2;
            }
            else
            {
                isIn |= set[i] == character;
            }
        }

        return isIn != isNegated;
    }
}
