using System.Text.Json;
using Matiz.Data;
using Matiz.Tasks;

namespace Matiz.Inference;

/// <summary>A row and what a classifier says about it, as it is handed out: perhaps with the highest scores only.</summary>
public sealed class Answer
{
    /// <summary>An answer.</summary>
    /// <param name="row">The row that was classified.</param>
    /// <param name="prediction">What a classifier says about it.</param>
    /// <param name="topK">How many scores are handed out, the highest; null, the default: all.</param>
    /// <exception cref="ArgumentException">No classifier made the prediction.</exception>
    public Answer(Row row, Prediction prediction, int? topK = null)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(prediction);
        if (prediction is not { Task: { } task, Content: { } content })
        {
            throw new ArgumentException(
                "no classifier made this prediction. One of TextClassifier.Classify was expected. Hand that on.", nameof(prediction));
        }

        (Row, Prediction, Task) = (row, prediction, task);
        Content = content with { Shown = Highest(content.Scores, topK) };
    }

    /// <summary>The row.</summary>
    public Row Row { get; }

    /// <summary>The whole prediction.</summary>
    public Prediction Prediction { get; }

    /// <summary>The task, which knows how its answers are written.</summary>
    public TextTask Task { get; }

    /// <summary>What is written of it.</summary>
    public TaskAnswer Content { get; }

    /// <summary>The scores that are handed out, in label order.</summary>
    public IReadOnlyList<LabelScore> Scores =>
        Content.Shown is { } shown ? [.. shown.Select(label => Prediction.Scores[label])] : Prediction.Scores;

    /// <summary>
    /// Writes the answer as a JSON object: <c>id? text text_pair?</c>, what the task answers (<c>label label_index score</c>, or
    /// <c>labels</c>, each with <c>scores</c>; or <c>value</c>), <c>logits token_count dropped_tokens windows?</c>, the last where the text
    /// was read in windows: for each <c>start end token_count</c>, and <c>text_pair</c> where it is a part of the second text.
    /// </summary>
    /// <param name="json">Where to; at a place where a value may stand.</param>
    public void WriteTo(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        if (Row.Id is not null) json.WriteString("id", Row.Id);
        json.WriteString("text", Row.Text);
        if (Row.TextPair is not null) json.WriteString("text_pair", Row.TextPair);
        WriteMembers(json);
        json.WriteEndObject();
    }

    /// <summary>The members of the object that are no part of the row, into one that is begun.</summary>
    internal void WriteMembers(Utf8JsonWriter json)
    {
        Task.WriteAnswer(json, Content);
        json.WriteStartArray("logits");
        foreach (float logit in Prediction.Logits) json.WriteNumberValue(logit);
        json.WriteEndArray();
        json.WriteNumber("token_count", Prediction.TokenCount);
        json.WriteNumber("dropped_tokens", Prediction.DroppedTokens);
        if (Prediction.Windows is { } windows) WriteWindows(json, windows);
    }

    private static void WriteWindows(Utf8JsonWriter json, IReadOnlyList<TextWindow> windows)
    {
        json.WriteStartArray("windows");
        foreach (var window in windows)
        {
            json.WriteStartObject();
            json.WriteNumber("start", window.Start);
            json.WriteNumber("end", window.End);
            json.WriteNumber("token_count", window.TokenCount);
            if (window.IsOfPair) json.WriteBoolean("text_pair", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // A stable sort: of equal scores the earlier labels are kept.
    private static int[]? Highest(IReadOnlyList<float> scores, int? count) => count is { } most && most < scores.Count
        ? [.. Enumerable.Range(0, scores.Count).OrderByDescending(index => scores[index]).Take(most).Order()]
        : null;
}
