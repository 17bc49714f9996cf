namespace Matiz.Data;

/// <summary>What quotes mean in a table of text (<see cref="DataOptions.Quoting"/>).</summary>
public enum TableQuoting
{
    /// <summary>
    /// A field that begins with a quote ends with the next single one, and may hold delimiters, line ends and doubled quotes (RFC 4180;
    /// Python's <c>QUOTE_MINIMAL</c> and <c>QUOTE_ALL</c>).
    /// </summary>
    Minimal,

    /// <summary>Quotes are text as any other character (Python's <c>QUOTE_NONE</c>); no field holds a delimiter or a line end.</summary>
    None,
}

/// <summary>The words of <see cref="TableQuoting"/> on the command line and in files.</summary>
internal static class TableQuotings
{
    /// <summary>The words, in the order of the enumeration.</summary>
    public static IReadOnlyList<string> Names { get; } = ["minimal", "none"];

    /// <summary>The word of a meaning.</summary>
    public static string ToWord(this TableQuoting quoting) => Names[(int)quoting];

    /// <summary>The meaning of a word.</summary>
    /// <exception cref="DataException">The word is none of <see cref="Names"/>.</exception>
    public static TableQuoting Parse(string word) => word switch
    {
        "minimal" => TableQuoting.Minimal,
        "none" => TableQuoting.None,
        _ => throw new DataException(
            $"'{word}' is no meaning of quotes. Expected {string.Join(" or ", Names)}. Correct DataOptions.Quoting."),
    };
}
