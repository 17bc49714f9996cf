using System.Buffers;
using System.Text.RegularExpressions;

namespace Matiz.Tokenizers.Patterns;

/// <summary>
/// A regular expression of Oniguruma, the reference's engine. It is run by .NET's on texts that are written in the letters that it tells
/// apart (<see cref="SymbolAlphabet"/>), so that what a character is, is a matter of tables and not of engines.
/// </summary>
internal sealed class RegexPattern : TextPattern
{
    // How long one match may take, and all of a text of so many characters: a pattern of a stranger's file may try exponentially many ways.
    private const int MatchMs = 1000, TextMs = 2000, CharactersInMs = 100;

    private readonly string _pattern;
    private readonly Regex _regex;
    private readonly SymbolAlphabet _alphabet;
    private readonly Lazy<PatternShape> _shape;

    private RegexPattern(string pattern, RegexNode tree)
    {
        _pattern = pattern;
        (string expression, _alphabet) = SymbolExpression.Write(tree);
        _regex = new Regex(expression, RegexOptions.None, TimeSpan.FromMilliseconds(MatchMs));
        _shape = new Lazy<PatternShape>(() => PatternShape.OfTree(tree));
    }

    public override PatternShape Shape => _shape.Value;

    /// <summary>The pattern of an expression.</summary>
    /// <exception cref="NotSupportedException">It has what is not known here, which the message names.</exception>
    /// <exception cref="ArgumentException">It is no expression.</exception>
    public static RegexPattern Make(string pattern) => new(pattern, OnigurumaParser.Parse(pattern));

    public override List<(int Start, int End)> Matches(ReadOnlySpan<char> text)
    {
        var matches = new List<(int Start, int End)>();
        if (text.IsEmpty) return matches;                      // as in the reference, whatever the pattern
        char[] letters = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            int count = _alphabet.Translate(text, letters);
            long end = Environment.TickCount64 + TextMs + (count / CharactersInMs);
            foreach (var match in _regex.EnumerateMatches(letters.AsSpan(0, count)))
            {
                if (Environment.TickCount64 > end) throw new RegexMatchTimeoutException();
                bool isAgain = match.Length == 0 && matches.Count > 0 && matches[^1].End == match.Index;
                if (!isAgain) matches.Add((match.Index, match.Index + match.Length));
            }

            if (count < text.Length) ToUnits(text, matches);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new TokenizerException(
                $"the tokenizer's pattern '{_pattern}' takes too long on a text of {text.Length} units. "
                + "A pattern that ends was expected. "
                + "Take another tokenizer, or shorter texts.",
                exception);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(letters);
        }

        return matches;
    }

    // From numbers of characters to numbers of UTF-16 units.
    private static void ToUnits(ReadOnlySpan<char> text, List<(int Start, int End)> matches)
    {
        int characters = 0, units = 0;
        for (int i = 0; i < matches.Count; i++)
        {
            int start = Advance(matches[i].Start, text);
            matches[i] = (start, Advance(matches[i].End, text));
        }

        int Advance(int toCharacter, ReadOnlySpan<char> source)
        {
            for (; characters < toCharacter; characters++)
                units += char.IsHighSurrogate(source[units]) && units + 1 < source.Length ? 2 : 1;
            return units;
        }
    }
}
