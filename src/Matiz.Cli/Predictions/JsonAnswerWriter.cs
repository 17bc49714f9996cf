using System.Text.Json;

namespace Matiz.Cli.Predictions;

/// <summary>Answers for programs: one JSON object a line.</summary>
internal sealed class JsonAnswerWriter(TextWriter output) : IAnswerWriter
{
    private readonly Json _json = Json.Lines();

    public void Write(Answer answer) => output.Write(_json.Line(json => Write(json, answer)));

    /// <summary>The object without its line end.</summary>
    public void WriteObject(Answer answer) => output.Write(_json.Line(json => Write(json, answer)).TrimEnd('\n'));

    public void Flush() => output.Flush();

    public void Dispose() => _json.Dispose();

    private static void Write(Utf8JsonWriter json, Answer answer)
    {
        var (row, prediction) = (answer.Row, answer.Prediction);
        json.WriteStartObject();
        if (row.Id is not null) json.WriteString("id", row.Id);
        json.WriteString("text", row.Text);
        if (row.TextPair is not null) json.WriteString("text_pair", row.TextPair);
        if (prediction.Value is { } value)
        {
            json.WriteNumber("value", value);
        }
        else
        {
            WriteLabels(json, answer);
            json.WriteStartObject("scores");
            foreach (var (label, score) in answer.Scores) json.WriteNumber(label, score);
            json.WriteEndObject();
        }

        json.WriteNumbers("logits", prediction.Logits);
        json.WriteNumber("token_count", prediction.TokenCount);
        json.WriteNumber("dropped_tokens", prediction.DroppedTokens);
        json.WriteEndObject();
    }

    private static void WriteLabels(Utf8JsonWriter json, Answer answer)
    {
        if (answer.Labels is { } labels)
        {
            json.WriteStrings("labels", labels);
            return;
        }

        json.WriteString("label", answer.Label);
        if (answer.LabelIndex is { } index) json.WriteNumber("label_index", index);
        else json.WriteNull("label_index");
        json.WriteNumber("score", answer.Prediction.Score!.Value);
    }
}
