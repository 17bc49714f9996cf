using Matiz.Tokenizers.Loading;

namespace Matiz.Tokenizers.Patterns;

/// <summary>What a component looks for in a text: <c>{"String": ...}</c> or <c>{"Regex": ...}</c> of the file.</summary>
internal abstract class TextPattern
{
    /// <summary>What its matches look like around spaces.</summary>
    public abstract PatternShape Shape { get; }

    /// <summary>The pattern that <paramref name="json"/> describes.</summary>
    /// <exception cref="TokenizerException">
    /// Its regular expression is wrong, or has what the reference takes in a way that is not known here.
    /// </exception>
    public static TextPattern Read(JsonCursor json)
    {
        if (json.Optional("Regex") is not { } regex) return new PlainPattern(json.Required("String").AsString());
        string expression = regex.AsString();
        try
        {
            return RegexPattern.Make(expression);
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
    private readonly Lazy<PatternShape> _shape = new(() => PatternShape.OfString(text));

    public override PatternShape Shape => _shape.Value;

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
