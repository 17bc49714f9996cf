using System.Text.Json;
using Matiz.Data;
using Matiz.Formats.Json;
using Matiz.Tasks;

namespace Matiz.Training;

/// <summary>The lines of <c>predictions.jsonl</c>: one JSON object a row, as the reader of finished runs expects them.</summary>
internal static class PredictionLines
{
    /// <summary>The keys of a row, in their order.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        [
            "split", "file", "line", "id", "text", "text_pair", "label", "predicted", "loss", "scores", "logits", "token_count",
            "dropped_tokens",
        ];

    internal static void Write(Stream stream, Dataset rows, PredictionOutput output, ClassLabel labels, ProblemType problemType)
    {
        using var json = new Utf8JsonWriter(stream, JsonStyles.Line);
        foreach (var row in PredictionRecord.FromRows(rows.WithLabels(labels), output, problemType))
        {
            json.WriteStartObject();
            WriteKeys(json, row, labels, problemType);
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
        }
    }

    /// <summary>Every key and value of a row, into an object that is begun.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="row">The row.</param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <param name="problemType">What a label is.</param>
    public static void WriteKeys(Utf8JsonWriter json, PredictionRecord row, ClassLabel? labels, ProblemType problemType)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(row);
        json.WriteString("split", row.Source.Split);
        json.WriteString("file", row.Source.File.Length == 0 ? null : row.Source.File);
        json.WriteNumber("line", row.Source.Line);
        json.WriteString("id", row.Id);
        json.WriteString("text", row.Text);
        json.WriteString("text_pair", row.TextPair);
        json.WritePropertyName("label");
        row.Label.WriteTo(json, labels);
        json.WritePropertyName("predicted");
        row.Given.WriteTo(json, labels);
        if (row.Loss is { } loss) json.WriteNumber("loss", loss);
        else json.WriteNull("loss");
        WriteScores(json, row.Scores, labels, problemType);
        json.WriteStartArray("logits");
        foreach (float logit in row.Logits) json.WriteNumberValue(logit);
        json.WriteEndArray();
        json.WriteNumber("token_count", row.TokenCount);
        json.WriteNumber("dropped_tokens", row.DroppedTokens);
    }

    private static void WriteScores(Utf8JsonWriter json, IReadOnlyList<float> scores, ClassLabel? labels, ProblemType problemType)
    {
        if (!TextTask.For(problemType).HasClasses)
        {
            json.WriteNull("scores");
            return;
        }

        json.WriteStartObject("scores");
        for (int k = 0; k < scores.Count; k++) json.WriteNumber(labels!.NameOf(k), scores[k]);
        json.WriteEndObject();
    }
}
