namespace Matiz.Inference;

/// <summary>A label and its score.</summary>
/// <param name="Label">The label's name.</param>
/// <param name="Score">Its probability; of a regression the number itself.</param>
public readonly record struct LabelScore(string Label, float Score);

/// <summary>What a classifier says about one text. Which members have a value depends on the problem type.</summary>
public sealed record Prediction
{
    /// <summary>
    /// The likeliest label; null unless one label a text is asked for, and where its score is below the calibration's
    /// <see cref="ModelCalibration.MinScore"/>.
    /// </summary>
    public string? Label { get; init; }

    /// <summary>The index of <see cref="Label"/>.</summary>
    public int? LabelIndex { get; init; }

    /// <summary>The greatest score; null unless one label a text is asked for.</summary>
    public float? Score { get; init; }

    /// <summary>Every label with its score, in label order: softmax, or sigmoid with several labels a text, or the numbers of a regression.</summary>
    public required IReadOnlyList<LabelScore> Scores { get; init; }

    /// <summary>
    /// The labels whose score lies above 0.5, or above the calibration's threshold, in label order; null unless several labels a text are
    /// asked for.
    /// </summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>The number of a regression; null otherwise.</summary>
    public float? Value { get; init; }

    /// <summary>What the model gave, before softmax or sigmoid.</summary>
    public required float[] Logits { get; init; }

    /// <summary>The tokens that the model read, special tokens included.</summary>
    public required int TokenCount { get; init; }

    /// <summary>The tokens that were cut off.</summary>
    public required int DroppedTokens { get; init; }
}
