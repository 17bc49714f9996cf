using System.Globalization;
using System.Text;

namespace Matiz.Charts.Drawing;

/// <summary>
/// How wide characters are, in em, whatever sans-serif font the viewer has. Measured in Chromium with Liberation Sans (the widths of
/// Arial and Helvetica), Noto Sans and Noto's fonts of other scripts; each entry is the wider of them.
/// </summary>
internal static class CharacterWidths
{
    // U+0020 to U+007E in hundredths of an em
    private static ReadOnlySpan<byte> Ascii =>
    [
        28, 28, 41, 65, 58, 89, 74, 23, 34, 34, 56, 59, 28, 34, 28, 38, 58, 58, 58, 58, 58, 58, 58, 58, 58, 58, 28, 28, 59, 59, 59, 56,
        102, 67, 67, 73, 73, 67, 62, 78, 75, 34, 50, 67, 56, 91, 76, 79, 67, 79, 73, 67, 62, 74, 67, 95, 67, 67, 62, 33, 38, 33, 58, 56,
        34, 57, 62, 50, 62, 57, 35, 62, 62, 26, 26, 54, 26, 94, 62, 61, 62, 62, 42, 50, 37, 62, 51, 79, 53, 51, 50, 38, 56, 38, 59,
    ];

    // Scripts above ASCII: up to this code point, this wide. What is missing is as wide as its whole em.
    private static readonly (int Last, double Width)[] Scripts =
    [
        (0x024F, 0.66),                                         // Latin
        (0x02FF, 0.60),                                         // phonetic letters, modifiers
        (0x03FF, 0.68), (0x052F, 0.72),                         // Greek, Cyrillic
        (0x058F, 0.70), (0x05FF, 0.62),                         // Armenian, Hebrew
        (0x08FF, 0.76),                                         // Arabic, Syriac: letters stand joined, but a word may be one letter
        (0x0D7F, 0.95),                                         // the scripts of India
        (0x0EFF, 0.66),                                         // Thai, Lao
        (0x109F, 0.98), (0x10FF, 0.72),                         // Tibetan and Burmese, Georgian
        (0x11FF, 1.00), (0x139F, 0.95), (0x1FFF, 0.80),         // Hangul letters, Ethiopic, smaller scripts and extensions
        (0x206F, 0.60),                                         // punctuation
    ];

    /// <summary>The advance of one character, given the one before it.</summary>
    public static double Measure(Rune rune, int previous)
    {
        var value = rune.Value;
        if (value is >= 0x20 and < 0x7F) return Ascii[value - 0x20] / 100.0;
        if (IsEmojiModifier(value) && previous != 0) return 0;
        if (IsWide(value)) return value >= 0x1F000 ? 1.26 : 1.0;
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Control: return 0;
            case UnicodeCategory.Format: return 0;
            case UnicodeCategory.SpacingCombiningMark: return 0.5;
            case UnicodeCategory.UppercaseLetter when value < 0x0530: return 0.82;
        }

        if (value is 0x2014 or 0x2015 or 0x2026 or 0xFFFD or 0x0152 or 0x0153 or 0x00C6 or 0x00E6) return 1.03;
        foreach (var (last, width) in Scripts)
        {
            if (value <= last) return width;
        }

        return 1.02;
    }

    /// <summary>Characters drawn on a whole em: East Asian wide ones, and pictures, which are wider still.</summary>
    private static bool IsWide(int value) => value
        is (>= 0x2E80 and <= 0x9FFF) or (>= 0xA960 and <= 0xA97F) or (>= 0xAC00 and <= 0xD7AF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE4F) or (>= 0xFF01 and <= 0xFF60) or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x1F000 and <= 0x1FAFF)
        or (>= 0x20000 and <= 0x3FFFF);

    /// <summary>Skin tones, which fonts draw into the picture before.</summary>
    private static bool IsEmojiModifier(int value) => value is >= 0x1F3FB and <= 0x1F3FF;
}
