using System.Text.Json;

namespace Matiz.Inference;

/// <summary>
/// Answers as JSON, one object each: <c>id? text text_pair?</c>, what the task answers (<c>label label_index score</c>, or <c>labels</c>,
/// each with <c>scores</c>; or <c>value</c>), <c>logits token_count dropped_tokens</c>.
/// </summary>
public static class AnswerJson
{
    /// <summary>Writes the object of an answer.</summary>
    /// <param name="json">Where to; at a place where a value may stand.</param>
    /// <param name="answer">The answer.</param>
    public static void Write(Utf8JsonWriter json, Answer answer)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(answer);
        var (row, prediction) = (answer.Row, answer.Prediction);
        json.WriteStartObject();
        if (row.Id is not null) json.WriteString("id", row.Id);
        json.WriteString("text", row.Text);
        if (row.TextPair is not null) json.WriteString("text_pair", row.TextPair);
        answer.Task.WriteAnswer(json, answer.Content);
        json.WriteStartArray("logits");
        foreach (float logit in prediction.Logits) json.WriteNumberValue(logit);
        json.WriteEndArray();
        json.WriteNumber("token_count", prediction.TokenCount);
        json.WriteNumber("dropped_tokens", prediction.DroppedTokens);
        json.WriteEndObject();
    }
}
