using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Matiz.Sharing.Cards;

/// <summary>Markdown that is safe as it stands within a line: what <see cref="MarkdownLine"/> or <see cref="MarkdownText"/> made.</summary>
/// <param name="Value">The markup.</param>
internal readonly record struct Markdown(string Value)
{
    /// <summary>What stands where a number is not known, or undefined.</summary>
    public static Markdown None { get; } = new("–");

    /// <summary>Any text, escaped.</summary>
    public static Markdown Text(string text) => new(MarkdownText.Escape(text));

    /// <summary>Any text as code.</summary>
    public static Markdown Code(string text) => new(MarkdownText.Code(text));

    /// <summary>Any text in bold.</summary>
    public static Markdown Bold(string text) => new($"**{MarkdownText.Escape(text)}**");

    /// <summary>Markup with holes; what stands in the holes is escaped.</summary>
    public static Markdown From(ref MarkdownLine line) => new(line.Result());

    /// <summary>A measure with four decimals.</summary>
    public static Markdown Measure(double? value) =>
        value is { } number && double.IsFinite(number) ? new(CardNumbers.Measure(number)) : None;

    /// <summary>A share of 1 in per cent, with one decimal.</summary>
    public static Markdown Share(double? value) =>
        value is { } number && double.IsFinite(number) ? new(CardNumbers.Share(number)) : None;

    /// <summary>A count with its thousands divided.</summary>
    public static Markdown Count(long value) => new(CardNumbers.Count(value));

    /// <summary>Pieces one behind the other: <c>a, b and c</c>.</summary>
    public static Markdown List(IReadOnlyList<Markdown> pieces, string last = "and") => new(pieces switch
    {
        [] => "",
        [var only] => only.Value,
        _ => $"{string.Join(", ", pieces.Take(pieces.Count - 1).Select(static piece => piece.Value))} {last} {pieces[^1].Value}",
    });

    public override string ToString() => Value;
}

/// <summary>
/// An interpolated string whose literal parts are Markdown and whose holes are escaped, so that no text of a stranger can become markup.
/// Holes take texts, whole numbers (their thousands divided) and <see cref="Markdown"/>.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkdownLine
{
    private readonly StringBuilder _builder;

    public MarkdownLine(int literalLength, int formattedCount) => _builder = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string markup) => _builder.Append(markup);

    public void AppendFormatted(string? text) => _builder.Append(MarkdownText.Escape(text ?? ""));

    public void AppendFormatted(long number) => _builder.Append(CardNumbers.Count(number));

    public void AppendFormatted(Markdown markdown) => _builder.Append(markdown.Value);

    public string Result() => _builder.ToString();
}

/// <summary>Numbers as a card shows them, alike on every machine.</summary>
internal static class CardNumbers
{
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Measure(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    public static string Share(double value) => value.ToString("0.0 %", CultureInfo.InvariantCulture);

    /// <summary>A setting as it was given: <c>0.0001</c>, <c>1E-08</c>.</summary>
    public static string Setting(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>About so many: <c>22.7 million</c>, <c>66 thousand</c>.</summary>
    public static string About(long value) => value switch
    {
        >= 1_000_000_000 => (value / 1e9).ToString("0.0 billion", CultureInfo.InvariantCulture),
        >= 1_000_000 => (value / 1e6).ToString("0.0 million", CultureInfo.InvariantCulture),
        >= 10_000 => (value / 1e3).ToString("0 thousand", CultureInfo.InvariantCulture),
        _ => Count(value),
    };

    /// <summary><c>1 row</c>, <c>4,199 rows</c>.</summary>
    public static string Counted(long number, string one, string? many = null) =>
        $"{Count(number)} {(number == 1 ? one : many ?? one + "s")}";
}
