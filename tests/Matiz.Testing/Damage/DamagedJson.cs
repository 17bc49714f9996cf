using System.Text;

namespace Matiz.Testing;

/// <summary>JSON in which values became others, so that most of it still parses.</summary>
internal static class DamagedJson
{
    private const int Depth = 100_000;

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "0.5", "1e999", "-1e-999", "2147483647", "2147483648", "9223372036854775807",
        "99999999999999999999", "1000000000", "[]", "{}", "[[]]", "[null]", "{\"type\":\"BPE\"}", "\"\"", "\"\\ud800\"", "\"\\u0000\"",
        "\"x\"",
        "\"(a+)+$\"", "\"[\"", "\"\\ud83d\\ude00\"", "NaN", "[1,2]", "\"Sequence\"",
    ];

    public static bool IsJson(ReadOnlySpan<byte> bytes) => bytes.TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..];

    public static byte[] Make(byte[] whole, Random random)
    {
        byte[] bytes = whole;
        for (int change = random.Next(1, 4); change > 0 && bytes.Length > 8; change--)
        {
            var (start, end) = ValueAt(bytes, Mutations.Place(bytes.Length, random));
            var (otherStart, otherEnd) = ValueAt(bytes, Mutations.Place(bytes.Length, random));
            byte[] value = random.Next(40) switch
            {
                0 => Encoding.UTF8.GetBytes(new string('[', Depth)),
                1 => Encoding.UTF8.GetBytes(new string('[', Depth) + new string(']', Depth)),
                < 8 => [],
                < 16 => bytes[otherStart..otherEnd],
                < 20 => [.. bytes[start..end], (byte)',', .. bytes[start..end]],
                _ => Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)]),
            };
            bytes = [.. bytes.AsSpan(0, start), .. value, .. bytes.AsSpan(end)];
        }

        return bytes;
    }

    // The text, number or word nearest behind a place; in the middle of a text its rest, which damages it too.
    private static (int Start, int End) ValueAt(byte[] bytes, int place)
    {
        int start = place;
        while (start < bytes.Length && bytes[start] is (byte)' ' or (byte)'\n' or (byte)',' or (byte)':' or (byte)'{' or (byte)'}'
            or (byte)'[' or (byte)']') start++;
        int end = start;
        if (end < bytes.Length && bytes[end] == '"')
        {
            for (end++; end < bytes.Length && bytes[end] != '"'; end++)
            {
                if (bytes[end] == '\\') end++;
            }

            return (start, Math.Min(end + 1, bytes.Length));
        }

        while (end < bytes.Length && bytes[end] is not ((byte)' ' or (byte)'\n' or (byte)',' or (byte)':' or (byte)'}' or (byte)']')) end++;
        return (start, end);
    }
}
