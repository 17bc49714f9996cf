using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Matiz.Data.JsonLines;
using Matiz.Data.Labels;

namespace Matiz.Data.Corrections;

/// <summary>Writes a label the way in which the file writes its labels: by names or indices, quoted or not, as a list or divided.</summary>
/// <param name="labels">The classes; null for regression.</param>
/// <param name="format">How rows are written.</param>
/// <param name="separator">What divides the labels of a text.</param>
/// <param name="reading">What numbers mean in the file.</param>
internal sealed class LabelSpelling(ClassLabel? labels, DataFormat format, string separator, LabelReading reading)
{
    /// <summary>The bytes to be put in the place of <paramref name="old"/>.</summary>
    /// <param name="label">The new label.</param>
    /// <param name="raw">The old one as it was read.</param>
    /// <param name="old">The bytes of the old one, quotes included.</param>
    public byte[] Write(Label label, RawLabel raw, ReadOnlySpan<byte> old)
    {
        if (label.Kind == LabelKind.Indices && reading == LabelReading.Flags) return Encoding.UTF8.GetBytes(FlagsLike(label, raw, old));
        string[] oldItems = label.Kind == LabelKind.Indices ? LabelItems.Of(raw, separator) ?? [] : [raw.Text ?? ""];
        bool useIndex = reading == LabelReading.Indices
            && Array.TrueForAll(oldItems, item => item.Trim() is var bare && (bare.Length == 0 || ClassLabel.TryWholeNumber(bare, out _)));
        string[] items = [.. label.Kind switch
        {
            LabelKind.Index => [Spelled(label.Index, useIndex)],
            LabelKind.Indices => label.Indices.ToArray().Select(index => Spelled(index, useIndex)),
            _ => [label.Value.ToString(CultureInfo.InvariantCulture)],
        }];
        bool isTable = format is DataFormat.Csv or DataFormat.Tsv;
        return Encoding.UTF8.GetBytes(isTable ? Field(label.Kind, items, raw, old) : Value(label.Kind, items, raw, old));
    }

    // The escapes of a JSON string hold letters; the text that they stand for has none beside its flags.
    private string FlagsLike(Label label, RawLabel raw, ReadOnlySpan<byte> old)
    {
        if (format is DataFormat.Csv or DataFormat.Tsv) return Flags(label, Encoding.UTF8.GetString(old));
        if (raw.List is null) return Scalar(Flags(label, raw.Text ?? ""), JsonTokenType.String);
        bool isPlain = old.IndexOf((byte)'\\') < 0;
        if (isPlain) return Flags(label, Encoding.UTF8.GetString(old));
        var flags = raw.List.Zip(label.ToFlags(labels!.Count), (item, flag) => LabelFlags.Like(item.Trim(), flag));
        return ArrayOf([.. flags], JsonTokenType.String);
    }

    // Word by word in the place of the old flags, so that brackets, commas and quotes stay.
    private string Flags(Label label, string old)
    {
        bool[] flags = label.ToFlags(labels!.Count);
        var written = new StringBuilder();
        int flag = 0, at = 0;
        while (at < old.Length)
        {
            int start = at;
            while (at < old.Length && (char.IsLetterOrDigit(old[at]) || old[at] == '.')) at++;
            if (at == start) written.Append(old[at++]);
            else written.Append(LabelFlags.Like(old[start..at], flags[flag++]));
        }

        return written.ToString();
    }

    private string Spelled(int index, bool useIndex) => useIndex ? index.ToString(CultureInfo.InvariantCulture) : labels!.NameOf(index);

    private string Field(LabelKind kind, string[] items, RawLabel raw, ReadOnlySpan<byte> old)
    {
        string text = Text(kind, items, raw.Text ?? "");
        char divider = format == DataFormat.Csv ? ',' : '\t';
        bool wasQuoted = old.Length > 0 && old[0] == '"';
        bool needsQuotes = text.AsSpan().IndexOfAny("\"\r\n") >= 0 || text.Contains(divider, StringComparison.Ordinal);
        return wasQuoted || needsQuotes ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
    }

    // Several labels in one text: as an array where the old ones were, or where a name holds the separator.
    private string Text(LabelKind kind, string[] items, string old)
    {
        if (kind != LabelKind.Indices) return items[0];
        return LabelItems.IsBracketed(old.Trim()) ? ArrayOf(items, JsonTokenType.String) : LabelText.OfSeveral(items, separator);
    }

    private string Value(LabelKind kind, string[] items, RawLabel raw, ReadOnlySpan<byte> old)
    {
        var reader = PythonRows.Reader(PythonRows.WithoutWords(old));
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return Scalar(Text(kind, items, raw.Text ?? ""), reader.TokenType);
        reader.Read();
        return ArrayOf(items, reader.TokenType == JsonTokenType.EndArray && reading == LabelReading.Indices ? JsonTokenType.Number : reader.TokenType);
    }

    private static string ArrayOf(string[] items, JsonTokenType like) =>
        "[" + string.Join(", ", items.Select(item => Scalar(item, like))) + "]";

    // Of the same kind as the old one where the text can be.
    private static string Scalar(string text, JsonTokenType like)
    {
        bool isNumber = like == JsonTokenType.Number && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        bool isTruth = like is JsonTokenType.True or JsonTokenType.False && text is "true" or "false";
        return isNumber || isTruth ? text : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
    }
}
