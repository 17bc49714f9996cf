using System.Text;
using System.Text.Json;

namespace Matiz.Tokenizers.Loading;

/// <summary>
/// States <c>model_input_names</c> in a <c>tokenizer_config.json</c> that is silent: of the generic class, version 4 of the Python library
/// gives token types to the model and version 5 does not; and a class may have them where the model takes none, which fails in Python.
/// Every other byte of the file stays as it is.
/// </summary>
internal static class StatedInputs
{
    private const string Key = "model_input_names";

    private static ReadOnlySpan<byte> KeyBytes => "model_input_names"u8;

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <summary>The names of a model's inputs.</summary>
    public static IReadOnlyList<string> Names(bool withTypeIds) =>
        withTypeIds ? ["input_ids", "token_type_ids", "attention_mask"] : ["input_ids", "attention_mask"];

    /// <summary>The file with the key as its last, or in the place of a null that it holds; it must be a JSON object.</summary>
    /// <param name="file">The bytes of the file; null where there is none.</param>
    /// <param name="names">What the key holds.</param>
    public static byte[] Add(byte[]? file, IReadOnlyList<string> names)
    {
        var text = file is null ? "{\n}\n"u8 : file.AsSpan();
        string value = string.Join(", ", names.Select(name => $"\"{JsonEncodedText.Encode(name)}\""));
        if (FindNull(text) is var at and >= 0)
            return [.. text[..at], .. System.Text.Encoding.UTF8.GetBytes($"[{value}]"), .. text[(at + 4)..]];
        int end = text.LastIndexOf((byte)'}');
        var body = text[..end].TrimEnd(Blanks);
        var added = new StringBuilder(body[^1] == '{' ? "" : ",");
        var between = text[body.Length..end];                  // what stands before the last brace: a line end in a file on many lines
        string separator = between.IndexOf((byte)'\n') < 0
            ? body[^1] == '{' ? "" : " "
            : System.Text.Encoding.UTF8.GetString(between).TrimEnd(' ', '\t') + Indent(body);
        added.Append(separator).Append('"').Append(Key).Append("\": [").Append(value).Append(']');
        return [.. body, .. System.Text.Encoding.UTF8.GetBytes(added.ToString()), .. between, .. text[end..]];
    }

    // Where the null of the key stands in the outermost object; -1 where there is none. Bytes are walked, since Python's JSON (NaN) is more
    // than a reader of JSON takes.
    private static int FindNull(ReadOnlySpan<byte> text)
    {
        int depth = 0, found = -1;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)'{' or (byte)'[') depth++;
            else if (text[i] is (byte)'}' or (byte)']') depth--;
            if (text[i] != (byte)'"') continue;
            int begin = ++i;
            while (i < text.Length && text[i] != (byte)'"') i += text[i] == (byte)'\\' ? 2 : 1;
            if (depth != 1 || i >= text.Length || !text[begin..i].SequenceEqual(KeyBytes)) continue;
            var rest = text[(i + 1)..].TrimStart(Blanks);
            if (rest.IsEmpty || rest[0] != (byte)':') continue;
            rest = rest[1..].TrimStart(Blanks);
            if (rest.StartsWith("null"u8)) found = text.Length - rest.Length;
        }

        return found;
    }

    // The white space before the first key; two blanks where there is none.
    private static string Indent(ReadOnlySpan<byte> body)
    {
        var first = body[(body.IndexOf((byte)'\n') + 1)..];
        int length = first.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return length > 0 && body.IndexOf((byte)'\n') >= 0 ? System.Text.Encoding.UTF8.GetString(first[..length]) : "  ";
    }
}
