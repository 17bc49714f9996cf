using System.Text.Json;

namespace Matiz.Data.JsonLines;

/// <summary>
/// JSON rows as Python writes and reads them: <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are numbers, and values lie in one another
/// as deep as they like.
/// </summary>
internal static class PythonRows
{
    // The reader counts levels without a call for each, so depth costs a bit.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    /// <summary>A reader of bytes without the words, see <see cref="WithoutWords"/>.</summary>
    public static Utf8JsonReader Reader(ReadOnlySpan<byte> masked) => new(masked, Options);

    /// <summary>The same bytes, but strings of the same length in the place of the three words, so that every place stays.</summary>
    public static ReadOnlySpan<byte> WithoutWords(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0) return json;
        byte[] masked = json.ToArray();
        bool isString = false;
        for (int i = 0; i < masked.Length; i++)
        {
            if (isString && masked[i] == '\\') i++;
            else if (masked[i] == '"') isString = !isString;
            else if (!isString && WordAt(json[i..]) is > 0 and int length)
            {
                masked.AsSpan(i, length).Fill((byte)'_');
                masked[i] = masked[i + length - 1] = (byte)'"';
                i += length - 1;
            }
        }

        return masked;
    }

    /// <summary>The word that stood where the reader is; null where none did.</summary>
    /// <param name="reader">Reads the bytes without the words.</param>
    /// <param name="json">The bytes with them.</param>
    public static string? WordOf(ref readonly Utf8JsonReader reader, ReadOnlySpan<byte> json) => json[(int)reader.TokenStartIndex] switch
    {
        (byte)'N' => "NaN",
        (byte)'I' => "Infinity",
        (byte)'-' when reader.TokenType == JsonTokenType.String => "-Infinity",
        _ => null,
    };

    private static int WordAt(ReadOnlySpan<byte> json) =>
        json.StartsWith("NaN"u8) ? 3 : json.StartsWith("Infinity"u8) ? 8 : json.StartsWith("-Infinity"u8) ? 9 : 0;
}
