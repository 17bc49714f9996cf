using System.Text.Encodings.Web;
using System.Text.Json;
using Matiz.Data;
using Matiz.Metrics;

namespace Matiz.Training;

/// <summary>The lines of <c>predictions.jsonl</c>: one JSON object a row.</summary>
internal static class PredictionLines
{
    private const float Threshold = 0.5f;

    public static void Write(Stream stream, Dataset rows, PredictionOutput output, ClassLabel labels, ProblemType problemType)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        for (int i = 0; i < rows.Count; i++)
        {
            WriteRow(json, rows[i], output, i, labels, problemType);
            json.Flush();
            json.Reset();
            stream.WriteByte((byte)'\n');
        }
    }

    private static void WriteRow(Utf8JsonWriter json, Row row, PredictionOutput output, int i, ClassLabel labels, ProblemType problemType)
    {
        json.WriteStartObject();
        json.WriteString("split", row.Source.Split);
        json.WriteString("file", row.Source.File.Length == 0 ? null : row.Source.File);
        json.WriteNumber("line", row.Source.Line);
        json.WriteString("id", row.Id);
        json.WriteString("text", row.Text);
        json.WriteString("text_pair", row.TextPair);
        json.WritePropertyName("label");
        WriteLabel(json, row.Label, labels);
        json.WritePropertyName("predicted");
        WriteLabel(json, Predicted(output.Scores[i], problemType), labels);
        if (output.Losses is { } losses) json.WriteNumber("loss", losses[i]);
        else json.WriteNull("loss");
        WriteScores(json, output.Scores[i], labels, problemType);
        json.WriteStartArray("logits");
        foreach (float logit in output.Predictions[i]) json.WriteNumberValue(logit);
        json.WriteEndArray();
        json.WriteNumber("token_count", output.TokenCounts[i]);
        json.WriteNumber("dropped_tokens", output.DroppedTokens[i]);
        json.WriteEndObject();
    }

    private static Label Predicted(float[] scores, ProblemType problemType) => problemType switch
    {
        ProblemType.SingleLabelClassification => Label.OfIndex(Array.IndexOf(scores, scores.Max())),
        ProblemType.MultiLabelClassification => Label.OfIndices(
            Enumerable.Range(0, scores.Length).Where(k => MultiLabelMetrics.IsPredicted(scores[k], Threshold))),
        _ => Label.OfValue(scores[0]),
    };

    private static void WriteScores(Utf8JsonWriter json, float[] scores, ClassLabel labels, ProblemType problemType)
    {
        if (problemType == ProblemType.Regression)
        {
            json.WriteNull("scores");
            return;
        }

        json.WriteStartObject("scores");
        for (int k = 0; k < scores.Length; k++) json.WriteNumber(labels.NameOf(k), scores[k]);
        json.WriteEndObject();
    }

    private static void WriteLabel(Utf8JsonWriter json, Label label, ClassLabel labels)
    {
        switch (label.Kind)
        {
            case LabelKind.Index:
                json.WriteStringValue(labels.NameOf(label.Index));
                break;
            case LabelKind.Indices:
                json.WriteStartArray();
                foreach (int index in label.Indices) json.WriteStringValue(labels.NameOf(index));
                json.WriteEndArray();
                break;
            case LabelKind.Value:
                json.WriteNumberValue(label.Value);
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }
}
