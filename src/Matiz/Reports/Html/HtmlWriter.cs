using System.Runtime.CompilerServices;
using System.Text;
using Matiz.Charts.Drawing;

namespace Matiz.Reports.Html;

/// <summary>Markup that is safe as it stands: what <see cref="HtmlText"/> made, or a chart.</summary>
/// <param name="Value">The markup.</param>
internal readonly record struct Markup(string Value)
{
    /// <summary>Any text, escaped.</summary>
    public static Markup Text(string text)
    {
        var builder = new StringBuilder();
        HtmlText.AppendEscaped(builder, text);
        return new(builder.ToString());
    }

    /// <summary>Markup with holes; what stands in the holes is escaped.</summary>
    public static Markup From(ref HtmlText text) => new(text.Result());

    public override string ToString() => Value;
}

/// <summary>
/// An interpolated string whose literal parts are markup and whose holes are escaped, so that no text of a stranger can become markup.
/// Holes take texts, whole numbers and <see cref="Markup"/>; any other number is formatted by its writer.
/// </summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlText
{
    private readonly StringBuilder _builder;

    /// <summary>Text of its own.</summary>
    public HtmlText(int literalLength, int formattedCount) => _builder = new(literalLength + (formattedCount * 16));

    /// <summary>Text that is written to a page at once.</summary>
    public HtmlText(int literalLength, int formattedCount, HtmlWriter writer) => _builder = writer.Builder;

    public void AppendLiteral(string markup) => _builder.Append(markup);

    public void AppendFormatted(string? text) => AppendEscaped(_builder, text ?? "");

    public void AppendFormatted(long number) => _builder.Append(NumberText.Coordinate(number));

    public void AppendFormatted(Markup markup) => _builder.Append(markup.Value);

    public string Result() => _builder.ToString();

    /// <summary>The text with what has a meaning in markup escaped, and without what XML forbids: a page parses as XML as well.</summary>
    public static void AppendEscaped(StringBuilder target, string text)
    {
        foreach (char c in XmlText.Clean(text))
        {
            switch (c)
            {
                case '&': target.Append("&amp;"); break;
                case '<': target.Append("&lt;"); break;
                case '>': target.Append("&gt;"); break;
                case '"': target.Append("&quot;"); break;
                case '\'': target.Append("&#39;"); break;
                default: target.Append(c); break;
            }
        }
    }
}

/// <summary>Collects a page.</summary>
internal sealed class HtmlWriter
{
    internal StringBuilder Builder { get; } = new();

    /// <summary>Writes markup; what stands in its holes is escaped.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] ref HtmlText text)
    {
        // The handler has written to the builder already.
    }

    /// <summary>Writes safe markup as it is.</summary>
    public void Add(Markup markup) => Builder.Append(markup.Value);

    public override string ToString() => Builder.ToString();
}
