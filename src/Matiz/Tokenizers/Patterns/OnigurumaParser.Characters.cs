using System.Globalization;

namespace Matiz.Tokenizers.Patterns;

/// <summary>Escapes, classes and anchors.</summary>
internal sealed partial class OnigurumaParser
{
    private (RegexNode Part, int Letter) Escape()
    {
        if (EscapedSet(inClass: false) is { } set) return (new CharacterNode(set), -1);
        if (_at + 1 >= _pattern.Length) throw Refused("a backslash at the end");
        char c = _pattern[_at + 1];
        RegexNode? node = c switch
        {
            'b' => Boundary(isNegative: false),
            'B' => Boundary(isNegative: true),
            'A' => new EdgeNode(IsEnd: false),
            'z' => new EdgeNode(IsEnd: true),
            'Z' => TextEnd(),
            'R' => LineBreak(),
            'N' => new CharacterNode(Newline.Complement()),
            'O' => new CharacterNode(CodePointSet.All),
            _ => null,
        };
        if (node is not null)
        {
            _at += 2;
            return (node, -1);
        }

        int letter = EscapedCharacter(inClass: false);
        return (Literal(letter), letter);
    }

    // An escape that is a set: \s, \p{...}; null, and nothing taken, for another. In a class \w is a little smaller.
    private CodePointSet? EscapedSet(bool inClass)
    {
        if (_at + 1 >= _pattern.Length) return null;
        char c = _pattern[_at + 1];
        if (c is 'p' or 'P') return Property(c == 'P');
        var set = char.ToLowerInvariant(c) switch
        {
            's' => NamedSets.Space,
            'w' => inClass ? NamedSets.Bracket("word") : NamedSets.Word,
            'd' => NamedSets.Digit,
            'h' => NamedSets.HexDigit,
            _ => null,
        };
        if (set is null) return null;
        _at += 2;
        return char.IsUpper(c) ? set.Complement() : set;
    }

    private CodePointSet Property(bool isNegated)
    {
        int end = _pattern.IndexOf('}', _at);
        bool isBraced = _at + 2 < _pattern.Length && _pattern[_at + 2] == '{' && end > 0;
        if (!isBraced) throw Refused($"'{_pattern[_at..(_at + 2)]}' without a name");
        string whole = _pattern[_at..(end + 1)], name = whole[3..^1];
        if (name.StartsWith('^')) (name, isNegated) = (name[1..], !isNegated);
        var set = NamedSets.Get(name) ?? throw Refused($"'{whole}'");
        if (_anyCase && (CaseVariants.HasLong(set) || !CaseVariants.Close(set).Except(set).IsEmpty)) throw Refused($"'{whole}' in '(?i'");
        _at = end + 1;
        return isNegated ? set.Complement() : set;
    }

    // The character that an escape stands for.
    private int EscapedCharacter(bool inClass)
    {
        if (_at + 1 >= _pattern.Length) throw Refused("a backslash at the end");
        char c = _pattern[_at + 1];
        if (c is 'x' or 'u') return CodePoint(c);
        int letter = c switch
        {
            'r' => '\r',
            'n' => '\n',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => '\e',
            'b' when inClass => '\b',
            '0' when !(_at + 2 < _pattern.Length && char.IsAsciiDigit(_pattern[_at + 2])) => 0,
            _ when char.IsAsciiLetterOrDigit(c) || char.IsSurrogate(c) => throw Refused($"'\\{c}'"),
            _ => c,
        };
        _at += 2;
        return letter;
    }

    // \xHH, \x{H...}, \uHHHH
    private int CodePoint(char kind)
    {
        int start = _at + 2, end;
        bool isBraced = kind == 'x' && start < _pattern.Length && _pattern[start] == '{';
        if (isBraced) end = _pattern.IndexOf('}', ++start);
        else end = start + (kind == 'u' ? 4 : 2);
        if (end <= start || end > _pattern.Length
            || !int.TryParse(_pattern[start..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
        {
            throw Refused($"'\\{kind}' without a number");
        }

        if (value is > 0x10FFFF or < 0 or (>= 0xD800 and <= 0xDFFF)) throw Refused($"the character U+{value:X}");
        if (kind == 'x' && !isBraced && value > 0x7F) throw Refused($"the byte '\\x{value:X2}'");
        _at = isBraced ? end + 1 : end;
        return value;
    }

    // What stands behind a '['.
    private CodePointSet Class()
    {
        if (++_depth > MostNesting) throw Refused($"more than {MostNesting} classes within one another");
        bool isNegated = Take("^");
        CodePointSet? left = null;
        var ranges = new List<int>();
        var current = CodePointSet.Empty;
        for (bool first = true; ; first = false)
        {
            if (IsAtEnd) throw Refused("a class without an end");
            if (!first && Take("]")) break;
            if (Take("&&"))
            {
                left = Intersected(left, current.Union(CodePointSet.FromRanges([.. ranges])));
                current = CodePointSet.Empty;
                ranges.Clear();
            }
            else
            {
                current = current.Union(Member(ranges, isNegated));
            }
        }

        _depth--;
        var set = Intersected(left, current.Union(CodePointSet.FromRanges([.. ranges])));
        return isNegated ? set.Complement() : set;
    }

    private static CodePointSet Intersected(CodePointSet? left, CodePointSet right) => left is null ? right : left.Intersect(right);

    // Adds a character or a range of them; or gives the set that stands there.
    private CodePointSet Member(List<int> ranges, bool isNegated)
    {
        if (Next == '[') return Inner();
        if (Next == '\\' && EscapedSet(inClass: true) is { } set)
        {
            return _anyCase && !isNegated && CaseVariants.HasLong(set) ? throw Refused("a set of letters in a class in '(?i'") : set;
        }

        int from = Single(), to = from;
        if (_at + 1 < _pattern.Length && Next == '-' && _pattern[_at + 1] != ']')
        {
            _at++;
            if (Next == '[' || (Next == '\\' && EscapedSet(inClass: true) is not null)) throw Refused("a range without an end");
            to = Single();
            if (to < from) throw Refused($"a range from U+{from:X} down to U+{to:X}");
        }

        var range = CodePointSet.Range(from, to);
        var folded = Folded(range, isNegated);
        if (!folded.Equals(range)) return folded;
        ranges.AddRange([from, to]);
        return CodePointSet.Empty;
    }

    private CodePointSet Inner()
    {
        if (_anyCase) throw Refused("a class within a class in '(?i'");
        _at++;
        if (!Take(":")) return Class();
        bool isNegated = Take("^");
        int end = _pattern.IndexOf(":]", _at, StringComparison.Ordinal);
        string name = end < 0 ? "" : _pattern[_at..end];
        var set = NamedSets.Bracket(name) ?? throw Refused($"'[:{name}:]'");
        _at = end + 2;
        return isNegated ? set.Complement() : set;
    }

    private int Single()
    {
        if (Next == '\\') return EscapedCharacter(inClass: true);
        int letter = char.ConvertToUtf32(_pattern, RequireWhole());
        _at += letter > char.MaxValue ? 2 : 1;
        return letter;
    }

    private static LookNode Ahead(RegexNode part, bool isNegative = false) => new(part, IsAhead: true, isNegative);

    private static LookNode Behind(RegexNode part, bool isNegative = false) => new(part, IsAhead: false, isNegative);

    private static ChoiceNode Boundary(bool isNegative)
    {
        var word = new CharacterNode(NamedSets.Word);
        return new ChoiceNode(
        [
            new SequenceNode([Behind(word), Ahead(word, !isNegative)]),
            new SequenceNode([Behind(word, isNegative: true), Ahead(word, isNegative)]),
        ]);
    }

    // The beginning of the text, and behind each line feed but one that ends it.
    private static ChoiceNode LineStart() => new(
    [
        new EdgeNode(IsEnd: false),
        new SequenceNode([Behind(new CharacterNode(Newline)), Ahead(new CharacterNode(CodePointSet.All))]),
    ]);

    // Before each line feed, and at the end.
    private static ChoiceNode LineEnd() => new([Ahead(new CharacterNode(Newline)), new EdgeNode(IsEnd: true)]);

    // Before a line feed that ends the text, and at the end.
    private static ChoiceNode TextEnd() => new(
        [Ahead(new SequenceNode([new CharacterNode(Newline), new EdgeNode(IsEnd: true)])), new EdgeNode(IsEnd: true)]);

    private static AtomicNode LineBreak() => new(new ChoiceNode(
    [
        new SequenceNode([new CharacterNode(CodePointSet.One('\r')), new CharacterNode(Newline)]),
        new CharacterNode(CodePointSet.FromRanges(['\n', '\r', 0x85, 0x85, 0x2028, 0x2029])),
    ]));
}
