using System.Text.RegularExpressions;
using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Patterns;

/// <summary>What a component looks for in a text: <c>{"String": ...}</c> or <c>{"Regex": ...}</c> of the file.</summary>
internal abstract class TextPattern
{
    /// <summary>The pattern that <paramref name="json"/> describes.</summary>
    /// <exception cref="TokenizerException">
    /// Its regular expression is wrong, or of a kind that .NET takes otherwise than the reference.
    /// </exception>
    public static TextPattern Read(JsonCursor json)
    {
        if (json.Optional("Regex") is not { } regex) return new PlainPattern(json.Required("String").AsString());
        string expression = regex.AsString();
        try
        {
            return new RegexPattern(new Regex(Oniguruma.Translate(expression), RegexOptions.CultureInvariant, RegexPattern.MostTime));
        }
        catch (NotSupportedException exception)
        {
            throw regex.Error($"has {exception.Message} in '{expression}', which is not known here", "a regular expression without it");
        }
        catch (ArgumentException exception)
        {
            throw regex.Error($"is no regular expression ({exception.Message})", "one that can be read");
        }
    }

    /// <summary>
    /// The matches in a text, in order: each begins where the one before ends or later, and may be empty but not right there.
    /// </summary>
    public abstract List<(int Start, int End)> Matches(ReadOnlySpan<char> text);
}

/// <summary>A string as it stands; an empty one is never found.</summary>
internal sealed class PlainPattern(string text) : TextPattern
{
    public override List<(int Start, int End)> Matches(ReadOnlySpan<char> source)
    {
        var matches = new List<(int Start, int End)>();
        int from = 0;
        while (text.Length > 0)
        {
            int found = source[from..].IndexOf(text, StringComparison.Ordinal);
            if (found < 0) break;
            matches.Add((from + found, from + found + text.Length));
            from = matches[^1].End;
        }

        return matches;
    }
}

/// <summary>A regular expression, which sees one character for each code point.</summary>
internal sealed class RegexPattern(Regex regex) : TextPattern
{
    /// <summary>How long one text may take: a pattern of a stranger's file may try exponentially many ways.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    public override List<(int Start, int End)> Matches(ReadOnlySpan<char> text)
    {
        var matches = new List<(int Start, int End)>();
        bool basic = !text.ContainsAnyInRange('\uD800', '\uDFFF');
        var plane = basic ? null : new BasicPlaneText(text);
        try
        {
            Collect(plane is null ? text : plane.Chars, plane, matches);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new TokenizerException(
                $"the tokenizer's pattern '{regex}' took more than {MostTime.TotalSeconds:0} s on one text. "
                + "A pattern that ends was expected. "
                + "Take another tokenizer, or shorter texts.",
                exception);
        }

        return matches;
    }

    private void Collect(ReadOnlySpan<char> text, BasicPlaneText? plane, List<(int Start, int End)> matches)
    {
        foreach (var match in regex.EnumerateMatches(text))
        {
            int start = match.Index, end = match.Index + match.Length;
            if (plane is not null) (start, end) = (plane.SourceIndex(start), plane.SourceIndex(end));
            if (start == end && matches.Count > 0 && matches[^1].End == start) continue;
            matches.Add((start, end));
        }
    }
}
