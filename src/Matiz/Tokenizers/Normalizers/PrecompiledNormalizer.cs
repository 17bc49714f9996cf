using System.Globalization;
using System.Text;
using Matiz.Tokenizers.Loading;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Normalizers;

/// <summary>
/// SentencePiece's normalization by a <see cref="CharacterMap"/>. A grapheme cluster of less than six bytes that the map has an entry for
/// becomes that entry, whole, even where the entry is only that of its beginning; in all others each character becomes its own.
/// </summary>
internal sealed class PrecompiledNormalizer(CharacterMap map) : Normalizer
{
    private const int MostBytes = 5;                           // of a cluster that is looked up as one
    private const char FirstExtending = '\u0300', FirstPrepending = '\u0600';

    private readonly Lazy<bool> _keepsSpaceBreaks = new(() => KeepsVisible(map));

    public override bool KeepsSpaceBreaks => _keepsSpaceBreaks.Value;

    public static PrecompiledNormalizer Read(JsonCursor json) => new(CharacterMap.Read(json.Required("precompiled_charsmap")));

    public override AlignedText Normalize(AlignedText text)
    {
        var output = text.NewOutput(text.Length);
        var dealer = new SpanDealer(text);
        Span<byte> bytes = stackalloc byte[MostBytes];
        for (int i = 0; i < text.Length;)
        {
            int end = i + ClusterLength(text.Chars[i..]);
            if (end - i > 1 && System.Text.Encoding.UTF8.TryGetBytes(text.Chars[i..end], bytes, out int count)
                && map.TryGet(bytes[..count], out var whole))
            {
                Replace(Characters(text.Chars[i..end]), whole, ref dealer, output);
                i = end;
            }

            while (i < end)
            {
                int codePoint = CharacterTable.Decode(text.Chars[i..], out int length);
                i += length;
                count = new Rune(codePoint).EncodeToUtf8(bytes);
                if (map.TryGet(bytes[..count], out var own))
                {
                    Replace(1, own, ref dealer, output);
                }
                else
                {
                    var (start, stop) = dealer.Take();
                    output.Append(codePoint, start, stop);
                }
            }
        }

        return output;
    }

    // Of `old` characters and what they become, the common number are replaced in order; further new ones are put in, further old ones
    // are swallowed. Nothing swallows a character that goes before there is any output: those behind it then take its span.
    private static void Replace(int old, ReadOnlySpan<byte> found, ref SpanDealer dealer, AlignedText output)
    {
        int made = 0;
        while (found.Length > 0)
        {
            Rune.DecodeFromUtf8(found, out var rune, out int length);
            found = found[length..];
            var (start, end) = made < old ? dealer.Take() : dealer.Repeat();
            output.Append(rune.Value, start, end);
            made++;
        }

        if (output.Length > 0) dealer.Swallow(old - made);
    }

    // Whether a space stays one, and what becomes of visible characters has no white space at its ends and something to see between.
    private static bool KeepsVisible(CharacterMap map)
    {
        Span<byte> bytes = stackalloc byte[MostBytes];
        bytes[0] = (byte)' ';
        if (map.TryGet(bytes[..1], out var found) && !found.SequenceEqual(" "u8)) return false;
        for (int c = '!'; c <= char.MaxValue; c++)
        {
            if (!SpaceBreaks.IsVisible((char)c)) continue;
            int count = new Rune(c).EncodeToUtf8(bytes);
            if (map.TryGet(bytes[..count], out found) && !IsVisible(System.Text.Encoding.UTF8.GetString(found))) return false;
        }

        return true;
    }

    private static bool IsVisible(string text) =>
        text.Length > 0 && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]) && text.Any(SpaceBreaks.IsVisible);

    // Most characters are clusters of their own: a cluster goes on with a mark, or begins with one of few characters, or is CR LF.
    private static int ClusterLength(ReadOnlySpan<char> text)
    {
        if (text.Length == 1) return 1;
        char first = text[0], second = text[1];
        if (first < FirstPrepending && second < FirstExtending) return first == '\r' && second == '\n' ? 2 : 1;
        return StringInfo.GetNextTextElementLength(text);
    }

    private static int Characters(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }
}
