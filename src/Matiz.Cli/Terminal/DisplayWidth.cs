using System.Globalization;
using System.Text;

namespace Matiz.Cli.Terminal;

/// <summary>How many columns of a terminal a text takes: wide East Asian characters and emoji two, marks none.</summary>
internal static class DisplayWidth
{
    /// <summary>The columns of a text of one line.</summary>
    public static int Measure(string text)
    {
        int width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Measure(rune);
        return width;
    }

    /// <summary>The text, cut with … where it is wider than <paramref name="width"/>.</summary>
    public static string Cut(string text, int width)
    {
        if (Measure(text) <= width) return text;
        var cut = new StringBuilder();
        int used = 1;
        foreach (var rune in text.EnumerateRunes())
        {
            used += Measure(rune);
            if (used > width) break;
            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }

    private static int Measure(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control => 0,
        _ => IsWide(rune.Value) ? 2 : 1,
    };

    // Unicode's East_Asian_Width W and F, in blocks.
    private static bool IsWide(int value) => value
        is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F300 and <= 0x1FAFF)
            or (>= 0x20000 and <= 0x3FFFD);
}
