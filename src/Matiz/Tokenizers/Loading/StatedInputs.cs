using System.Text;
using System.Text.Json;

namespace Matiz.Tokenizers.Loading;

/// <summary>
/// States <c>model_input_names</c> in a <c>tokenizer_config.json</c>: where the class is the generic one and the file is silent, version 4
/// of the Python library gives token types to the model and version 5 does not. Every other byte of the file stays as it is.
/// </summary>
internal static class StatedInputs
{
    private const string Key = "model_input_names";

    /// <summary>The names of a model's inputs.</summary>
    public static IReadOnlyList<string> Names(bool withTypeIds) =>
        withTypeIds ? ["input_ids", "token_type_ids", "attention_mask"] : ["input_ids", "attention_mask"];

    /// <summary>The file with the key as its last; it must be a JSON object.</summary>
    /// <param name="file">The bytes of the file; null where there is none.</param>
    /// <param name="names">What the key holds.</param>
    public static byte[] Add(byte[]? file, IReadOnlyList<string> names)
    {
        var text = file is null ? "{\n}\n"u8 : file.AsSpan();
        int end = text.LastIndexOf((byte)'}');
        var body = text[..end].TrimEnd(" \t\r\n"u8);
        string value = string.Join(", ", names.Select(name => $"\"{JsonEncodedText.Encode(name)}\""));
        var added = new StringBuilder(body[^1] == '{' ? "" : ",");
        var between = text[body.Length..end];                  // what stands before the last brace: a line end in a file on many lines
        string separator = between.IndexOf((byte)'\n') < 0 ? body[^1] == '{' ? "" : " " : System.Text.Encoding.UTF8.GetString(between).TrimEnd(' ', '\t') + Indent(body);
        added.Append(separator).Append('"').Append(Key).Append("\": [").Append(value).Append(']');
        return [.. body, .. System.Text.Encoding.UTF8.GetBytes(added.ToString()), .. between, .. text[end..]];
    }

    // The white space before the first key; two blanks where there is none.
    private static string Indent(ReadOnlySpan<byte> body)
    {
        var first = body[(body.IndexOf((byte)'\n') + 1)..];
        int length = first.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return length > 0 && body.IndexOf((byte)'\n') >= 0 ? System.Text.Encoding.UTF8.GetString(first[..length]) : "  ";
    }
}
