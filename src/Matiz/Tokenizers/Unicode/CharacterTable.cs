using System.Globalization;
using System.Text;
using Matiz.Unicode;

namespace Matiz.Tokenizers.Unicode;

/// <summary>What a tokenizer asks about a character.</summary>
[Flags]
internal enum CharacterClass : byte
{
    None = 0,

    /// <summary>Dropped by the BERT normalizer's clean-text step.</summary>
    BertRemoved = 1,

    /// <summary>White_Space of Unicode.</summary>
    WhiteSpace = 2,

    /// <summary>Punctuation.</summary>
    Punctuation = 4,

    /// <summary>Dropped by the BERT normalizer's strip-accents step.</summary>
    BertAccent = 8,

    /// <summary>An ideograph that the BERT normalizer sets apart by spaces.</summary>
    Ideograph = 16,

    /// <summary>Dropped by the StripAccents normalizer.</summary>
    Accent = 32,

    /// <summary>Has a canonical decomposition or a combining class, or composes with the character before.</summary>
    Canonical = 64,

    /// <summary>Has another lower case.</summary>
    Upper = 128,
}

/// <summary>
/// Character classes by code point: one byte for each of the basic plane, pages for the rest. Built once from
/// <see cref="CharacterRanges"/>, on the first text that is not ASCII.
/// </summary>
internal static class CharacterTable
{
    /// <summary>Unicode's White_Space.</summary>
    private static ReadOnlySpan<int> WhiteSpace =>
    [
        0x9, 0xD, 0x20, 0x20, 0x85, 0x85, 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F,
        0x3000, 0x3000,
    ];

    /// <summary>The ideographs of the basic plane; <see cref="IsHigherIdeograph"/> knows the others.</summary>
    private static ReadOnlySpan<int> Ideographs =>
        [0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFAFF];

    private static readonly CharacterClass[] BasicPlane = new CharacterClass[0x10000];
    private static readonly Dictionary<int, int> Lowercase = [];

    // Above the basic plane: the pages of 256 characters of which any has a class.
    private static readonly Dictionary<int, CharacterClass[]> HigherPages = [];

    static CharacterTable()
    {
        Mark(CharacterRanges.BertRemoved, CharacterClass.BertRemoved);
        Mark(WhiteSpace, CharacterClass.WhiteSpace);
        Mark(CharacterRanges.Punctuation, CharacterClass.Punctuation);
        Mark(CharacterRanges.BertAccents, CharacterClass.BertAccent);
        Mark(Ideographs, CharacterClass.Ideograph);
        Mark(CharacterRanges.Accents, CharacterClass.Accent);

        var runs = LowercaseTable.Runs;
        for (int i = 0; i < runs.Length; i += 4)
        {
            for (int c = runs[i]; c <= runs[i + 1]; c += runs[i + 2])
            {
                Lowercase.Add(c, c + runs[i + 3]);
                Add(c, CharacterClass.Upper);
            }
        }

        Add(0x130, CharacterClass.Upper);
        var singles = DecompositionTable.Singles;
        for (int i = 0; i < singles.Length; i += 2) Add(singles[i], CharacterClass.Canonical);
        var pairs = DecompositionTable.Pairs;
        for (int i = 0; i < pairs.Length; i += 3)
        {
            Add(pairs[i], CharacterClass.Canonical);
            Add(pairs[i + 2], CharacterClass.Canonical);
        }

        var classes = DecompositionTable.CombiningClasses;
        for (int i = 0; i < classes.Length; i += 3)
        {
            for (int c = classes[i]; c <= classes[i + 1]; c++) Add(c, CharacterClass.Canonical);
        }

        for (int c = 0xAC00; c <= 0xD7A3; c++) BasicPlane[c] |= CharacterClass.Canonical;
    }

    /// <summary>The classes of a code point.</summary>
    public static CharacterClass ClassesOf(int codePoint)
    {
        if ((uint)codePoint < (uint)BasicPlane.Length) return BasicPlane[codePoint];
        if (codePoint is >= 0xF0000) return codePoint <= 0x10FFFF ? Plane15And16(codePoint) : CharacterClass.None;
        var found = HigherPages.TryGetValue(codePoint >> 8, out var page) ? page[codePoint & 0xFF] : CharacterClass.None;
        return IsHigherIdeograph(codePoint) ? found | CharacterClass.Ideograph : found;
    }

    public static bool Is(int codePoint, CharacterClass asked) => (ClassesOf(codePoint) & asked) != CharacterClass.None;

    /// <summary>The lower case of one character, without context; U+0130, whose lower case has two characters, is the caller's.</summary>
    public static int ToLower(int codePoint) => Lowercase.GetValueOrDefault(codePoint, codePoint);

    /// <summary>A word character of the reference's regular expressions: Alphabetic, M*, Nd, Pc and the join controls.</summary>
    public static bool IsWord(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation => true,
        _ => codePoint is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149)
            or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
    };

    /// <summary>A number of the reference's <c>is_numeric</c>: Nd, Nl, No.</summary>
    public static bool IsNumeric(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>The first character of a text and its length in UTF-16 units; a lone surrogate reads as U+FFFD.</summary>
    public static int Decode(ReadOnlySpan<char> text, out int length)
    {
        char first = text[0];
        if (!char.IsSurrogate(first))
        {
            length = 1;
            return first;
        }

        Rune.DecodeFromUtf16(text, out var rune, out length);
        return rune.Value;
    }

    // The reference leaves out U+2B820-2B91F.
    private static bool IsHigherIdeograph(int codePoint) =>
        codePoint is (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B81F)
            or (>= 0x2B920 and <= 0x2CEAF) or (>= 0x2F800 and <= 0x2FA1F);

    private static CharacterClass Plane15And16(int codePoint) =>
        (codePoint & 0xFFFF) <= 0xFFFD ? CharacterClass.BertRemoved : CharacterClass.None;   // private use

    private static void Mark(ReadOnlySpan<int> ranges, CharacterClass mark)
    {
        for (int i = 0; i < ranges.Length; i += 2)
        {
            int first = ranges[i], last = ranges[i + 1];
            if (first >= 0xF0000) continue;
            for (int c = first; c <= last; c++) Add(c, mark);
        }
    }

    private static void Add(int codePoint, CharacterClass mark)
    {
        if (codePoint < BasicPlane.Length)
        {
            BasicPlane[codePoint] |= mark;
            return;
        }

        if (!HigherPages.TryGetValue(codePoint >> 8, out var page)) HigherPages.Add(codePoint >> 8, page = new CharacterClass[256]);
        page[codePoint & 0xFF] |= mark;
    }
}
