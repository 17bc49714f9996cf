using System.Globalization;

namespace Matiz.Charts.Drawing;

/// <summary>
/// Estimates the room that text takes without a font at hand, rather too much than too little, and shortens text to a given room.
/// </summary>
internal static class TextMeasure
{
    /// <summary>Height of a line from its highest accent to its lowest tail, in em; what the plots keep free for a text.</summary>
    public const double LineHeight = 1.2;

    // DejaVu Sans and Verdana, the widest fonts in common use, are a tenth wider than the table.
    private const double Safety = 1.1;
    private const double BoldFactor = 1.06;
    private const string Ellipsis = "…";
    private const int VariationSelectorEmoji = 0xFE0F;

    /// <summary>Width of a text on one line, in the unit of the size.</summary>
    public static double Width(string text, double size, bool bold = false)
    {
        double em = 0, last = 0;
        int previous = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == VariationSelectorEmoji)           // turns the character before it into a picture
            {
                em += Math.Max(0, 1.26 - last);
                last = 1.26;
                continue;
            }

            last = CharacterWidths.Measure(rune, previous);
            em += last;
            previous = rune.Value;
        }

        return em * size * Safety * (bold ? BoldFactor : 1);
    }

    /// <summary>The widest of several texts; 0 for none.</summary>
    public static double Widest(IEnumerable<string> texts, double size) =>
        texts.Aggregate(0.0, (widest, text) => Math.Max(widest, Width(text, size)));

    /// <summary>
    /// The text itself, or as many of its first characters (as readers count them) as fit together with an ellipsis; empty when not even
    /// the ellipsis fits.
    /// </summary>
    public static string Elide(string text, double room, double size, bool bold = false)
    {
        if (Width(text, size, bold) <= room) return text;
        var end = Fitting(text, room - Width(Ellipsis, size, bold), size, bold);
        if (end > 0) return text[..end].TrimEnd() + Ellipsis;
        return Width(Ellipsis, size, bold) <= room ? Ellipsis : "";
    }

    /// <summary>
    /// The text on at most so many lines, broken at spaces where there are any; the last line ends in an ellipsis if more follows.
    /// </summary>
    public static IReadOnlyList<string> Wrap(string text, double room, double size, bool bold, int maximumLines)
    {
        var lines = new List<string>();
        var rest = text;
        while (rest.Length > 0 && lines.Count < maximumLines - 1 && Width(rest, size, bold) > room)
        {
            var end = Fitting(rest, room, size, bold);
            if (end == 0) break;
            var space = end < rest.Length && rest[end] == ' ' ? end : rest.LastIndexOf(' ', end - 1);
            if (space > 0) end = space;
            lines.Add(rest[..end].TrimEnd());
            rest = rest[end..].TrimStart();
        }

        var last = Elide(rest, room, size, bold);
        if (last.Length > 0) lines.Add(last);
        return lines;
    }

    /// <summary>The length of the longest start, in whole characters as readers count them, that is at most so wide.</summary>
    private static int Fitting(string text, double room, double size, bool bold)
    {
        int end = 0;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text.AsSpan(end));
            if (Width(text[..next], size, bold) > room) break;
            end = next;
        }

        return end;
    }
}
