using Matiz.Data;
using Matiz.Inference;
using Matiz.Metrics;
using Matiz.Runs;
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
    /// Every metric by its name, of calibrated scores; null where nothing is calibrated, and the run's results say it. Undefined ones are NaN.
    /// </summary>
    public IReadOnlyDictionary<string, double>? Measures { get; private init; }

    /// <summary>Counts rows.</summary>
    /// <param name="name">The split.</param>
    /// <param name="rows">Its rows; those without a label are left out.</param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <param name="problemType">What a label is.</param>
    /// <param name="calibration">What scores and labels go by; null: the raw ones.</param>
    public static SplitFacts Of(
        string name, IReadOnlyList<PredictionRecord> rows, ClassLabel? labels, ProblemType problemType, ModelCalibration? calibration = null)
    {
        calibration ??= ModelCalibration.None;
        PredictionRecord[] labelled = [.. rows
            .Where(static row => row.Label.Kind != LabelKind.None && row.Loss is not null)
            .Select(row => row.Calibrated(calibration, labels, problemType))];
        if (labelled.Length == 0) return new SplitFacts(name, labelled);
        switch (problemType.LabelKind)
        {
            case LabelKind.Index:
                var confusion = new ConfusionMatrix(labels!.Count);
                foreach (var row in labelled) confusion.Add(row.Label.Index, row.Predicted.Index);
                return new SplitFacts(name, labelled)
                {
                    Headlines = Headline.OfClasses(labelled, labels.Count),
                    Confusion = confusion,
                    Classes = ClassificationReport.From(confusion, labels.Names),
                    Calibration = labels.Count < 2 ? null : CalibrationFacts.Of(labelled, labels.Count),     // the score of one class is a sigmoid
                    Measures = MeasuresOf(labelled, labels, problemType, calibration),
                };
            case LabelKind.Indices:
                var several = new MultiLabelMetrics(labels!.Count);
                foreach (var row in labelled) several.Add(row.Label.ToFlags(labels.Count), (float[])[.. row.Scores], CalibratedRows.ThresholdsThatGive(row, labels.Count));
                return new SplitFacts(name, labelled)
                {
                    Headlines = Headline.OfLabelSets(labelled, labels.Count),
                    Classes = several.Report(labels.Names),
                    Measures = MeasuresOf(labelled, labels, problemType, calibration),
                };
            default:
                return new SplitFacts(name, labelled) { Headlines = Headline.OfNumbers(labelled) };
        }
    }

    private static Dictionary<string, double>? MeasuresOf(
        PredictionRecord[] rows, ClassLabel labels, ProblemType problemType, ModelCalibration calibration)
    {
        if (calibration.ChangesNothing) return null;
        var metrics = new PredictionMetrics(rows, labels, problemType);
        return metrics.Names.Zip(metrics.Of([.. Enumerable.Range(0, rows.Length)])).ToDictionary(StringComparer.Ordinal);
    }
}
