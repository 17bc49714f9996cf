using System.Globalization;
using System.Text.Json.Nodes;
using Matiz.Data.Labels;
using Matiz.Formats.Json;

namespace Matiz.Data.Corrections;

/// <summary>Labels as people write and read them in a review: a name, a JSON array of names, or a number.</summary>
internal static class LabelText
{
    /// <summary>The text of a label; empty for <see cref="Label.None"/>.</summary>
    public static string Format(Label label, ClassLabel? labels) => label.Kind switch
    {
        LabelKind.Index => labels!.NameOf(label.Index),
        LabelKind.Indices => JsonArrayOf(label.Indices.ToArray().Select(labels!.NameOf)),
        LabelKind.Value => label.Value.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>Several labels in one text: divided by the separator where that reads back as these labels, else a JSON array.</summary>
    public static string OfSeveral(IReadOnlyList<string> names, string separator = ",")
    {
        ArgumentNullException.ThrowIfNull(names);
        string divided = string.Join(separator, names);
        string[] read = [.. (LabelItems.SplitText(divided, separator) ?? []).Select(item => item.Trim()).Where(item => item.Length > 0)];
        return read.SequenceEqual(names, StringComparer.Ordinal) ? divided : JsonArrayOf(names);
    }

    /// <summary>The label of a text.</summary>
    /// <param name="text">
    /// A name; for several labels a JSON array or names divided by <paramref name="separator"/>; or a number.
    /// </param>
    /// <param name="labels">The classes; null for numbers.</param>
    /// <param name="kind">What a label is.</param>
    /// <param name="separator">What divides several labels.</param>
    /// <param name="label">The label.</param>
    /// <returns>False for an empty text (except of several labels: none of them), an unknown name, or no finite number.</returns>
    public static bool TryParse(string text, ClassLabel? labels, LabelKind kind, string separator, out Label label)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        label = Label.None;
        switch (kind)
        {
            case LabelKind.Value:
                bool isNumber = float.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
                if (!isNumber || !float.IsFinite(value)) return false;
                label = Label.OfValue(value);
                return true;
            case LabelKind.Indices:
                var items = trimmed.Length == 0 ? [] : LabelItems.SplitText(trimmed, separator);
                if (items is null) return false;
                var indices = new List<int>();
                foreach (string item in items)
                {
                    if (!labels!.TryIndexOf(item.Trim(), out int index)) return false;
                    indices.Add(index);
                }

                label = Label.OfIndices(indices);
                return true;
            default:
                if (!labels!.TryIndexOf(trimmed, out int only)) return false;
                label = Label.OfIndex(only);
                return true;
        }
    }

    private static string JsonArrayOf(IEnumerable<string> names) =>
        new JsonArray([.. names.Select(name => JsonValue.Create(name))]).ToJsonString(JsonStyles.Compact);
}
