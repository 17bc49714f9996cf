using System.Globalization;
using System.Text;

namespace Matiz.Tokenizers.Patterns;

/// <summary>
/// A text with one UTF-16 unit for each character, for regular expressions of .NET, which see halves of the characters beyond the basic
/// plane: such a character reads as a rare one of the same category.
/// </summary>
internal sealed class BasicPlaneText
{
    private readonly char[] _chars;
    private readonly int[] _sources;                           // where each character begins in the source, and the source's end

    public BasicPlaneText(ReadOnlySpan<char> source)
    {
        var chars = new List<char>(source.Length);
        var sources = new List<int>(source.Length + 1);
        for (int i = 0; i < source.Length;)
        {
            Rune.DecodeFromUtf16(source[i..], out var rune, out int length);
            sources.Add(i);
            chars.Add(rune.IsBmp ? (char)rune.Value : StandIn(Rune.GetUnicodeCategory(rune)));
            i += length;
        }

        sources.Add(source.Length);
        (_chars, _sources) = ([.. chars], [.. sources]);
    }

    public ReadOnlySpan<char> Chars => _chars;

    /// <summary>Where a character begins in the source; the number of characters gives its end.</summary>
    public int SourceIndex(int index) => _sources[index];

    /// <summary>Whether a character stands for others: a class of a pattern must not name it.</summary>
    public static bool IsStandIn(char unit) => StandIns.Contains(unit);

    private static char StandIn(UnicodeCategory category) => StandIns[(int)category];

    // By the number of the category, Lu to Cn. Categories that have no characters beyond the basic plane read as unassigned.
    private static ReadOnlySpan<char> StandIns =>
    [
        '\u10A0', '\u2C30', '\u1F88', '\uA717', '\uA000',      // Lu Ll Lt Lm Lo
        '\u1AB0', '\u1B04', '\u20DD',                          // Mn Mc Me
        '\u1B50', '\u16EE', '\u2CFD',                          // Nd Nl No
        '\u0378', '\u0378', '\u0378', '\u0378',                // Zs Zl Zp Cc
        '\u070F', '\u0378', '\uE000',                          // Cf Cs Co
        '\uFE33', '\u1806', '\u2045', '\u2046', '\u2E02', '\u2E03', '\u1800',     // Pc Pd Ps Pe Pi Pf Po
        '\u2900', '\u20A0', '\uA700', '\uA490', '\u0378',      // Sm Sc Sk So Cn
    ];
}
