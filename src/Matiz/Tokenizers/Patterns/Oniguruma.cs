using System.Globalization;
using System.Text;

namespace Matiz.Tokenizers.Patterns;

/// <summary>
/// Regular expressions as checkpoints write them, in the dialect of Oniguruma, for .NET. What both take alike passes, what only reads
/// otherwise is rewritten (possessive quantifiers, letters of either case), and what differs is refused by its name: word characters
/// and boundaries, lines, scripts, classes within classes, references, options.
/// </summary>
internal sealed class Oniguruma
{
    private const string SameEscapes = "rntfvaesSdDAz";

    private static readonly string[] Categories =
    [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cn",
    ];

    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private readonly Stack<(int Start, bool AnyCase)> _groups = new();
    private int _at;
    private bool _anyCase;

    private Oniguruma(string pattern) => _pattern = pattern;

    /// <summary>The expression for .NET.</summary>
    /// <exception cref="NotSupportedException">It has what differs, which the message names.</exception>
    public static string Translate(string pattern) => new Oniguruma(pattern).Run();

    private string Run()
    {
        int atom = -1;                                         // where in the output what a quantifier would repeat begins
        while (_at < _pattern.Length)
        {
            int start = _output.Length;
            char c = _pattern[_at];
            switch (c)
            {
                case '|':
                    Take(1);
                    atom = -1;
                    continue;
                case '(':
                    OpenGroup();
                    atom = -1;
                    continue;
                case ')':
                    Take(1);
                    atom = _groups.Count > 0 ? CloseGroup() : start;
                    continue;
                case '*' or '+' or '?' or '{':
                    Quantify(atom);
                    continue;
                case '^' or '$':
                    throw Refused($"the anchor '{c}' of a line");
                case '[':
                    Class();
                    break;
                case '\\':
                    Escape(inClass: false);
                    break;
                default:
                    Literal();
                    break;
            }

            atom = start;
        }

        return _output.ToString();
    }

    private void OpenGroup()
    {
        _groups.Push((_output.Length, _anyCase));
        string rest = _pattern[_at..];
        if (rest.StartsWith("(?i:", StringComparison.Ordinal))
        {
            _anyCase = true;
            _at += 4;
            _output.Append("(?:");
            return;
        }

        foreach (string known in (string[])["(?:", "(?=", "(?!", "(?<=", "(?<!", "(?>"])
        {
            if (!rest.StartsWith(known, StringComparison.Ordinal)) continue;
            Take(known.Length);
            return;
        }

        if (rest.StartsWith("(?", StringComparison.Ordinal)) throw Refused($"the group '{rest[..Math.Min(4, rest.Length)]}'");
        _at++;
        _output.Append("(?:");                                 // nothing refers to it
    }

    private int CloseGroup()
    {
        var (start, anyCase) = _groups.Pop();
        _anyCase = anyCase;
        return start;
    }

    private void Quantify(int atom)
    {
        if (atom < 0) throw Refused($"the quantifier '{_pattern[_at]}' of nothing");
        bool isRange = _pattern[_at] == '{';
        string quantifier = isRange ? Range() : _pattern[_at].ToString();
        _at += quantifier.Length;
        char next = _at < _pattern.Length ? _pattern[_at] : '\0';
        if (next is '*' or '{' || (isRange && next is '+' or '?')) throw Refused($"the quantifier '{quantifier}{next}'");
        _output.Append(quantifier.StartsWith("{,", StringComparison.Ordinal) ? "{0" + quantifier[1..] : quantifier);
        if (next is not ('+' or '?')) return;
        _at++;
        if (next == '?') _output.Append('?');
        else _output.Insert(atom, "(?>").Append(')');          // possessive: what it took it keeps
        if (_at < _pattern.Length && _pattern[_at] is '*' or '+' or '?' or '{') throw Refused("a quantifier of a quantifier");
    }

    private string Range()
    {
        int end = _pattern.IndexOf('}', _at);
        string range = end < 0 ? "" : _pattern[_at..(end + 1)];
        bool isRange = range.Length > 2 && range[1..^1].All(unit => char.IsAsciiDigit(unit) || unit == ',')
            && range.Count(unit => unit == ',') < 2 && range.Any(char.IsAsciiDigit);
        return isRange ? range : throw Refused("a brace that is no quantifier");
    }

    private void Class()
    {
        Take(_pattern.AsSpan(_at).StartsWith("[^") ? 2 : 1);
        bool first = true;
        while (true)
        {
            if (_at >= _pattern.Length) throw Refused("a class without an end");
            char c = _pattern[_at];
            if (c == ']' && !first) break;
            if (c is '[' or ']') throw Refused("a class within a class");
            if (c == '&' && _at + 1 < _pattern.Length && _pattern[_at + 1] == '&') throw Refused("'&&' in a class");
            first = false;
            if (ClassMember() is not { } from || _at + 1 >= _pattern.Length || _pattern[_at] != '-' || _pattern[_at + 1] == ']') continue;
            Take(1);
            if (_pattern[_at] is '[' || ClassMember() is not { } to) throw Refused("a range without an end");
            for (int unit = from; unit <= to; unit++)
            {
                if (BasicPlaneText.IsStandIn((char)unit) || char.IsSurrogate((char)unit)) throw Refused($"a range with U+{unit:X4}");
            }
        }

        Take(1);
    }

    // One member of a class: the character that it is, or null where it is a class of its own.
    private char? ClassMember()
    {
        if (_pattern[_at] == '\\') return Escape(inClass: true);
        char unit = Basic(_pattern[_at]);
        if (_anyCase && char.IsLetter(unit)) throw Refused("a class in '(?i:'");
        Take(1);
        return unit;
    }

    // Gives the character that is escaped; null for a class of characters.
    private char? Escape(bool inClass)
    {
        if (_at + 1 >= _pattern.Length) throw Refused("a backslash at the end");
        char c = _pattern[_at + 1];
        if (c is 'p' or 'P')
        {
            Property(c);
            return null;
        }

        if (c is 'x' or 'u') return CodePoint(c);
        if (char.IsAsciiLetterOrDigit(c) && !(SameEscapes.Contains(c, StringComparison.Ordinal) && !(inClass && c is 'A' or 'z')))
            throw Refused($"'\\{c}'");
        Basic(c);
        Take(2);
        return c switch
        {
            'r' => '\r',
            'n' => '\n',
            't' => '\t',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => '\e',
            's' or 'S' or 'd' or 'D' or 'A' or 'z' => null,
            _ => c,
        };
    }

    private void Property(char kind)
    {
        int end = _pattern.IndexOf('}', _at);
        bool isBraced = _at + 2 < _pattern.Length && _pattern[_at + 2] == '{' && end > 0;
        string name = isBraced ? _pattern[(_at + 3)..end] : "";
        bool negated = name.StartsWith('^');
        if (!Categories.Contains(name[(negated ? 1 : 0)..], StringComparer.Ordinal))
            throw Refused($"'{(isBraced ? _pattern[_at..(end + 1)] : $"\\{kind}")}'");
        _output.Append(negated == (kind == 'p') ? "\\P{" : "\\p{").Append(name.AsSpan(negated ? 1 : 0)).Append('}');
        _at = end + 1;
    }

    // \xHH, \x{H...}, \uHHHH
    private char CodePoint(char kind)
    {
        int start = _at + 2, end;
        if (kind == 'x' && start < _pattern.Length && _pattern[start] == '{') end = _pattern.IndexOf('}', ++start);
        else end = start + (kind == 'u' ? 4 : 2);
        if (end <= start || end > _pattern.Length
            || !int.TryParse(_pattern[start..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value))
        {
            throw Refused($"'\\{kind}' without a number");
        }

        if (value > 0xFFFF) throw Refused($"the character U+{value:X}");
        if (_anyCase && char.IsLetter((char)value)) throw Refused("an escaped letter in '(?i:'");
        _output.Append(CultureInfo.InvariantCulture, $"\\u{value:X4}");
        _at = end < _pattern.Length && _pattern[end] == '}' && _pattern[_at + 2] == '{' ? end + 1 : end;
        return Basic((char)value);
    }

    private void Literal()
    {
        char c = Basic(_pattern[_at]);
        if (!_anyCase || !char.IsLetter(c))
        {
            Take(1);
            return;
        }

        if (!char.IsAsciiLetter(c)) throw Refused($"the letter '{c}' in '(?i:'");
        _at++;
        char lower = char.ToLowerInvariant(c);
        string folded = lower switch { 's' => "\u017F", 'k' => "\u212A", _ => "" };      // long s and the sign of kelvin
        _output.Append('[').Append(lower).Append(char.ToUpperInvariant(c)).Append(folded).Append(']');
    }

    private static char Basic(char unit)
    {
        if (char.IsSurrogate(unit)) throw Refused("a character beyond U+FFFF");
        return BasicPlaneText.IsStandIn(unit) ? throw Refused($"the character U+{(int)unit:X4}") : unit;
    }

    private void Take(int length)
    {
        _output.Append(_pattern, _at, length);
        _at += length;
    }

    private static NotSupportedException Refused(string what) => new(what);
}
