using System.Text.Json;
using Matiz.Data;
using Matiz.Tasks;

namespace Matiz.Training;

/// <summary>One row of <c>predictions.jsonl</c>: a row of the data and what the model says about it.</summary>
public sealed record PredictionRecord
{
    /// <summary>Split, file and physical line of the row.</summary>
    public required RowSource Source { get; init; }

    /// <summary>The row's own id, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>The second text of a pair, or null.</summary>
    public string? TextPair { get; init; }

    /// <summary>The label that the data gives; <see cref="Label.None"/> where there is none.</summary>
    public required Label Label { get; init; }

    /// <summary>What the model says: the class of greatest score, several classes, or a number.</summary>
    public required Label Predicted { get; init; }

    /// <summary>
    /// False where a calibration gives no label, as the greatest score is below its least one; metrics count <see cref="Predicted"/> still.
    /// </summary>
    public bool IsAnswered { get; init; } = true;

    /// <summary>The label that is given: <see cref="Predicted"/>, or none where the row is not answered.</summary>
    public Label Given => IsAnswered ? Predicted : Label.None;

    /// <summary>The loss, from the raw logits; null where the row has no label.</summary>
    public float? Loss { get; init; }

    /// <summary>A score a label, in label order; for regression the number itself.</summary>
    public required IReadOnlyList<float> Scores { get; init; }

    /// <summary>The raw logits.</summary>
    public required IReadOnlyList<float> Logits { get; init; }

    /// <summary>Tokens that the model read, special tokens included.</summary>
    public required int TokenCount { get; init; }

    /// <summary>Tokens that were cut off.</summary>
    public required int DroppedTokens { get; init; }

    /// <summary>True where the row has a label and the model says something else.</summary>
    public bool IsWrong => Label.Kind != LabelKind.None && Label != Predicted;

    /// <summary>Writes every key and value, as <c>predictions.jsonl</c> has them, into an object that is begun.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <param name="problemType">What a label is.</param>
    public void WriteKeys(Utf8JsonWriter json, ClassLabel? labels, ProblemType problemType) =>
        PredictionLines.WriteKeys(json, this, labels, problemType);

    /// <summary>Rows and what <see cref="Trainer.Predict(Dataset, string, CancellationToken)"/> gave for them, in one list.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="output">Their predictions, in the same order.</param>
    /// <param name="problemType">Decides what a prediction is.</param>
    /// <exception cref="ArgumentException">The predictions are not as many as the rows.</exception>
    public static IEnumerable<PredictionRecord> FromRows(IReadOnlyList<Row> rows, PredictionOutput output, ProblemType problemType)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(output);
        if (rows.Count != output.Scores.Count)
        {
            throw new ArgumentException(
                $"there are {rows.Count} rows and {output.Scores.Count} predictions. As many were expected. Predict these very rows.",
                nameof(output));
        }

        var task = TextTask.For(problemType);
        return rows.Select((row, i) => new PredictionRecord
        {
            Source = row.Source,
            Id = row.Id,
            Text = row.Text,
            TextPair = row.TextPair,
            Label = row.Label,
            Predicted = task.Decide(output.Predictions[i], output.Scores[i], ModelCalibration.None, labels: null).Label,
            Loss = output.Losses?[i],
            Scores = output.Scores[i],
            Logits = output.Predictions[i],
            TokenCount = output.TokenCounts[i],
            DroppedTokens = output.DroppedTokens[i],
        });
    }
}
