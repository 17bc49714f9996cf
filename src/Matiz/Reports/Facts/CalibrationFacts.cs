using Matiz.Learning;
using Matiz.Metrics;
using Matiz.Training;

namespace Matiz.Reports.Facts;

/// <summary>How honest scores are, in three numbers; lower is better.</summary>
/// <param name="ExpectedError">Mean gap between confidence and accuracy, over 15 bins.</param>
/// <param name="Brier">Mean squared error of the whole distribution.</param>
/// <param name="LogLoss">Mean of −ln of the true class's score.</param>
internal sealed record CalibrationFigures(double ExpectedError, double Brier, double LogLoss);

/// <summary>How far the scores of a split can be trusted as probabilities.</summary>
internal sealed class CalibrationFacts
{
    private readonly float[] _logits;
    private readonly int[] _labels;
    private readonly int _classes;

    private CalibrationFacts(float[] logits, int[] labels, int classes) => (_logits, _labels, _classes) = (logits, labels, classes);

    /// <summary>The figures of the scores as they are given: calibrated, where they are.</summary>
    public required CalibrationFigures Figures { get; init; }

    /// <summary>The bins of the reliability diagram.</summary>
    public required IReadOnlyList<CalibrationBin> Bins { get; init; }

    /// <summary>What is left when rows of low scores are not answered, surest rows first.</summary>
    public required IReadOnlyList<CoveragePoint> Coverage { get; init; }

    /// <summary>Rows that reach the least score of a calibration, and how many of these are right; all without one.</summary>
    public required (int Answered, int Right) Given { get; init; }

    /// <summary>Counts rows of one label each.</summary>
    public static CalibrationFacts Compute(IReadOnlyList<PredictionRecord> rows, int classes)
    {
        var probabilities = new ProbabilityMatrix(rows.Count, classes);
        int[] labels = [.. rows.Select(static row => row.Label.Index)];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int k = 0; k < classes; k++) probabilities[i][k] = rows[i].Scores[k];
        }

        var counted = Counted(probabilities, labels);
        var curve = CoverageCurve.Create(labels, probabilities);
        return new CalibrationFacts([.. rows.SelectMany(static row => row.Logits)], labels, classes)
        {
            Figures = FiguresOf(counted, probabilities, labels),
            Bins = counted.Bins,
            Given = (rows.Count(static row => row.IsAnswered), rows.Count(static row => row.IsAnswered && !row.IsWrong)),
            Coverage = curve.Thin(201),
        };
    }

    /// <summary>The temperature that suits these rows best.</summary>
    public TemperatureScalingResult FitTemperature() => TemperatureScaling.Fit(_logits, _classes, _labels);

    /// <summary>The figures that a temperature gives to the logits; 1: those of the raw scores.</summary>
    public CalibrationFigures At(double temperature)
    {
        var probabilities = ProbabilityMatrix.Softmax(_logits, _classes, temperature);
        return FiguresOf(Counted(probabilities, _labels), probabilities, _labels);
    }

    private static Calibration Counted(ProbabilityMatrix probabilities, int[] labels)
    {
        var calibration = new Calibration(probabilities.Classes);
        for (int row = 0; row < labels.Length; row++) calibration.Add(labels[row], probabilities[row]);
        return calibration;
    }

    private static CalibrationFigures FiguresOf(Calibration counted, ProbabilityMatrix probabilities, int[] labels)
    {
        double loss = 0;
        for (int row = 0; row < labels.Length; row++) loss -= Math.Log(Math.Clamp(probabilities[row][labels[row]], 1.1920929e-7, 1));
        return new(counted.ExpectedError, counted.Brier, loss / labels.Length);
    }
}
