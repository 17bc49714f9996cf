using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Matiz.Data.Labels;

namespace Matiz.Data.Corrections;

/// <summary>Writes a label the way in which the file writes its labels: by names or indices, quoted or not, as a list or divided.</summary>
/// <param name="labels">The classes; null for numbers.</param>
/// <param name="layout">How rows lie in the file.</param>
/// <param name="separator">What divides the labels of a text.</param>
/// <param name="reading">What numbers mean in the file.</param>
internal sealed class LabelSpelling(ClassLabel? labels, RowLayout layout, string separator, LabelReading reading)
{
    /// <summary>What numbers mean in the file.</summary>
    public LabelReading Reading => reading;

    /// <summary>The bytes to be put in the place of <paramref name="old"/>.</summary>
    /// <param name="label">The new label.</param>
    /// <param name="raw">The old one as it was read.</param>
    /// <param name="old">The bytes of the old one, quotes included.</param>
    public byte[] Write(Label label, RawLabel raw, ReadOnlySpan<byte> old)
    {
        if (label.Kind == LabelKind.Indices && reading == LabelReading.Flags)
            return Encoding.UTF8.GetBytes(layout.WriteFlags(label.ToFlags(labels!.Count), raw, old));
        string[] oldItems = label.Kind == LabelKind.Indices ? LabelItems.Split(raw, separator) ?? [] : [raw.Text ?? ""];
        bool useIndex = reading == LabelReading.Indices
            && Array.TrueForAll(oldItems, item => item.Trim() is var bare && (bare.Length == 0 || ClassLabel.TryWholeNumber(bare, out _)));
        string[] items = [.. label.Kind switch
        {
            LabelKind.Index => [Spelled(label.Index, useIndex)],
            LabelKind.Indices => label.Indices.ToArray().Select(index => Spelled(index, useIndex)),
            _ => [label.Value.ToString(CultureInfo.InvariantCulture)],
        }];
        return Encoding.UTF8.GetBytes(layout.Write(this, label.Kind, items, raw, old));
    }

    /// <summary>
    /// A label in one text. Several stand as an array where the old ones did, or where a name holds the separator.
    /// </summary>
    public string Text(LabelKind kind, string[] items, string old)
    {
        if (kind != LabelKind.Indices) return items[0];
        return LabelItems.IsBracketed(old.Trim()) ? ArrayOf(items, JsonTokenType.String) : LabelText.OfSeveral(items, separator);
    }

    /// <summary>Flags word by word in the place of old ones, so that brackets, commas and quotes stay.</summary>
    public static string Flags(bool[] flags, string old)
    {
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

    /// <summary>An array of JSON.</summary>
    /// <param name="items">Its elements.</param>
    /// <param name="like">What they are, where their texts can be that.</param>
    public static string ArrayOf(string[] items, JsonTokenType like) =>
        "[" + string.Join(", ", items.Select(item => Scalar(item, like))) + "]";

    /// <summary>A value of JSON, of the same kind as the old one where the text can be.</summary>
    public static string Scalar(string text, JsonTokenType like)
    {
        bool isNumber = like == JsonTokenType.Number && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        bool isTruth = like is JsonTokenType.True or JsonTokenType.False && text is "true" or "false";
        return isNumber || isTruth ? text : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
    }

    private string Spelled(int index, bool useIndex) => useIndex ? index.ToString(CultureInfo.InvariantCulture) : labels!.NameOf(index);
}
