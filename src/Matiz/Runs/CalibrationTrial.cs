using Matiz.Learning;
using Matiz.Metrics;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>
/// What a calibration does to rows that it was not fitted on, by cross-validation: each fold of the rows is calibrated by what the other
/// folds say. Folds are drawn by a fixed seed, and stratified: by the label, of several labels a row by its rarest one.
/// </summary>
/// <param name="Folds">How many folds there were.</param>
/// <param name="Before">
/// The mean log loss of the raw scores; of several labels a row the mean of the labels' F1 at the threshold 0.5.
/// </param>
/// <param name="After">The same of every row with the calibration that the other folds gave.</param>
/// <param name="IsWorse">Whether the calibration makes the measure worse.</param>
public sealed record CalibrationTrial(int Folds, double Before, double After, bool IsWorse)
{
    private const int MostFolds = 5, Seed = 42;
    private const double Rounding = 1e-12;                      // of sums in another order

    /// <summary>Tries temperatures; null where one row is all there is.</summary>
    internal static CalibrationTrial? OfTemperature(float[] logits, int classes, int[] truth)
    {
        int folds = Math.Min(MostFolds, truth.Length);
        if (folds < 2) return null;
        int[] foldOf = StratifiedFolds.Create(truth, folds, Seed);
        double sum = 0;
        for (int fold = 0; fold < folds; fold++)
        {
            var (fitted, held) = (Rows(foldOf, row => row != fold), Rows(foldOf, row => row == fold));
            double temperature = TemperatureScaling.Fit(LogitsOf(fitted), classes, LabelsOf(fitted)).Temperature;
            sum += held.Length * TemperatureScaling.LogLoss(LogitsOf(held), classes, LabelsOf(held), temperature);
        }

        double before = TemperatureScaling.LogLoss(logits, classes, truth, 1), after = sum / truth.Length;
        return new CalibrationTrial(folds, before, after, after > before + Rounding);

        float[] LogitsOf(int[] rows) => [.. rows.SelectMany(row => logits[(row * classes)..((row + 1) * classes)])];
        int[] LabelsOf(int[] rows) => [.. rows.Select(row => truth[row])];
    }

    /// <summary>Tries thresholds; null where one row is all there is.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="labels">How many labels there are.</param>
    /// <param name="fit">The thresholds that rows give.</param>
    internal static CalibrationTrial? OfThresholds(
        IReadOnlyList<PredictionRecord> rows, int labels, Func<IReadOnlyList<PredictionRecord>, float[]> fit)
    {
        int folds = Math.Min(MostFolds, rows.Count);
        if (folds < 2) return null;
        int[] foldOf = StratifiedFolds.Create(RarestLabels(rows, labels), folds, Seed);
        var (before, after) = (new MultiLabelMetrics(labels), new MultiLabelMetrics(labels));
        for (int fold = 0; fold < folds; fold++)
        {
            float[] thresholds = fit([.. Rows(foldOf, row => row != fold).Select(row => rows[row])]);
            foreach (int row in Rows(foldOf, row => row == fold))
            {
                bool[] flags = rows[row].Label.ToFlags(labels);
                float[] scores = [.. rows[row].Scores];
                before.Add(flags, scores);
                after.Add(flags, scores, thresholds);
            }
        }

        double usual = before.F1(Averaging.Macro), fitted = after.F1(Averaging.Macro);
        return new CalibrationTrial(folds, usual, fitted, fitted < usual - Rounding);
    }

    private static int[] Rows(int[] foldOf, Func<int, bool> isIn) =>
        [.. Enumerable.Range(0, foldOf.Length).Where(row => isIn(foldOf[row]))];

    // Label + 1; 0 for a row without any.
    private static int[] RarestLabels(IReadOnlyList<PredictionRecord> rows, int labels)
    {
        var counts = new int[labels];
        foreach (var row in rows)
        {
            foreach (int label in row.Label.Indices) counts[label]++;
        }

        return [.. rows.Select(row => row.Label.Indices.ToArray().Select(label => (Count: counts[label], Label: label)).DefaultIfEmpty(
            (Count: 0, Label: -1)).Min().Label + 1)];
    }
}
