using Matiz.Data;
using Matiz.Metrics;
using Matiz.Metrics.Draws;
using Matiz.Training;

namespace Matiz.Runs;

/// <summary>
/// Every metric of evaluation for any draw of predicted rows, so that a bootstrap computes them all at once; what depends on one row alone,
/// and the order of the scores, is computed once.
/// </summary>
public sealed class PredictionMetrics
{
    private readonly IReadOnlyList<PredictionRecord> _rows;
    private readonly int _classes;
    private readonly ProblemType _problemType;
    private readonly double[] _logLosses;
    private readonly RankedScores[] _ranked;
    private readonly float[][] _thresholds;                     // [rows][labels], of several labels a row

    /// <summary>The metrics of rows.</summary>
    /// <param name="rows">Predicted rows, each with a label and a loss.</param>
    /// <param name="labels">The classes; null for regression.</param>
    /// <param name="problemType">What a label is.</param>
    /// <exception cref="ArgumentException">A row has no label or no loss.</exception>
    public PredictionMetrics(IReadOnlyList<PredictionRecord> rows, ClassLabel? labels, ProblemType problemType)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Any(row => row.Label.Kind == LabelKind.None || row.Loss is null))
            throw new ArgumentException("a row has no label or no loss. Labelled rows were expected. Leave the others out.", nameof(rows));
        (_rows, _classes, _problemType) = (rows, labels?.Count ?? 0, problemType);
        Names = problemType.LabelKind switch
        {
            LabelKind.Index => MetricCatalog.SingleLabel,
            LabelKind.Indices => MetricCatalog.MultiLabel,
            _ => MetricCatalog.Regression,
        };
        bool isSingle = problemType == ProblemType.SingleLabelClassification;
        _thresholds = problemType == ProblemType.MultiLabelClassification ? [.. rows.Select(row => CalibratedRows.ThresholdsThatGive(row, _classes))] : [];
        _logLosses = isSingle ? [.. rows.Select(row => ScoreRow.LogLoss(row.Scores[row.Label.Index]))] : [];
        _ranked = problemType == ProblemType.Regression ? [] : [.. Enumerable.Range(0, _classes).Select(Rank)];
    }

    /// <summary>The metrics' names without prefix, in the order of the values.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The values for a draw; NaN: undefined for these rows.</summary>
    /// <param name="rows">Row numbers, from 0; a row may stand in them several times.</param>
    public double[] Of(ReadOnlySpan<int> rows)
    {
        var values = _problemType.LabelKind switch
        {
            LabelKind.Index => Single(rows),
            LabelKind.Indices => Several(rows),
            _ => Numbers(rows),
        };
        return [.. Names.Select(name => values.GetValueOrDefault(name) ?? double.NaN)];
    }

    private RankedScores Rank(int label)
    {
        float[] scores = [.. _rows.Select(row => row.Scores[label])];
        bool[] positive = [.. _rows.Select(row => row.Label.Kind == LabelKind.Index ? row.Label.Index == label : row.Label.Indices.Contains(label))];
        return new RankedScores(scores, positive);
    }

    private Dictionary<string, double?> Single(ReadOnlySpan<int> rows)
    {
        var confusion = new ConfusionMatrix(_classes);
        double loss = 0, logLoss = 0;
        foreach (int row in rows)
        {
            confusion.Add(_rows[row].Label.Index, _rows[row].Predicted.Index);
            loss += _rows[row].Loss!.Value;
            logLoss += _logLosses[row];
        }

        double weighted = confusion.F1(Averaging.Weighted);
        return new Dictionary<string, double?>(StringComparer.Ordinal)
        {
            ["loss"] = loss / rows.Length,
            ["accuracy"] = confusion.Accuracy,
            ["f1"] = weighted,
            ["f1_weighted"] = weighted,
            ["f1_macro"] = confusion.F1(Averaging.Macro),
            ["f1_micro"] = confusion.F1(Averaging.Micro),
            ["precision_weighted"] = confusion.Precision(Averaging.Weighted),
            ["precision_macro"] = confusion.Precision(Averaging.Macro),
            ["recall_weighted"] = confusion.Recall(Averaging.Weighted),
            ["recall_macro"] = confusion.Recall(Averaging.Macro),
            ["balanced_accuracy"] = confusion.BalancedAccuracy,
            ["matthews_correlation"] = confusion.MatthewsCorrelation,
            ["cohen_kappa"] = confusion.CohenKappa(),
            ["log_loss"] = logLoss / rows.Length,
            ["roc_auc_ovr"] = MeanArea(rows),
        };
    }

    private Dictionary<string, double?> Several(ReadOnlySpan<int> rows)
    {
        var metrics = new MultiLabelMetrics(_classes);
        foreach (int row in rows)
            metrics.Add(_rows[row].Label.ToFlags(_classes), (float[])[.. _rows[row].Scores], _thresholds[row], _rows[row].Loss);
        return new Dictionary<string, double?>(metrics.Compute(), StringComparer.Ordinal) { ["roc_auc_macro"] = MeanArea(rows) };
    }

    private Dictionary<string, double?> Numbers(ReadOnlySpan<int> rows)
    {
        var metrics = new RegressionMetrics(keepValues: true);
        foreach (int row in rows) metrics.Add(_rows[row].Label.Value, _rows[row].Scores[0], _rows[row].Loss);
        return new Dictionary<string, double?>(metrics.Compute(), StringComparer.Ordinal);
    }

    // With two classes of a single label it is the area of the second one's score.
    private double MeanArea(ReadOnlySpan<int> rows)
    {
        var times = new int[_rows.Count];
        foreach (int row in rows) times[row]++;
        if (_problemType == ProblemType.SingleLabelClassification && _classes == 2) return _ranked[1].Area(times);
        double sum = 0;
        foreach (var ranked in _ranked) sum += ranked.Area(times);
        return sum / _classes;
    }
}
