using System.Globalization;
using System.Text;
using Matiz.Testing;

namespace Matiz.Tests.Tokenizers;

/// <summary>Seeded texts that are hard on a tokenizer: words, scripts, emoji, marks, spaces, tokens of its own.</summary>
internal sealed class FuzzTexts(int seed, IReadOnlyList<string> addedTokens)
{
    private const string Ascii = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private static readonly string[] Words = ReadWords();

    private static readonly string[] Odd =
    [
        "'s", "'re", "'LL", "don't", "``quoted''", "1,000.5", "3,", "www.a-b.com/c?d=e", "#tag", "@user", "URL", "URLs",
        "▁", "▁▁x", "Ġ", "##ing",
        "<0x41>", "Ａｂｃ１２", "ﬁne", "①②", "½", "…", "ﷺ", "㎏", "Ⅳ", "ß", "ẞ", "İstanbul", "ıI", "ΣΑΣ",
        "ǅ", "ﾞ", "がぎ", "か\u3099", "한국어", "\u1112\u1161\u11ab",
        "中文字", "日本語テスト", "ไทยกำ", "नमस्ते", "தமிழ்", "שָׁלוֹם", "مَرحَبا", "ଡ଼",
        "กำ", "ၐ", "\u0E33", "각", "é", "e\u0301", "a\u0323\u0302",
        "q\u0307\u0323", "o\u0308\u0304",
        "👍🏽", "👨‍👩‍👧‍👦", "🇪🇸🇫", "❤️", "🏴\U000E0067\U000E0062\U000E007F", "1️⃣", "𝔘𝔫𝔦", "𝟘𝟙", "𠀀𪜀",
        "𐐷", "\U0001F1E6", "\U000E0001",
    ];

    private static readonly string[] Spaces =
    [
        " ", " ", " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", "\u00A0", "\u3000", "\u2009", "\u2028", "\u1680", "\u0085", "\u000B",
        "\u000C", "\u001C",
    ];

    private static readonly string[] Invisible =
    [
        "\0", "\u0001", "\u0007", "\u007F", "\u0080", "\u00AD", "\u200B", "\u200C", "\u200D", "\u200E", "\u2060", "\uFEFF",
        "\uFFFD", "\uFE0F", "\uE000", "\uFFFF", "\uD800", "\uDC00",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next text.</summary>
    public string Next()
    {
        var text = new StringBuilder();
        int manner = _random.Next(8);
        for (int parts = _random.Next(manner == 0 ? 3 : 1, 14); parts > 0; parts--)
        {
            AddPart(text, manner);
            if (_random.Next(4) != 0) text.Append(manner < 4 && _random.Next(8) != 0 ? " " : Of(Spaces));
        }

        if (_random.Next(3) != 0 && text.Length > 1 && text[^1] == ' ') text.Length--;
        return text.ToString();
    }

    private void AddPart(StringBuilder text, int manner)
    {
        switch (manner < 3 ? _random.Next(5) : _random.Next(14))
        {
            case 0 or 1 or 2 or 3 or 4:
                string word = Of(Words);
                text.Append(_random.Next(6) switch
                {
                    0 => word.ToUpperInvariant(),
                    1 => word + Ascii[_random.Next(Ascii.Length)],
                    _ => word,
                });
                break;
            case 5 or 6:
                text.Append(Of(Odd));
                break;
            case 7:
                text.Append(addedTokens.Count == 0 ? "<s>" : addedTokens[_random.Next(addedTokens.Count)]);
                break;
            case 8:
                text.Append(Of(Invisible));
                break;
            case 9:
                for (int n = _random.Next(1, 8); n > 0; n--) text.Append(Ascii[_random.Next(Ascii.Length)]);
                break;
            case 10:
                text.Append(Of(Words)).Append(Character(0x300, 0x370)).Append(Character(0x300, 0x370));
                break;
            case 11:
                // A stretch of one block, as texts have.
                int first = _random.Next(0x80, 0x2FA00) & ~0x3F;
                for (int n = _random.Next(1, 5); n > 0; n--) text.Append(Character(first, first + 0x40));
                break;
            case 12:
                for (int n = _random.Next(1, 4); n > 0; n--) text.Append(Character(0x80, 0x3000));
                break;
            default:
                text.Append(Character(0, 0x110000));
                break;
        }
    }

    private string Of(string[] items) => items[_random.Next(items.Length)];

    private string Character(int from, int to)
    {
        int value = _random.Next(from, to);
        return Rune.IsValid(value) ? new Rune(value).ToString() : "\uFFFD";
    }

    private static string[] ReadWords()
    {
        if (SharedFiles.SharedExists)
            return [.. TokenizerReferenceTests.EmotionRows().Take(2000).SelectMany(row => row.Text.Split(' ')).Distinct()];
        return
        [
            .. File.ReadLines(SharedFiles.Golden("tokenizers/wordpiece/expected.jsonl"))
                .SelectMany(line => line.Split(' ', '"')).Where(word => word.Length > 0 && word.All(char.IsAsciiLetter)).Distinct(),
        ];
    }

    /// <summary>The code points of a text, for messages.</summary>
    public static string Spell(string text) =>
        string.Join(' ', text.Select(unit => ((int)unit).ToString("X4", CultureInfo.InvariantCulture)));
}
