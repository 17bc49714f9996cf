using Matiz.Data;
using Matiz.Tasks;

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

    /// <summary>
    /// Every label with its score, in label order: softmax, or sigmoid with several labels a text, or the numbers of a regression.
    /// </summary>
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

    /// <summary>The tokens that the model read, special tokens included; of windows all together.</summary>
    public required int TokenCount { get; init; }

    /// <summary>The tokens that were cut off.</summary>
    public required int DroppedTokens { get; init; }

    /// <summary>
    /// The scores, the highest first: as many as <see cref="ClassificationOptions.TopK"/> asks for, else all (reference: what the pipeline
    /// answers). Of equal scores that of the greater logit comes first, then the earlier label.
    /// </summary>
    public IReadOnlyList<LabelScore> Top => [.. TopLabels.Select(label => Scores[label])];

    /// <summary>
    /// The windows in which the text was read, in its order; one that is the whole text where it fits. Null where none were asked for
    /// (<see cref="ClassificationOptions.Stride"/>).
    /// </summary>
    public IReadOnlyList<TextWindow>? Windows { get; init; }

    /// <summary>The indices of the labels of <see cref="Top"/>.</summary>
    internal IEnumerable<int> TopLabels => Ranking().Take(TopK ?? Scores.Count);

    /// <summary>The indices of <see cref="Labels"/>.</summary>
    internal IReadOnlyList<int>? LabelIndices => Content?.Decision.Label is { Kind: LabelKind.Indices } several
        ? [.. several.Indices.ToArray()]
        : null;

    /// <summary>How many scores <see cref="Top"/> has; null: all.</summary>
    internal int? TopK { get; init; }

    /// <summary>The task that made it, which writes it as well; null for one that no classifier made.</summary>
    internal TextTask? Task { get; private init; }

    /// <summary>What the task decided, from which labels, scores and value follow; null for one that no classifier made.</summary>
    internal TaskAnswer? Content { get; private init; }

    /// <summary>The prediction that an answer of a task is; logits and tokens are still missing.</summary>
    internal static Prediction For(TextTask task, TaskAnswer answer)
    {
        var (decision, labels) = (answer.Decision, answer.Labels);
        var prediction = new Prediction
        {
            Task = task,
            Content = answer,
            Scores = Named(answer.Scores, labels.DistinctNames),
            Logits = [],
            TokenCount = 0,
            DroppedTokens = 0,
        };
        switch (decision.Label.Kind)
        {
            case LabelKind.Index:
                int index = decision.Label.Index;
                prediction = prediction with { Score = answer.Scores[index] };
                return decision.IsGiven ? prediction with { Label = labels.NameOf(index), LabelIndex = index } : prediction;
            case LabelKind.Indices:
                return prediction with { Labels = [.. decision.Label.Indices.ToArray().Select(labels.NameOf)] };
            default:
                return prediction with { Value = decision.Label.Value };
        }
    }

    private int[] Ranking()
    {
        bool hasLogits = Logits.Length == Scores.Count;
        int[] order = [.. Enumerable.Range(0, Scores.Count)];
        Array.Sort(order, (a, b) =>
        {
            int byScore = Scores[b].Score.CompareTo(Scores[a].Score);
            if (byScore != 0) return byScore;
            int byLogit = hasLogits ? Logits[b].CompareTo(Logits[a]) : 0;
            return byLogit != 0 ? byLogit : a.CompareTo(b);
        });
        return order;
    }

    // A query over pairs would be compiled for each text that a program starts for.
    private static LabelScore[] Named(IReadOnlyList<float> scores, IReadOnlyList<string> names)
    {
        var named = new LabelScore[Math.Min(scores.Count, names.Count)];
        for (int i = 0; i < named.Length; i++) named[i] = new LabelScore(names[i], scores[i]);
        return named;
    }
}
