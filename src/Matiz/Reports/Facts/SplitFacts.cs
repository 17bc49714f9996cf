using Matiz.Data;
using Matiz.Metrics;
using Matiz.Runs;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Reports.Facts;

/// <summary>What is counted of the predicted rows of one split.</summary>
internal sealed class SplitFacts
{
    private SplitFacts(string name, IReadOnlyList<PredictionRecord> rows) => (Name, Rows) = (name, rows);

    /// <summary><c>validation</c> or <c>test</c>.</summary>
    public string Name { get; }

    /// <summary>The rows that have a label, in file order.</summary>
    public IReadOnlyList<PredictionRecord> Rows { get; }

    /// <summary>The prefix of its results: <c>eval</c> or <c>test</c>.</summary>
    public string Prefix => MeasuredSplits.PrefixOf(Name);

    /// <summary>The measures of the first page, with intervals.</summary>
    public IReadOnlyList<Headline> Headlines { get; private init; } = [];

    /// <summary>Truth by prediction; null unless a row has one label.</summary>
    public ConfusionMatrix? Confusion { get; private init; }

    /// <summary>Precision, recall and F₁ of each class; null for regression.</summary>
    public ClassificationReport? Classes { get; private init; }

    /// <summary>How far scores can be trusted; null unless a row has one label.</summary>
    public CalibrationFacts? Calibration { get; private init; }

    /// <summary>
    /// Every metric by its name, of calibrated scores; null where nothing is calibrated, and the run's results say it. Undefined ones are
    /// NaN.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Measures { get; private init; }

    /// <summary>Counts rows.</summary>
    /// <param name="name">The split.</param>
    /// <param name="rows">Its rows; those without a label are left out.</param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <param name="problemType">What a label is.</param>
    /// <param name="calibration">What scores and labels go by; null: the raw ones.</param>
    public static SplitFacts Collect(
        string name, IReadOnlyList<PredictionRecord> rows, ClassLabel? labels, ProblemType problemType,
        ModelCalibration? calibration = null)
    {
        calibration ??= ModelCalibration.None;
        PredictionRecord[] labelled = [.. rows
            .Where(static row => row.Label.Kind != LabelKind.None && row.Loss is not null)
            .Select(row => row.Calibrated(calibration, labels, problemType))];
        if (labelled.Length == 0) return new SplitFacts(name, labelled);
        var task = TextTask.For(problemType);
        var metrics = new PredictionMetrics(labelled, labels, problemType);
        var counted = metrics.Draw([.. Enumerable.Range(0, labelled.Length)]);
        bool canCalibrate = task.Calibration == CalibrationMethod.Temperature && labels is { Count: >= 2 };      // of one: a sigmoid
        return new SplitFacts(name, labelled)
        {
            Headlines = Headline.Compute(metrics, labelled.Length, task.Headlines),
            Confusion = (counted as ClassificationMetrics)?.Confusion,
            Classes = labels is null ? null : counted.ReportOf(labels.Names),
            Calibration = canCalibrate ? CalibrationFacts.Compute(labelled, labels!.Count) : null,
            Measures = calibration.ChangesNothing || labels is null ? null : MeasuresOf(metrics, labelled.Length),
        };
    }

    private static Dictionary<string, double> MeasuresOf(PredictionMetrics metrics, int rows) =>
        metrics.Names.Zip(metrics.Compute([.. Enumerable.Range(0, rows)])).ToDictionary(StringComparer.Ordinal);
}
