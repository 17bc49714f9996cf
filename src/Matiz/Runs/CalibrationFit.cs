using Matiz.Data;
using Matiz.Learning;
using Matiz.Metrics;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>How far scores are from the truth.</summary>
/// <param name="ExpectedError">Expected calibration error over 15 bins.</param>
/// <param name="Brier">Brier score, between 0 and 2.</param>
/// <param name="LogLoss">Mean of −ln of the true class's score.</param>
public sealed record CalibrationErrors(double ExpectedError, double Brier, double LogLoss);

/// <summary>The F1 that thresholds give where several labels a row are possible.</summary>
/// <param name="Macro">Mean of the labels' F1.</param>
/// <param name="Micro">F1 of the counts summed over the labels.</param>
public sealed record ThresholdScores(double Macro, double Micro);

/// <summary>
/// A calibration that was fitted on rows the model did not learn from, such as the validation rows of a run, and what it is good for:
/// one temperature for single labels, a threshold a label for several.
/// </summary>
public sealed record CalibrationFit
{
    private const int LeastRowsOfAKind = 5;                     // one a fold of the cross-validation

    private CalibrationFit(ModelCalibration calibration, int rows) => (Calibration, Rows) = (calibration, rows);

    /// <summary>What was fitted.</summary>
    public ModelCalibration Calibration { get; }

    /// <summary>How many rows it was fitted on.</summary>
    public int Rows { get; }

    /// <summary>
    /// True where the rows say nothing about the temperature, as when every one is right: it is 1 then.
    /// </summary>
    public bool AtLimit { get; private init; }

    /// <summary>
    /// True where the rows ask for scores as flat as can be, as if the model guessed; then <see cref="AtLimit"/> is true as well.
    /// </summary>
    public bool FlatterIsBetter { get; private init; }

    /// <summary>
    /// Whether it is worth writing: a temperature was found, and cross-validation does not say that it makes the scores worse.
    /// </summary>
    public bool IsWorthwhile => !AtLimit && Trial is { IsWorse: false };

    /// <summary>Rows that are wrong by their greatest score; 0 unless one label a row is asked for.</summary>
    public int Wrong { get; private init; }

    /// <summary>What the calibration does to rows that it was not fitted on; null where it changes nothing, or of one row alone.</summary>
    public CalibrationTrial? Trial { get; private init; }

    /// <summary>
    /// Labels whose threshold stays 0.5, as fewer than five rows have them, or have them not; empty unless several labels a row are asked
    /// for.
    /// </summary>
    public IReadOnlyList<string> Unfitted { get; private init; } = [];

    /// <summary>The errors of the raw scores; null unless one label a row is asked for.</summary>
    public CalibrationErrors? Before { get; private init; }

    /// <summary>The errors of the calibrated scores; null unless one label a row is asked for.</summary>
    public CalibrationErrors? After { get; private init; }

    /// <summary>What the threshold 0.5 gives; null unless several labels a row are asked for.</summary>
    public ThresholdScores? ThresholdsBefore { get; private init; }

    /// <summary>What the fitted thresholds give on the same rows; null unless several labels a row are asked for.</summary>
    public ThresholdScores? ThresholdsAfter { get; private init; }

    /// <summary>Share and accuracy of the rows that reach the least score; null without one.</summary>
    public CoveragePoint? Answered { get; private init; }

    /// <summary>Fits on predicted rows; those without a label are left out.</summary>
    /// <param name="rows">Rows that the model did not learn from.</param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <param name="problemType">What a label is.</param>
    /// <param name="minScore">A least score to be saved with it, below which no label is given; null: none.</param>
    /// <exception cref="TrainingException">The problem is a regression, or no row has a label.</exception>
    public static CalibrationFit Compute(
        IEnumerable<PredictionRecord> rows, ClassLabel? labels, ProblemType problemType, double? minScore = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var method = labels is null ? CalibrationMethod.None : TextTask.For(problemType).Calibration;
        if (method == CalibrationMethod.None) throw NothingToCalibrate(problemType);

        var labelled = rows.Where(row => row.Label.Kind != LabelKind.None).ToList();
        if (labelled.Count == 0)
        {
            throw new TrainingException(
                "no row to calibrate with has a label. "
                + "Labelled rows were expected. Add labels to its validation rows.");
        }

        return method == CalibrationMethod.Thresholds
            ? OfSeveral(labelled, labels!, minScore)
            : OfSingle(labelled, labels!.Count, minScore);
    }

    private static TrainingException NothingToCalibrate(ProblemType problemType) => problemType.LabelKind == LabelKind.Value
        ? new TrainingException(
            "the model gives numbers (regression), which have no scores. "
            + "A classifier was expected. There is nothing to calibrate.")
        : new TrainingException(
            $"the scores of {problemType} cannot be calibrated. "
            + "A task with a temperature or thresholds was expected. Leave them as they are.");

    private static CalibrationFit OfSingle(List<PredictionRecord> rows, int classes, double? minScore)
    {
        float[] logits = [.. rows.SelectMany(row => row.Logits)];
        int[] truth = [.. rows.Select(row => row.Label.Index)];
        var found = TemperatureScaling.Fit(logits, classes, truth);
        double temperature = found.AtLimit ? 1 : found.Temperature;
        var calibrated = ProbabilityMatrix.Softmax(logits, classes, temperature);
        return new CalibrationFit(new ModelCalibration { Temperature = temperature, MinScore = minScore }, rows.Count)
        {
            AtLimit = found.AtLimit,
            FlatterIsBetter = found.AtLimit && found.Temperature > 1,
            Wrong = rows.Count(static row => row.IsWrong),
            Trial = found.AtLimit ? null : CalibrationTrial.OfTemperature(logits, classes, truth),
            Before = ErrorsOf(ProbabilityMatrix.Softmax(logits, classes), truth, found.LogLossBefore),
            After = ErrorsOf(calibrated, truth, found.AtLimit ? found.LogLossBefore : found.LogLoss),
            Answered = minScore is { } least ? AnsweredOf(calibrated, truth, least) : null,
        };
    }

    private static CalibrationErrors ErrorsOf(ProbabilityMatrix scores, int[] truth, double logLoss)
    {
        var calibration = new Calibration(scores.Classes);
        for (int row = 0; row < truth.Length; row++) calibration.Add(truth[row], scores[row]);
        return new CalibrationErrors(calibration.ExpectedError, calibration.Brier, logLoss);
    }

    private static CoveragePoint AnsweredOf(ProbabilityMatrix scores, int[] truth, double least)
    {
        int answered = 0, right = 0;
        for (int row = 0; row < truth.Length; row++)
        {
            int best = scores.ArgMax(row);
            if ((float)scores[row][best] < least) continue;         // as predictions compare: scores are singles
            answered++;
            if (best == truth[row]) right++;
        }

        return new CoveragePoint(least, answered, (double)answered / truth.Length, (double)right / answered);
    }

    private static CalibrationFit OfSeveral(List<PredictionRecord> rows, ClassLabel labels, double? minScore)
    {
        bool[] canFit = [.. Enumerable.Range(0, labels.Count).Select(label => CanFit(rows, label))];
        float[] thresholds = Fitted(rows);
        var byName = new Dictionary<string, float>(StringComparer.Ordinal);
        for (int k = 0; k < labels.Count; k++) byName.TryAdd(labels.NameOf(k), thresholds[k]);
        var calibration = new ModelCalibration { Thresholds = byName, MinScore = minScore };
        return new CalibrationFit(calibration, rows.Count)
        {
            Trial = Array.TrueForAll(thresholds, static value => value == F1Threshold.Usual) ? null : CalibrationTrial.OfThresholds(
                rows, labels.Count, Fitted),
            Unfitted = [.. labels.Names.Where((_, label) => !canFit[label])],
            ThresholdsBefore = ScoresOf(rows, labels, ModelCalibration.None),
            ThresholdsAfter = ScoresOf(rows, labels, calibration),
        };

        float[] Fitted(IReadOnlyList<PredictionRecord> of) =>
            [.. canFit.Select(
                (can, label) => can ? F1Threshold.Fit(of.Select(row => (row.Scores[label], Has(row, label)))) : F1Threshold.Usual)];
    }

    // A threshold that hangs on one or two rows is chance.
    private static bool CanFit(List<PredictionRecord> rows, int label)
    {
        int positive = rows.Count(row => Has(row, label));
        return positive >= LeastRowsOfAKind && rows.Count - positive >= LeastRowsOfAKind;
    }

    private static bool Has(PredictionRecord row, int label) => row.Label.Indices.Contains(label);

    private static ThresholdScores ScoresOf(List<PredictionRecord> rows, ClassLabel labels, ModelCalibration calibration)
    {
        var thresholds = calibration.ThresholdsOf(labels);
        var metrics = new MultiLabelMetrics(labels.Count);
        foreach (var row in rows) metrics.Add(row.Label.ToFlags(labels.Count), [.. row.Scores], thresholds);
        return new ThresholdScores(metrics.F1(Averaging.Macro), metrics.F1(Averaging.Micro));
    }
}
