using System.Globalization;

namespace Matiz.Tokenizers.Patterns;

/// <summary>
/// Reads a regular expression as Oniguruma does, the reference's engine: characters are code points, classes may hold classes, <c>^</c> and
/// <c>$</c> are of lines. What has no exact counterpart here is refused by its name: references, conditions, absences, other options.
/// </summary>
internal sealed partial class OnigurumaParser
{
    private const int MostLength = 8000, MostNesting = 200, MostRepeats = 1000;

    private static readonly CodePointSet Newline = CodePointSet.One('\n');

    private readonly string _pattern;
    private int _at;
    private int _depth;
    private bool _anyCase;
    private bool _dotTakesNewline;

    private OnigurumaParser(string pattern) => _pattern = pattern;

    /// <summary>The expression's tree.</summary>
    /// <exception cref="NotSupportedException">It has what is not known here, which the message names.</exception>
    public static RegexNode Parse(string pattern)
    {
        if (pattern.Length > MostLength) throw Refused($"more than {MostLength} characters");
        var parser = new OnigurumaParser(pattern);
        var node = parser.Choice();
        return parser._at == pattern.Length ? node : throw Refused("a ')' without its '('");
    }

    private bool IsAtEnd => _at >= _pattern.Length;

    private char Next => _pattern[_at];

    private bool Take(string text)
    {
        if (!_pattern.AsSpan(_at).StartsWith(text, StringComparison.Ordinal)) return false;
        _at += text.Length;
        return true;
    }

    private RegexNode Choice()
    {
        if (++_depth > MostNesting) throw Refused($"more than {MostNesting} groups within one another");
        List<RegexNode> parts = [Sequence()];
        while (Take("|")) parts.Add(Sequence());
        _depth--;
        return parts.Count == 1 ? parts[0] : new ChoiceNode(parts);
    }

    private SequenceNode Sequence()
    {
        var parts = new List<RegexNode>();
        int previous = -1;                                     // the letter before, while letters of either case follow one another
        while (!IsAtEnd && Next is not ('|' or ')'))
        {
            if (Take("(?#"))
            {
                int end = _pattern.IndexOf(')', _at);
                _at = end < 0 ? throw Refused("a comment without an end") : end + 1;
                continue;
            }

            if (TakeOptions())
            {
                parts.Add(Choice());                           // they hold up to the end of the group, across its alternatives
                break;
            }

            int start = _at;
            var (part, letter) = Atom();
            if (_anyCase && letter >= 0 && previous >= 0 && CaseVariants.MayBeLong(previous, letter))
                throw Refused($"'{_pattern[(start - 1)..Math.Min(_at, _pattern.Length)]}' in '(?i', which one letter may stand for");
            previous = letter;
            part = Repeated(part);
            if (part is RepeatNode) previous = -1;
            parts.Add(part);
        }

        return new SequenceNode(parts);
    }

    // A part, and its character where it is a single one.
    private (RegexNode Part, int Letter) Atom()
    {
        char c = Next;
        switch (c)
        {
            case '(':
                return (Group(), -1);
            case '[':
                _at++;
                return (new CharacterNode(Class()), -1);
            case '.':
                _at++;
                return (new CharacterNode(_dotTakesNewline ? CodePointSet.All : Newline.Complement()), -1);
            case '^':
                _at++;
                return (LineStart(), -1);
            case '$':
                _at++;
                return (LineEnd(), -1);
            case '*' or '+' or '?':
                throw Refused($"the quantifier '{c}' of nothing");
            case '\\':
                return Escape();
            default:
                int letter = char.ConvertToUtf32(_pattern, RequireWhole());
                _at += letter > char.MaxValue ? 2 : 1;
                return (Literal(letter), letter);
        }
    }

    private int RequireWhole() => char.IsSurrogate(Next) && !(_at + 1 < _pattern.Length && char.IsSurrogatePair(Next, _pattern[_at + 1]))
        ? throw Refused("half a character")
        : _at;

    private CharacterNode Literal(int letter) => new(Folded(CodePointSet.One(letter), isNegated: false));

    private CodePointSet Folded(CodePointSet set, bool isNegated)
    {
        if (!_anyCase) return set;
        if (!isNegated && CaseVariants.HasLong(set)) throw Refused("a letter such as 'ß' in '(?i', which several may stand for");
        return CaseVariants.Close(set);
    }

    private RegexNode Group()
    {
        var (anyCase, dot) = (_anyCase, _dotTakesNewline);
        _at++;
        Func<RegexNode, RegexNode> made = part => part;
        if (Take("?:") || TakeName())
        {
            // nothing refers to it
        }
        else if (Take("?=")) made = part => new LookNode(part, IsAhead: true, IsNegative: false);
        else if (Take("?!")) made = part => new LookNode(part, IsAhead: true, IsNegative: true);
        else if (Take("?<=")) made = part => new LookNode(part, IsAhead: false, IsNegative: false);
        else if (Take("?<!")) made = part => new LookNode(part, IsAhead: false, IsNegative: true);
        else if (Take("?>")) made = part => new AtomicNode(part);
        else if (Take("?")) ReadOptions();
        else if (!IsAtEnd && Next == '*') throw Refused("the group '(*'");
        var inner = Choice();
        if (!Take(")")) throw Refused("a '(' without its ')'");
        (_anyCase, _dotTakesNewline) = (anyCase, dot);
        return made(inner);
    }

    private bool TakeName()
    {
        bool isNamed = _pattern.AsSpan(_at).StartsWith("?<") && _at + 2 < _pattern.Length && char.IsAsciiLetter(_pattern[_at + 2]);
        if (!isNamed) return false;
        int end = _pattern.IndexOf('>', _at);
        _at = end < 0 ? throw Refused("a name without an end") : end + 1;
        return true;
    }

    // (?i) and the like: for the rest of the group.
    private bool TakeOptions()
    {
        int end = _pattern.AsSpan(_at).StartsWith("(?") ? _pattern.IndexOf(')', _at) : -1;
        if (end < _at + 3 || !_pattern.AsSpan(_at + 2, end - _at - 2).ContainsOnlyOptions()) return false;
        _at += 2;
        SetOptions(')');
        return true;
    }

    private void ReadOptions()
    {
        int start = _at;
        while (!IsAtEnd && (char.IsAsciiLetter(Next) || Next == '-')) _at++;
        bool isGroup = !IsAtEnd && Next == ':' && _pattern.AsSpan(start, _at - start).ContainsOnlyOptions();
        if (!isGroup) throw Refused($"the group '(?{_pattern[start..Math.Min(start + 2, _pattern.Length)]}'");
        _at = start;
        SetOptions(':');
    }

    private void SetOptions(char end)
    {
        bool on = true;
        for (; Next != end; _at++)
        {
            if (Next == '-') on = false;
            else if (Next == 'i') _anyCase = on;
            else _dotTakesNewline = on;
        }

        _at++;
    }

    private RegexNode Repeated(RegexNode part)
    {
        while (!IsAtEnd)
        {
            if (Take("*")) part = WithGreed(part, 0, null);
            else if (Take("+")) part = WithGreed(part, 1, null);
            else if (Take("?")) part = WithGreed(part, 0, 1);
            else if (Next == '{' && TakeRange(out int least, out int? most)) part = Ranged(part, least, most);
            else break;
        }

        return part;
    }

    private RepeatNode WithGreed(RegexNode part, int least, int? most) =>
        new(part, least, most, Take("?") ? Greed.Lazy : Take("+") ? Greed.Possessive : Greed.Greedy);

    // Behind {n} a '?' is a quantifier of its own, behind {n,m} it makes it lazy; '+' is one of its own behind both.
    private RepeatNode Ranged(RegexNode part, int least, int? most)
    {
        bool isLazy = least != most && Take("?");
        return new RepeatNode(part, least, most, isLazy ? Greed.Lazy : Greed.Greedy);
    }

    // {n}, {n,}, {,m}, {n,m}; another brace is a character.
    private bool TakeRange(out int least, out int? most)
    {
        (least, most) = (0, null);
        int end = _pattern.IndexOf('}', _at);
        if (end < 0) return false;
        string[] ends = _pattern[(_at + 1)..end].Split(',');
        if (ends.Length > 2 || ends.All(each => each.Length == 0) || !ends.All(each => each.All(char.IsAsciiDigit))) return false;
        least = Count(ends[0]) ?? 0;
        most = ends.Length == 1 ? least : Count(ends[1]);
        if (most < least) throw Refused($"the quantifier '{_pattern[_at..(end + 1)]}'");
        _at = end + 1;
        return true;

        static int? Count(string digits) => digits.Length == 0 ? null
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= MostRepeats ? count
            : throw Refused($"more than {MostRepeats} repeats");
    }

    private static NotSupportedException Refused(string what) => new(what);
}

/// <summary>What the parser asks of letters between brackets.</summary>
file static class OptionText
{
    /// <summary>Whether a text has only the options that are known, i and m, with a minus.</summary>
    public static bool ContainsOnlyOptions(this ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept("im-");
}
