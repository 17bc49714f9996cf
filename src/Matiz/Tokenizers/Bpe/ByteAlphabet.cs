using System.Text;
using Matiz.Tokenizers.Pipeline;
using Matiz.Tokenizers.Unicode;

namespace Matiz.Tokenizers.Bpe;

/// <summary>
/// The 256 characters that stand for bytes in byte-level vocabularies: printable ones for themselves, the others, in order, from U+0100 on,
/// so that a space is Ġ (U+0120) and a line feed Ċ.
/// </summary>
internal static class ByteAlphabet
{
    /// <summary>What a space becomes.</summary>
    public const char Space = 'Ġ';

    private const int NoByte = -1;

    private static readonly char[] Chars = MakeChars();
    private static readonly short[] Bytes = MakeBytes();       // by character, up to the highest of the alphabet

    /// <summary>The character of a byte.</summary>
    public static char CharOf(byte value) => Chars[value];

    /// <summary>Adds the bytes of some units of a text; each has the span of the character that the byte is of.</summary>
    public static void Append(AlignedText text, int from, int to, AlignedText output)
    {
        Span<byte> bytes = stackalloc byte[4];
        for (int at = from; at < to;)
        {
            var (start, end) = text.SpanOf(at);
            int codePoint = CharacterTable.Decode(text.Chars[at..to], out int length);
            at += length;
            int count = codePoint < 0x80 ? 1 : new Rune(codePoint).EncodeToUtf8(bytes);
            if (codePoint < 0x80) bytes[0] = (byte)codePoint;
            foreach (byte value in bytes[..count]) output.Append(CharOf(value), start, end);
        }
    }

    /// <summary>
    /// The text of some tokens: their characters as bytes of UTF-8, U+FFFD for what is none. A token with another character stands for
    /// itself.
    /// </summary>
    public static string Decode(IEnumerable<string> tokens)
    {
        var bytes = new List<byte>();
        foreach (string token in tokens)
        {
            int before = bytes.Count;
            foreach (char unit in token)
            {
                int value = unit < Bytes.Length ? Bytes[unit] : NoByte;
                if (value == NoByte)
                {
                    bytes.RemoveRange(before, bytes.Count - before);
                    bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(token));
                    break;
                }

                bytes.Add((byte)value);
            }
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static char[] MakeChars()
    {
        var chars = new char[256];
        char next = '\u0100';
        for (int value = 0; value < chars.Length; value++)
        {
            bool isPrintable = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            chars[value] = isPrintable ? (char)value : next++;
        }

        return chars;
    }

    private static short[] MakeBytes()
    {
        var bytes = new short[Chars.Max() + 1];
        Array.Fill(bytes, (short)NoByte);
        for (int value = 0; value < Chars.Length; value++) bytes[Chars[value]] = (short)value;
        return bytes;
    }
}
