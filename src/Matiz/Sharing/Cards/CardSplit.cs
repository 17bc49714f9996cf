using Matiz.Data;
using Matiz.Metrics;
using Matiz.Reports.Facts;
using Matiz.Runs;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Sharing.Cards;

/// <summary>What a card says of the predicted rows of one split, by raw scores.</summary>
internal sealed class CardSplit
{
    private CardSplit(string name, long rows) => (Name, Rows) = (name, rows);

    /// <summary><c>validation</c> or <c>test</c>.</summary>
    public string Name { get; }

    /// <summary>The prefix of its results: <c>eval</c> or <c>test</c>.</summary>
    public string Prefix => MeasuredSplits.PrefixOf(Name);

    /// <summary>Its rows that have a label.</summary>
    public long Rows { get; }

    /// <summary>Precision, recall and F₁ of each class; null for regression.</summary>
    public ClassificationReport? Classes { get; private init; }

    /// <summary>Truth by prediction; null unless a row has one label.</summary>
    public ConfusionMatrix? Confusion { get; private init; }

    /// <summary>How honest scores are, raw and as the calibration gives them; null unless a row has one label of several.</summary>
    public (CalibrationFigures Raw, CalibrationFigures Given)? Honesty { get; private init; }

    /// <summary>Every split of a run that was predicted and has labels, in the order of the file.</summary>
    /// <param name="run">The run.</param>
    /// <param name="calibration">What the model's scores go by.</param>
    /// <param name="fit">What suits the validation rows best; null without such rows, or where nothing is calibrated.</param>
    public static IReadOnlyList<CardSplit> Read(RunRecord run, ModelCalibration calibration, out CalibrationFit? fit)
    {
        fit = null;
        var splits = new List<CardSplit>();
        bool isCalibrated = run.Labels is not null && run.Task.Calibration != CalibrationMethod.None;
        foreach (var rows in run.ReadPredictions().GroupBy(static row => row.Source.Split, Stripped, StringComparer.Ordinal))
        {
            PredictionRecord[] labelled = [.. rows.Where(static row => row.Label.Kind != LabelKind.None)];
            if (labelled.Length == 0) continue;
            splits.Add(Count(rows.Key, labelled, run, calibration));
            if (isCalibrated && rows.Key is "validation") fit = CalibrationFit.Compute(labelled, run.Labels, run.ProblemType);
        }

        return splits;
    }

    // Texts are not needed, and are most of what rows weigh.
    private static PredictionRecord Stripped(PredictionRecord row) => row with { Text = "", TextPair = null, Id = null };

    private static CardSplit Count(string name, PredictionRecord[] rows, RunRecord run, ModelCalibration calibration)
    {
        if (run.Labels is not { } labels) return new CardSplit(name, rows.Length);
        var metrics = run.Task.NewMetrics(labels.Count, keepScores: false);
        foreach (var row in rows) metrics.Add(row.Label, row.Predicted, [.. row.Scores]);
        return new CardSplit(name, rows.Length)
        {
            Classes = metrics.ReportOf(labels.Names),
            Confusion = (metrics as ClassificationMetrics)?.Confusion,
            Honesty = run.Task.Calibration == CalibrationMethod.Temperature && labels.Count >= 2
                ? HonestyOf(rows, labels.Count, calibration)
                : null,
        };
    }

    private static (CalibrationFigures Raw, CalibrationFigures Given) HonestyOf(
        PredictionRecord[] rows, int classes, ModelCalibration calibration)
    {
        var facts = CalibrationFacts.Compute(rows, classes);
        return (facts.Figures, calibration.Temperature == 1 ? facts.Figures : facts.At(calibration.Temperature));
    }
}
