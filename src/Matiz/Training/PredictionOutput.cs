using Matiz.Data;
using Matiz.Metrics;
using Matiz.Tasks;

namespace Matiz.Training;

/// <summary>
/// What <see cref="Trainer.Predict(Dataset, string, CancellationToken)"/> gives: one entry a row, in the order of the rows.
/// </summary>
public sealed record PredictionOutput
{
    /// <summary>The raw logits of each row (reference: <c>predictions</c>), [rows][labels].</summary>
    public required IReadOnlyList<float[]> Predictions { get; init; }

    /// <summary>Softmax of the logits, for multi-label sigmoid, for regression the values themselves; [rows][labels].</summary>
    public required IReadOnlyList<float[]> Scores { get; init; }

    /// <summary>The true label of each row (reference: <c>label_ids</c>); <see cref="Label.None"/> where there is none.</summary>
    public required IReadOnlyList<Label> LabelIds { get; init; }

    /// <summary>The loss of each row, with label smoothing and without class weights; null where rows have no labels.</summary>
    public required IReadOnlyList<float>? Losses { get; init; }

    /// <summary>The tokens of each row, special tokens included.</summary>
    public required IReadOnlyList<int> TokenCounts { get; init; }

    /// <summary>The tokens of each row that truncation dropped.</summary>
    public required IReadOnlyList<int> DroppedTokens { get; init; }

    /// <summary>
    /// The metrics under their prefix, with <c>…runtime …samples_per_second …steps_per_second</c>; only these where rows have no
    /// labels. Null: undefined for these rows.
    /// </summary>
    public required IReadOnlyDictionary<string, double?> Metrics { get; init; }

    /// <summary>Precision, recall and F1 of each class; null where there are no classes, and for rows without labels.</summary>
    /// <param name="labels">The classes of the model.</param>
    /// <param name="problemType">The task of the model.</param>
    public ClassificationReport? Report(ClassLabel labels, ProblemType problemType)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var task = TextTask.For(problemType);
        return Losses is null || !task.HasClasses
            ? null
            : task.Measure(labels.Count, LabelIds, Predictions, Scores, keepScores: false).ReportOf(labels.Names);
    }
}

/// <summary>What <see cref="Trainer.ComputeMetrics"/> gets (reference: <c>EvalPrediction</c>).</summary>
/// <param name="Predictions">The raw logits, [rows][labels].</param>
/// <param name="Scores">The scores, [rows][labels].</param>
/// <param name="LabelIds">The true labels.</param>
public sealed record EvaluationPredictions(
    IReadOnlyList<float[]> Predictions, IReadOnlyList<float[]> Scores, IReadOnlyList<Label> LabelIds);
