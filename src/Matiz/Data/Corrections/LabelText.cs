using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Matiz.Data.Corrections;

/// <summary>Labels as people write and read them in a review: a name, a JSON array of names, or a number.</summary>
public static class LabelText
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a label; empty for <see cref="Label.None"/>.</summary>
    public static string Of(Label label, ClassLabel? labels) => label.Kind switch
    {
        LabelKind.Index => labels!.NameOf(label.Index),
        LabelKind.Indices => JsonSerializer.Serialize(label.Indices.ToArray().Select(labels!.NameOf), Compact),
        LabelKind.Value => label.Value.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>The label of a text.</summary>
    /// <param name="text">
    /// A name; for several labels a JSON array or names divided by <paramref name="separator"/>; for regression a number.
    /// </param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <param name="problemType">What a label is.</param>
    /// <param name="separator">What divides several labels.</param>
    /// <param name="label">The label.</param>
    /// <returns>False for an empty text (except of several labels: none of them), an unknown name, or no finite number.</returns>
    public static bool TryParse(string text, ClassLabel? labels, ProblemType problemType, string separator, out Label label)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        label = Label.None;
        switch (problemType)
        {
            case ProblemType.Regression:
                bool isNumber = float.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
                if (!isNumber || !float.IsFinite(value)) return false;
                label = Label.OfValue(value);
                return true;
            case ProblemType.MultiLabelClassification:
                if (ItemsOf(trimmed, separator) is not { } items) return false;
                var indices = new List<int>();
                foreach (string item in items)
                {
                    if (!labels!.TryIndexOf(item, out int index)) return false;
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

    private static string[]? ItemsOf(string text, string separator)
    {
        if (text.Length == 0) return [];
        if (!text.StartsWith('[')) return text.Split(separator, StringSplitOptions.TrimEntries);
        try
        {
            return JsonSerializer.Deserialize<string[]>(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
