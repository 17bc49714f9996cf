using Matiz.Data;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>Rows of one label that were taken for another.</summary>
/// <param name="Label">The label that they have; of a multi-label row one that was missed.</param>
/// <param name="Predicted">The label that was predicted; of a multi-label row one that it does not have.</param>
/// <param name="Share">Their share of all rows with the label.</param>
/// <param name="Rows">The rows, highest loss first.</param>
public sealed record ConfusedPair(int Label, int Predicted, double Share, IReadOnlyList<PredictionRecord> Rows);

/// <summary>How often the rows of one label are wrong.</summary>
/// <param name="Label">The class index.</param>
/// <param name="Rows">Rows that have the label.</param>
/// <param name="Missed">Those of them that were not predicted so.</param>
/// <param name="WronglyPredicted">Rows of other labels that were predicted as this one.</param>
/// <param name="MeanLoss">The mean loss of the rows that have the label; NaN without rows.</param>
public sealed record ClassErrors(int Label, int Rows, int Missed, int WronglyPredicted, double MeanLoss)
{
    /// <summary>The share of the label's rows that were missed; NaN without rows.</summary>
    public double Rate => (double)Missed / Rows;
}

/// <summary>
/// What a model gets wrong: rows sorted by their loss, the pairs of labels that it confuses, and the error rate of each label. The rows
/// of highest loss are the hardest, or wrongly labelled; those of lowest loss show what the model is sure of.
/// </summary>
public sealed class ErrorAnalysis
{
    private readonly PredictionRecord[] _byLoss;

    private ErrorAnalysis(PredictionRecord[] byLoss, int classes, bool isRegression)
    {
        _byLoss = byLoss;
        Wrong = isRegression ? 0 : byLoss.Count(row => row.IsWrong);
        Classes = ClassesOf(byLoss, classes);
        Pairs = PairsOf(byLoss, Classes);
    }

    /// <summary>Rows with a label.</summary>
    public int Rows => _byLoss.Length;

    /// <summary>Rows whose prediction is not their label; 0 for regression.</summary>
    public int Wrong { get; }

    /// <summary>
    /// Rows that a calibration's least score leaves without a label; they count as right or wrong by their greatest score.
    /// </summary>
    public int Unanswered => _byLoss.Count(row => !row.IsAnswered);

    /// <summary>The mean loss of the rows.</summary>
    public double MeanLoss => _byLoss.Average(row => (double)row.Loss!.Value);

    /// <summary>Every row, highest loss first; of equal ones in the order in which they came.</summary>
    public IReadOnlyList<PredictionRecord> ByLoss => _byLoss;

    /// <summary>Labels that are taken for others, most rows first; empty for regression.</summary>
    public IReadOnlyList<ConfusedPair> Pairs { get; }

    /// <summary>The errors of each label, in label order; empty for regression.</summary>
    public IReadOnlyList<ClassErrors> Classes { get; }

    /// <summary>Analyses predicted rows; those without a label are left out.</summary>
    /// <param name="rows">The rows, such as <see cref="RunRecord.Predictions(string)"/>.</param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <exception cref="TrainingException">No row has a label and a loss.</exception>
    public static ErrorAnalysis Compute(IEnumerable<PredictionRecord> rows, ClassLabel? labels)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var labelled = rows.Where(row => row.Label.Kind != LabelKind.None && row.Loss is not null)
            .OrderByDescending(row => row.Loss!.Value)
            .ToArray();
        if (labelled.Length == 0)
        {
            throw new TrainingException(
                "no row has a label. Labelled rows were expected, as errors are told by labels. "
                + "Add labels, or take another split.");
        }

        return new ErrorAnalysis(labelled, labels?.Count ?? 0, labels is null);
    }

    /// <summary>Analyses what <see cref="Trainer.Predict(Dataset, string, CancellationToken)"/> gave.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="output">Their predictions, in the same order.</param>
    /// <exception cref="ArgumentException">The predictions are not as many as the rows.</exception>
    /// <exception cref="TrainingException">No row has a label.</exception>
    public static ErrorAnalysis Compute(Dataset rows, PredictionOutput output)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Compute(PredictionRecord.FromRows(rows, output, rows.ProblemType), rows.Labels);
    }

    /// <summary>The rows of highest loss, highest first.</summary>
    public IReadOnlyList<PredictionRecord> Highest(int count) => [.. _byLoss.Take(count)];

    /// <summary>The rows of lowest loss, lowest first; of equal ones in the order in which they came.</summary>
    public IReadOnlyList<PredictionRecord> Lowest(int count) => [.. _byLoss.OrderBy(row => row.Loss!.Value).Take(count)];

    private static ClassErrors[] ClassesOf(PredictionRecord[] rows, int classes)
    {
        var (counts, missed, wrong, losses) = (new int[classes], new int[classes], new int[classes], new double[classes]);
        foreach (var row in rows)
        {
            if (classes == 0) break;
            foreach (int label in IndicesOf(row.Label))
            {
                counts[label]++;
                losses[label] += row.Loss!.Value;
            }

            foreach (int label in Missed(row)) missed[label]++;
            foreach (int label in Added(row)) wrong[label]++;
        }

        return [.. Enumerable.Range(0, classes).Select(k => new ClassErrors(k, counts[k], missed[k], wrong[k], losses[k] / counts[k]))];
    }

    // The rows come highest loss first, and stay so within a pair.
    private static ConfusedPair[] PairsOf(PredictionRecord[] rows, IReadOnlyList<ClassErrors> classes)
    {
        var pairs = new SortedDictionary<(int Label, int Predicted), List<PredictionRecord>>();
        foreach (var row in rows)
        {
            if (classes.Count == 0 || !row.IsWrong) continue;
            foreach (var pair in from label in Missed(row) from predicted in Added(row) select (label, predicted))
            {
                if (!pairs.TryGetValue(pair, out var list)) pairs.Add(pair, list = []);
                list.Add(row);
            }
        }

        return
        [
            .. pairs.OrderByDescending(pair => pair.Value.Count)
                .Select(pair => new ConfusedPair(
                    pair.Key.Label, pair.Key.Predicted, (double)pair.Value.Count / classes[pair.Key.Label].Rows, pair.Value)),
        ];
    }

    private static IEnumerable<int> Missed(PredictionRecord row) => IndicesOf(row.Label).Except(IndicesOf(row.Predicted));

    private static IEnumerable<int> Added(PredictionRecord row) => IndicesOf(row.Predicted).Except(IndicesOf(row.Label));

    private static int[] IndicesOf(Label label) => label.Kind switch
    {
        LabelKind.Index => [label.Index],
        LabelKind.Indices => label.Indices.ToArray(),
        _ => [],
    };
}
