using System.Numerics;

namespace Matiz.Metrics;

/// <summary>One bin of a reliability diagram.</summary>
/// <param name="Low">Lower edge, outside the bin.</param>
/// <param name="High">Upper edge, inside the bin.</param>
/// <param name="Rows">Rows whose greatest score lies in the bin.</param>
/// <param name="Accuracy">Share of them predicted right; NaN without rows.</param>
/// <param name="Confidence">Mean of their greatest score; NaN without rows.</param>
public sealed record CalibrationBin(double Low, double High, long Rows, double Accuracy, double Confidence);

/// <summary>
/// How far scores can be trusted as probabilities, streamed: calibration errors over equally wide bins of the greatest score
/// (Naeini et al. 2015, Guo et al. 2017) and the Brier score.
/// </summary>
/// <remarks>Sums are double and in the order of the rows. An instance belongs to one thread at a time.</remarks>
public sealed class Calibration
{
    private readonly int _classes;
    private readonly long[] _rows;                              // by bin
    private readonly long[] _correct;
    private readonly double[] _confidence;                      // sums
    private double _squares;

    /// <summary>A calibration without rows yet.</summary>
    /// <param name="classes">The length of the label list.</param>
    /// <param name="bins">Bins between 0 and 1. Default 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 class or bin.</exception>
    public Calibration(int classes, int bins = 15)
    {
        if (classes < 1) MetricErrors.NoClasses(classes, nameof(classes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        _classes = classes;
        _rows = new long[bins];
        _correct = new long[bins];
        _confidence = new double[bins];
    }

    /// <summary>The number of rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>The bins from 0 to 1, for a reliability diagram.</summary>
    public IReadOnlyList<CalibrationBin> Bins
    {
        get
        {
            var result = new CalibrationBin[_rows.Length];
            for (var b = 0; b < result.Length; b++)
            {
                double low = (double)b / result.Length, high = (double)(b + 1) / result.Length;
                result[b] = new(low, high, _rows[b], (double)_correct[b] / _rows[b], _confidence[b] / _rows[b]);
            }

            return result;
        }
    }

    /// <summary>Expected calibration error: the mean gap between confidence and accuracy of the bins, weighted with their rows.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double ExpectedError => Gaps().Sum(gap => gap.Share * gap.Size);

    /// <summary>The greatest gap of a bin with rows.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double MaximumError => Gaps().Max(static gap => gap.Size);

    /// <summary>The root of the mean squared gap, weighted with the bins' rows.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double RootMeanSquaredError => Math.Sqrt(Gaps().Sum(static gap => gap.Share * gap.Size * gap.Size));

    /// <summary>Brier score: the mean over the rows of Σₖ (pₖ − yₖ)², between 0 and 2.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double Brier => Rows == 0 ? throw MetricErrors.NoRows() : _squares / Rows;

    /// <summary>Adds a row.</summary>
    /// <param name="truth">The true class.</param>
    /// <param name="scores">Probabilities after softmax, [classes].</param>
    /// <exception cref="ArgumentOutOfRangeException">The class is negative or not below the number of classes.</exception>
    /// <exception cref="ArgumentException">
    /// The scores are not as many as the classes, not finite, not in [0, 1] or do not sum to 1. The row is not counted then.
    /// </exception>
    public void Add(int truth, ReadOnlySpan<float> scores) => Add<float>(truth, scores);

    /// <inheritdoc cref="Add(int, ReadOnlySpan{float})"/>
    public void Add(int truth, ReadOnlySpan<double> scores) => Add<double>(truth, scores);

    private void Add<T>(int truth, ReadOnlySpan<T> scores)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if ((uint)truth >= (uint)_classes) MetricErrors.ClassIndex("truth", truth, _classes, nameof(truth));
        if (scores.Length != _classes) MetricErrors.Length("scores", scores.Length, _classes, nameof(scores));
        ScoreRow.RequireDistribution(scores, Rows, nameof(scores));

        var predicted = ScoreRow.ArgMax(scores);
        var confidence = double.CreateChecked(scores[predicted]);
        var bin = Math.Clamp((int)Math.Ceiling(confidence * _rows.Length) - 1, 0, _rows.Length - 1);      // (low, high]
        _rows[bin]++;
        _confidence[bin] += confidence;
        if (predicted == truth) _correct[bin]++;
        for (var k = 0; k < scores.Length; k++)
        {
            var error = double.CreateChecked(scores[k]) - (k == truth ? 1 : 0);
            _squares += error * error;
        }

        Rows++;
    }

    private IEnumerable<(double Share, double Size)> Gaps()
    {
        if (Rows == 0) throw MetricErrors.NoRows();
        return Bins.Where(static bin => bin.Rows > 0)
            .Select(bin => ((double)bin.Rows / Rows, Math.Abs(bin.Accuracy - bin.Confidence)));
    }
}
