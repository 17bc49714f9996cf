using Matiz.Data;
using Matiz.Learning;
using Matiz.Tasks;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>A row that two runs predict differently.</summary>
/// <param name="Row">The row, as the first run has it.</param>
/// <param name="A">What the first run says.</param>
/// <param name="B">What the second says, in the label order of the first.</param>
public sealed record ChangedPrediction(PredictionRecord Row, Label A, Label B);

/// <summary>Two runs on the same rows: how far their metrics differ beyond chance, and where.</summary>
public sealed class RunComparison
{
    private RunComparison(string split, ClassLabel? labels) => (Split, Labels) = (split, labels);

    /// <summary>The split that is compared.</summary>
    public string Split { get; }

    /// <summary>The classes, in the order of the first run; null for regression.</summary>
    public ClassLabel? Labels { get; }

    /// <summary>Rows that both runs predicted.</summary>
    public int Rows { get; private init; }

    /// <summary>Rows of the first run that the second does not have.</summary>
    public int OnlyInA { get; private init; }

    /// <summary>Rows of the second run that the first does not have.</summary>
    public int OnlyInB { get; private init; }

    /// <summary>Rows of both that have another label in the second; they are left out.</summary>
    public int Relabelled { get; private init; }

    /// <summary>Every metric of both, the difference B − A and its paired bootstrap interval; NaN: undefined for these rows.</summary>
    public IReadOnlyList<(string Name, BootstrapDifference Difference)> Metrics { get; private init; } = [];

    /// <summary>
    /// Whether the runs err differently beyond chance; null for regression. Of several labels a row counts as right when all are.
    /// </summary>
    public McNemarTest? McNemar { get; private init; }

    /// <summary>What the first run's scores and labels went by.</summary>
    public ModelCalibration CalibrationA { get; private init; } = ModelCalibration.None;

    /// <summary>What the second run's scores and labels went by.</summary>
    public ModelCalibration CalibrationB { get; private init; } = ModelCalibration.None;

    /// <summary>Rows that are predicted differently, in order; of regression those whose values differ.</summary>
    public IReadOnlyList<ChangedPrediction> Changed { get; private init; } = [];

    /// <summary>Compares two finished runs.</summary>
    /// <param name="a">The first.</param>
    /// <param name="b">The second.</param>
    /// <param name="split">What is compared; null: test where both have predicted it, else validation.</param>
    /// <param name="resamples">Draws of the bootstrap.</param>
    /// <param name="raw">Leave out the calibration of either run, so that raw scores and labels are compared.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="TrainingException">The runs have other problem types or classes, or no labelled row in common.</exception>
    /// <exception cref="Models.ModelException">A calibration is damaged, or belongs to another model.</exception>
    public static RunComparison Compare(
        RunRecord a, RunRecord b, string? split = null, int resamples = 1000, bool raw = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        RequireSameProblem(a, b);
        split ??= a.Dataset.Splits.ContainsKey("test") && b.Dataset.Splits.ContainsKey("test") ? "test" : "validation";
        var (calibrationA, calibrationB) = raw ? (ModelCalibration.None, ModelCalibration.None) : (
            a.ReadCalibration(), b.ReadCalibration());
        var matched = MatchedRows.Match(a, b, a.Predictions(split, calibrationA), b.Predictions(split, calibrationB));
        if (matched.Pairs.Count == 0) throw matched.NothingInCommon(a, b);

        var (first, second) = (matched.Pairs.ConvertAll(pair => pair.A), matched.Pairs.ConvertAll(pair => pair.B));
        var (metricsA, metricsB) = (
            new PredictionMetrics(first, a.Labels, a.ProblemType), new PredictionMetrics(second, a.Labels, a.ProblemType));
        var differences = Bootstrap.Differences(first.Count, metricsA.Compute, metricsB.Compute, resamples, cancellation: cancellation);
        return new RunComparison(split, a.Labels)
        {
            Rows = first.Count,
            CalibrationA = calibrationA,
            CalibrationB = calibrationB,
            OnlyInA = matched.OnlyInA,
            OnlyInB = matched.OnlyInB,
            Relabelled = matched.Relabelled,
            Metrics = [.. metricsA.Names.Zip(first.Count > 1 ? differences : differences.Select(WithoutInterval))],
            McNemar = !a.Task.HasClasses ? null : McNemarTest.FromCounts(
                matched.Pairs.Count(pair => !pair.A.IsWrong && pair.B.IsWrong),
                matched.Pairs.Count(pair => pair.A.IsWrong && !pair.B.IsWrong)),
            Changed =
            [
                .. from pair in matched.Pairs
                   where pair.A.Given != pair.B.Given
                   select new ChangedPrediction(pair.A, pair.A.Given, pair.B.Given),
            ],
        };
    }

    // One row drawn again is the same row: that is no interval.
    private static BootstrapDifference WithoutInterval(BootstrapDifference value) => value with { Low = double.NaN, High = double.NaN };

    private static void RequireSameProblem(RunRecord a, RunRecord b)
    {
        if (a.ProblemType != b.ProblemType)
        {
            throw new TrainingException(
                $"{a.Path} is {a.ProblemType}, {b.Path} is {b.ProblemType}. "
                + "Runs of one problem type were expected. Compare others.");
        }

        if (a.Labels is null || b.Labels is null || a.Labels.Names.ToHashSet(StringComparer.Ordinal).SetEquals(b.Labels.Names)) return;
        throw new TrainingException(
            $"{a.Path} has the classes {a.Labels.Listed()}, {b.Path} {b.Labels.Listed()}. Runs with the same classes were expected. "
                + "Compare others.");
    }
}
