using System.Globalization;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tests.Tokenizers.Unicode;

/// <summary>
/// The carried tables against the platform's (Unicode 16), but for the characters on which the reference is known to differ.
/// </summary>
public class CharacterTableTests
{
    // P* of the platform that the reference does not split at.
    private const string PunctuationNot = """
        61D 9FD A76 C77 C84 1B4E-1B4F 1B7D-1B7F 2E43-2E4F 2E52-2E5D 10D6E 10EAD 10F55-10F59 10F86-10F89 113D4-113D5 113D7-113D8
        1144B-1144F 1145A-1145B 1145D 11660-1166C 116B9 1183B 11944-11946 119E2 11A3F-11A46 11A9A-11A9C 11A9E-11AA2 11B00-11B09 11BE1
        11C41-11C45 11C70-11C71 11EF7-11EF8 11F43-11F4F 11FFF 12FF1-12FF2 16D6D-16D6F 16E97-16E9A 16FE2 1E5FF 1E95E-1E95F
        """;

    // Cf of the platform that the reference keeps.
    private const string FormatNot = """
        890-891 8E2 110CD 13430-1343F
        """;

    // Mn of the platform that the BERT normalizer keeps.
    private const string MarkNot = """
        7FD 897-89F 8CA-8E1 9FE AFA-AFF B55 C04 C3C D00 D3B-D3C D81 EBA ECE 180F 1885-1886 1ABF-1ACE 1DF6-1DFB A82C A8C5 A8FF A9BD
        10D24-10D27 10D69-10D6D 10EAB-10EAC 10EFC-10EFF 10F46-10F50 10F82-10F85 11070 11073-11074 110C2 111C9 111CF 1123E 11241 1133B
        113BB-113C0 113CE 113D0 113D2 113E1-113E2 11438-1143F 11442-11444 11446 1145E 1182F-11837 11839-1183A 1193B-1193C 1193E 11943
        119D4-119D7 119DA-119DB 119E0 11A01-11A0A 11A33-11A38 11A3B-11A3E 11A47 11A51-11A56 11A59-11A5B 11A8A-11A96 11A98-11A99
        11C30-11C36 11C38-11C3D 11C3F 11C92-11CA7 11CAA-11CB0 11CB2-11CB3 11CB5-11CB6 11D31-11D36 11D3A 11D3C-11D3D 11D3F-11D45 11D47
        11D90-11D91 11D95 11D97 11EF3-11EF4 11F00-11F01 11F36-11F3A 11F40 11F42 11F5A 13440 13447-13455 1611E-16129 1612D-1612F 16F4F
        16FE4 1CF00-1CF2D 1CF30-1CF46 1E000-1E006 1E008-1E018 1E01B-1E021 1E023-1E024 1E026-1E02A 1E08F 1E130-1E136 1E2AE 1E2EC-1E2EF
        1E4EC-1E4EF 1E5EE-1E5EF 1E944-1E94A
        """;

    // Of those, what StripAccents drops.
    private const string AccentAnyway = """
        8D4-8E1 1885-1886 1DFB A8C5 A9BD 1123E 11438-1143F 11442-11444 11446 11C30-11C36 11C38-11C3D 11C3F 11C92-11CA7 11CAA-11CB0
        11CB2-11CB3 11CB5-11CB6 1E000-1E006 1E008-1E018 1E01B-1E021 1E023-1E024 1E026-1E02A 1E944-1E94A
        """;

    // Mc of the platform that StripAccents keeps.
    private const string SpacingNot = """
        CF3 1715 1CF7 11145-11146 111CE 113B8-113BA 113C2 113C5 113C7-113CA 113CC-113CD 113CF 1182C-1182E 11838 11930-11935
        11937-11938 1193D 11940 11942 119D1-119D3 119DC-119DF 119E4 11A39 11A57-11A58 11A97 11D8A-11D8E 11D93-11D94 11D96 11EF5-11EF6
        11F03 11F34-11F35 11F3E-11F3F 11F41 1612A-1612C 16F7F-16F87 16FF0-16FF1
        """;

    private static readonly HashSet<int> NoPunctuation = Parse(PunctuationNot);
    private static readonly HashSet<int> NoFormat = Parse(FormatNot);
    private static readonly HashSet<int> NoMark = Parse(MarkNot);
    private static readonly HashSet<int> AnAccentAnyway = Parse(AccentAnyway);
    private static readonly HashSet<int> NoSpacingMark = Parse(SpacingNot);

    [Fact]
    public void Of_EveryCharacter_IsThePlatformsClassButForTheKnownDifferences()
    {
        var wrong = new List<string>();
        for (int c = 0; c <= 0x10FFFF; c++)
        {
            if (c is >= 0xD800 and < 0xE000) continue;
            var expected = Expected(c) & ~(CharacterClass.Canonical | CharacterClass.Upper | CharacterClass.Ideograph);
            var found = CharacterTable.ClassesOf(c) & ~(CharacterClass.Canonical | CharacterClass.Upper | CharacterClass.Ideograph);
            if (expected != found) wrong.Add($"{c:X}: {found}, expected {expected}");
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(0x33FF, false)]
    [InlineData(0x3400, true)]
    [InlineData(0x4DC0, false)]
    [InlineData(0x9FFF, true)]
    [InlineData(0xFAFF, true)]
    [InlineData(0x2A6E0, false)]
    [InlineData(0x2B81F, true)]
    [InlineData(0x2B820, false)]
    [InlineData(0x2B91F, false)]
    [InlineData(0x2B920, true)]
    [InlineData(0x2CEB0, false)]
    [InlineData(0x2FA1F, true)]
    public void Of_Ideographs_LeavesTheReferencesGap(int codePoint, bool expected) =>
        Assert.Equal(expected, CharacterTable.Is(codePoint, CharacterClass.Ideograph));

    [Fact]
    public void ToLower_EveryCharacterOfThePlatform_IsItsSimpleLowerCase()
    {
        for (int c = 0x80; c < 0xFFFF; c++)
        {
            if (c is >= 0xD800 and < 0xE000 or 0x130) continue;
            int platform = char.ToLowerInvariant((char)c);
            if (platform != c) Assert.Equal(platform, CharacterTable.ToLower(c));
        }

        Assert.Equal(0x3C3, CharacterTable.ToLower(0x3A3));
        Assert.Equal(0xDF, CharacterTable.ToLower(0x1E9E));
        Assert.Equal(0x10428, CharacterTable.ToLower(0x10400));
    }

    /// <summary>Capitals of Unicode 17, which the platform's table may lack.</summary>
    [Fact]
    public void ToLower_CapitalsOfUnicode17_HaveTheirLowerCase()
    {
        foreach (int capital in (int[])[0xA7CE, 0xA7D2, 0xA7D4])
        {
            Assert.Equal(capital + 1, CharacterTable.ToLower(capital));
            Assert.True(CharacterTable.Is(capital, CharacterClass.Upper));
        }

        for (int capital = 0x16EA0; capital <= 0x16EB8; capital++) Assert.Equal(capital + 0x1B, CharacterTable.ToLower(capital));
        Assert.Equal(0x16EB9, CharacterTable.ToLower(0x16EB9));
    }

    private static CharacterClass Expected(int c)
    {
        var category = CharUnicodeInfo.GetUnicodeCategory(c);
        var expected = CharacterClass.None;
        bool isAsciiMark = c is (>= 0x21 and <= 0x2F) or (>= 0x3A and <= 0x40) or (>= 0x5B and <= 0x60) or (>= 0x7B and <= 0x7E);
        bool isPunctuation = category is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;
        if (isAsciiMark || (isPunctuation && !NoPunctuation.Contains(c)) || c is 0x166D or 0x111C9) expected |= CharacterClass.Punctuation;
        bool isOther = category is UnicodeCategory.Control or UnicodeCategory.PrivateUse
            || (category == UnicodeCategory.Format && !NoFormat.Contains(c));
        if ((isOther && c is not (9 or 10 or 13)) || c == 0xFFFD) expected |= CharacterClass.BertRemoved;
        if (c < 0x10000 && char.IsWhiteSpace((char)c)) expected |= CharacterClass.WhiteSpace;
        bool isMark = category == UnicodeCategory.NonSpacingMark;
        if ((isMark && !NoMark.Contains(c)) || c is 0x1734 or 0x1171E) expected |= CharacterClass.BertAccent;
        if ((isMark && (!NoMark.Contains(c) || AnAccentAnyway.Contains(c)))
            || (category == UnicodeCategory.SpacingCombiningMark && !NoSpacingMark.Contains(c))
            || category == UnicodeCategory.EnclosingMark || c is 0x1CF2 or 0x1CF3) expected |= CharacterClass.Accent;
        return expected;
    }

    private static HashSet<int> Parse(string ranges)
    {
        var set = new HashSet<int>();
        foreach (string range in ranges.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            int[] ends = [.. range.Split('-').Select(end => int.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            for (int c = ends[0]; c <= ends[^1]; c++) set.Add(c);
        }

        return set;
    }
}
