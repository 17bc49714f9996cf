using System.Runtime.InteropServices;
using Matiz.Data;

namespace Matiz.Metrics;

/// <summary>
/// Metrics of regression, streamed; with several outputs a row, each metric is the plain mean over the outputs (scikit-learn's uniform
/// average). Only rank correlation keeps the values.
/// </summary>
/// <remarks>
/// Means and variances are updated row by row (Welford), in double and in the order of the rows. Undefined values are NaN: R² and
/// correlations of fewer than two rows or of a constant. An instance belongs to one thread at a time.
/// </remarks>
public sealed class RegressionMetrics : StreamedMetrics
{
    private readonly PairMoments[] _outputs;
    private readonly List<double>[]? _truths;                   // [outputs][rows]
    private readonly List<double>[]? _values;

    /// <summary>Metrics without rows yet.</summary>
    /// <param name="outputs">Numbers predicted a row. Default 1.</param>
    /// <param name="keepValues">
    /// Keep every value in memory, which rank correlation needs. Default false: <c>spearman</c> is left out.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 output.</exception>
    public RegressionMetrics(int outputs = 1, bool keepValues = false)
    {
        if (outputs < 1) MetricErrors.NoOutputs(outputs, nameof(outputs));
        _outputs = new PairMoments[outputs];
        for (var k = 0; k < outputs; k++) _outputs[k] = new PairMoments();
        if (!keepValues) return;
        _truths = new List<double>[outputs];
        _values = new List<double>[outputs];
        for (var k = 0; k < outputs; k++) (_truths[k], _values[k]) = ([], []);
    }

    /// <summary>Numbers predicted a row.</summary>
    public int Outputs => _outputs.Length;

    /// <summary>The number of rows added.</summary>
    public override long Rows => _outputs[0].Count;

    /// <summary>Whether the values are kept, which rank correlation needs.</summary>
    public bool KeepsValues => _truths is not null;

    /// <inheritdoc/>
    public override bool KeepsEveryScore => KeepsValues;

    /// <summary>Mean squared error.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double MeanSquaredError => Mean(static o => o.SquaredError);

    /// <summary>Square root of the mean squared error; with several outputs the mean of their roots.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double RootMeanSquaredError => Mean(static o => Math.Sqrt(o.SquaredError));

    /// <summary>Mean absolute error.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double MeanAbsoluteError => Mean(static o => o.AbsoluteError);

    /// <summary>1 − Σ(t − v)² / Σ(t − mean t)²; NaN for a constant truth.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double R2 => Mean(static o => o.R2);

    /// <summary>Pearson's linear correlation; NaN where truth or value is constant.</summary>
    /// <exception cref="InvalidOperationException">No row was added.</exception>
    public double Pearson => Mean(static o => o.Correlation);

    /// <summary>
    /// Spearman's correlation: Pearson's of the ranks, equal values sharing their mean rank; NaN where a side is constant.
    /// </summary>
    /// <exception cref="InvalidOperationException">No row was added, or the values were not kept.</exception>
    public double Spearman
    {
        get
        {
            if (Rows == 0) throw MetricErrors.NoRows();
            if (_truths is null) throw MetricErrors.ScoresNotKept("Spearman's correlation", "keepValues");
            double sum = 0;
            for (var k = 0; k < Outputs; k++)
            {
                var ranks = new PairMoments();
                var truth = Ranks(CollectionsMarshal.AsSpan(_truths[k]));
                var value = Ranks(CollectionsMarshal.AsSpan(_values![k]));
                for (var i = 0; i < truth.Length; i++) ranks.Add(truth[i], value[i]);
                sum += ranks.Correlation;
            }

            return sum / Outputs;
        }
    }

    /// <summary>Adds a row of one output.</summary>
    /// <param name="truth">The true value.</param>
    /// <param name="value">The predicted value.</param>
    /// <param name="loss">The row's training loss; given with every row or with none. Default none.</param>
    /// <exception cref="ArgumentException">
    /// There are several outputs; a number is not finite; or the loss is given with some rows only. The row is not counted then.
    /// </exception>
    public void Add(double truth, double value, double? loss = null) => Add([truth], [value], loss);

    /// <inheritdoc/>
    public override void Add(Label truth, Label predicted, ReadOnlySpan<float> scores, double? loss = null) =>
        Add(truth.Value, predicted.Value, loss);

    /// <summary>Adds a row.</summary>
    /// <param name="truth">The true values, [outputs].</param>
    /// <param name="values">The predicted values, [outputs].</param>
    /// <param name="loss">The row's training loss; given with every row or with none. Default none.</param>
    /// <exception cref="ArgumentException">
    /// A length is not the number of outputs; a number is not finite; or the loss is given with some rows only. The row is not counted
    /// then.
    /// </exception>
    public void Add(ReadOnlySpan<float> truth, ReadOnlySpan<float> values, double? loss = null)
    {
        var wideTruth = new double[truth.Length];
        var wideValues = new double[values.Length];
        for (var k = 0; k < truth.Length; k++) wideTruth[k] = truth[k];
        for (var k = 0; k < values.Length; k++) wideValues[k] = values[k];
        Add(wideTruth, wideValues, loss);
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{float}, ReadOnlySpan{float}, double?)"/>
    public void Add(ReadOnlySpan<double> truth, ReadOnlySpan<double> values, double? loss = null)
    {
        if (truth.Length != Outputs) MetricErrors.Length("true values", truth.Length, Outputs, nameof(truth));
        if (values.Length != Outputs) MetricErrors.Length("predicted values", values.Length, Outputs, nameof(values));
        for (var k = 0; k < Outputs; k++)
        {
            if (!double.IsFinite(truth[k])) MetricErrors.NotFinite("the true value", Rows, truth[k], nameof(truth));
            if (!double.IsFinite(values[k])) MetricErrors.NotFinite("the predicted value", Rows, values[k], nameof(values));
        }

        CheckLoss(loss);
        for (var k = 0; k < Outputs; k++)
        {
            _outputs[k].Add(truth[k], values[k]);
            _truths?[k].Add(truth[k]);
            _values?[k].Add(values[k]);
        }

        AddLoss(loss);
    }

    private double Mean(Func<PairMoments, double> score)
    {
        if (Rows == 0) throw MetricErrors.NoRows();
        double sum = 0;
        foreach (var output in _outputs) sum += score(output);
        return sum / Outputs;
    }

    /// <summary>Ranks from 1; equal values share the mean of their places.</summary>
    private static double[] Ranks(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        var rows = new int[sorted.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
        Array.Sort(sorted, rows);
        var ranks = new double[sorted.Length];
        for (var start = 0; start < sorted.Length;)
        {
            var end = start;
            while (end < sorted.Length && sorted[end] == sorted[start]) end++;
            for (var i = start; i < end; i++) ranks[rows[i]] = (start + 1 + end) / 2.0;
            start = end;
        }

        return ranks;
    }
}
