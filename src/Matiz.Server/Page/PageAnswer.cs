using System.Text.Json;
using Matiz.Data;
using Matiz.Inference;

namespace Matiz.Server.Page;

/// <summary>
/// An answer as the page reads it: labels by their indices, since their names may be many and long, and scores in label order:
/// <c>label score</c> (null: not sure enough), <c>given</c> or <c>value</c>, each with <c>scores token_count dropped_tokens</c>.
/// </summary>
internal static class PageAnswer
{
    public static void Write(Utf8JsonWriter json, Prediction answer)
    {
        json.WriteStartObject();
        if (answer.Value is { } value)
        {
            json.WriteNumber("value", value);
        }
        else if (answer.LabelIndices is { } given)
        {
            json.WriteStartArray("given");
            foreach (int label in given) json.WriteNumberValue(label);
            json.WriteEndArray();
        }
        else
        {
            if (answer.LabelIndex is { } label) json.WriteNumber("label", label);
            else json.WriteNull("label");
            json.WriteNumber("score", answer.Score ?? 0);
        }

        json.WriteStartArray("scores");
        foreach (var (_, score) in answer.Scores) json.WriteNumberValue(score);
        json.WriteEndArray();
        json.WriteNumber("token_count", answer.TokenCount);
        json.WriteNumber("dropped_tokens", answer.DroppedTokens);
        json.WriteEndObject();
    }

    /// <summary>A label of a row: an index, several, or a number.</summary>
    public static void Write(Utf8JsonWriter json, string name, Label label)
    {
        switch (label.Kind)
        {
            case LabelKind.Index:
                json.WriteNumber(name, label.Index);
                break;
            case LabelKind.Indices:
                json.WriteStartArray(name);
                foreach (int index in label.Indices) json.WriteNumberValue(index);
                json.WriteEndArray();
                break;
            case LabelKind.Value:
                json.WriteNumber(name, label.Value);
                break;
            default:
                json.WriteNull(name);
                break;
        }
    }
}
