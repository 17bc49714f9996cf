using System.Numerics;
using Matiz.Data;

namespace Matiz.Metrics;

public sealed partial class MultiLabelMetrics
{
    /// <summary>Whether a label is predicted: its score lies above the threshold (usually 0.5), not on it.</summary>
    public static bool IsPredicted<T>(T score, T threshold)
        where T : struct, IBinaryFloatingPointIeee754<T> => score > threshold;

    /// <summary>Adds a row.</summary>
    /// <param name="truth">Which labels the row has, [labels].</param>
    /// <param name="scores">Probabilities after sigmoid, [labels].</param>
    /// <param name="threshold">A label is predicted where its score is greater. Default 0.5.</param>
    /// <param name="loss">The row's training loss; given with every row or with none. Default none.</param>
    /// <exception cref="ArgumentException">
    /// A length is not the number of labels; a score is not finite or not in [0, 1]; or the loss is not finite, or is given with some rows
    /// only. The row is not counted then.
    /// </exception>
    public void Add(ReadOnlySpan<bool> truth, ReadOnlySpan<float> scores, float threshold = 0.5f, double? loss = null)
    {
        Add(truth, scores, [threshold], loss, nameof(threshold));
        Keep(truth);
        _scores?.Add(scores);
    }

    /// <inheritdoc cref="Add(ReadOnlySpan{bool}, ReadOnlySpan{float}, float, double?)"/>
    public void Add(ReadOnlySpan<bool> truth, ReadOnlySpan<double> scores, double threshold = 0.5, double? loss = null)
    {
        Add(truth, scores, [threshold], loss, nameof(threshold));
        Keep(truth);
        _scores?.Add(scores);
    }

    /// <summary>Adds a row whose truth is 0 or 1 for each label.</summary>
    /// <inheritdoc cref="Add(ReadOnlySpan{bool}, ReadOnlySpan{float}, float, double?)"/>
    /// <exception cref="ArgumentOutOfRangeException">A truth is neither 0 nor 1.</exception>
    public void Add(ReadOnlySpan<int> truth, ReadOnlySpan<float> scores, float threshold = 0.5f, double? loss = null)
    {
        var flags = new bool[truth.Length];
        for (var k = 0; k < flags.Length; k++)
        {
            if (truth[k] is not (0 or 1)) MetricErrors.NotALabelFlag(Rows, k, truth[k], nameof(truth));
            flags[k] = truth[k] == 1;
        }

        Add(flags, scores, threshold, loss);
    }

    /// <summary>Adds a row, each label with its own threshold.</summary>
    /// <param name="truth">Which labels the row has, [labels].</param>
    /// <param name="scores">Probabilities after sigmoid, [labels].</param>
    /// <param name="thresholds">A label is predicted where its score is greater, [labels].</param>
    /// <param name="loss">The row's training loss; given with every row or with none. Default none.</param>
    /// <exception cref="ArgumentException">
    /// A length is not the number of labels; a score or threshold is not finite, or a score not in [0, 1]; or the loss is not finite, or is
    /// given with some rows only. The row is not counted then.
    /// </exception>
    public void Add(ReadOnlySpan<bool> truth, ReadOnlySpan<float> scores, ReadOnlySpan<float> thresholds, double? loss = null)
    {
        if (thresholds.Length != Labels) MetricErrors.Length("thresholds", thresholds.Length, Labels, nameof(thresholds));
        Add(truth, scores, thresholds, loss, nameof(thresholds));
        Keep(truth);
        _scores?.Add(scores);
    }

    /// <inheritdoc/>
    public override void Add(Label truth, Label predicted, ReadOnlySpan<float> scores, double? loss = null)
    {
        if (scores.Length != Labels) MetricErrors.Length("scores", scores.Length, Labels, nameof(scores));
        RequireLabels(truth.Indices, nameof(truth));
        RequireLabels(predicted.Indices, nameof(predicted));
        ScoreRow.RequireProbabilities(scores, Rows, nameof(scores));
        CheckLoss(loss);
        AddDrawn(truth.Indices, predicted.Indices, loss);
        if (_scores is null) return;
        Keep(truth.ToFlags(Labels));
        _scores.Add(scores);
    }

    /// <summary>Counts a row that was checked before.</summary>
    /// <param name="truth">The labels that the row has, ascending.</param>
    /// <param name="predicted">Those that it is given, ascending.</param>
    /// <param name="loss">The row's training loss; null: none.</param>
    internal void AddDrawn(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, double? loss)
    {
        long hits = 0;
        foreach (int label in truth) _truths[label]++;
        foreach (int label in predicted)
        {
            _predictions[label]++;
            if (truth.BinarySearch(label) < 0) continue;
            _hits[label]++;
            hits++;
        }

        AddRow(new ClassCounts(hits, truth.Length, predicted.Length), loss);
    }

    private void RequireLabels(ReadOnlySpan<int> labels, string parameter)
    {
        if (!labels.IsEmpty && labels[^1] >= Labels) MetricErrors.ClassIndex(parameter, labels[^1], Labels, parameter);
    }

    /// <summary>Checks and counts; <paramref name="thresholds"/> is one for each label, or one for all.</summary>
    private void Add<T>(ReadOnlySpan<bool> truth, ReadOnlySpan<T> scores, ReadOnlySpan<T> thresholds, double? loss, string thresholdName)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (truth.Length != Labels) MetricErrors.Length("true labels", truth.Length, Labels, nameof(truth));
        if (scores.Length != Labels) MetricErrors.Length("scores", scores.Length, Labels, nameof(scores));
        ScoreRow.RequireProbabilities(scores, Rows, nameof(scores));
        foreach (var threshold in thresholds)
        {
            if (!T.IsFinite(threshold)) MetricErrors.Threshold(double.CreateChecked(threshold), thresholdName);
        }

        CheckLoss(loss);

        long hits = 0, truths = 0, predictions = 0;
        for (var k = 0; k < Labels; k++)
        {
            var predicted = IsPredicted(scores[k], thresholds[thresholds.Length == 1 ? 0 : k]);
            if (truth[k])
            {
                _truths[k]++;
                truths++;
            }

            if (predicted)
            {
                _predictions[k]++;
                predictions++;
            }

            if (truth[k] && predicted)
            {
                _hits[k]++;
                hits++;
            }
        }

        AddRow(new ClassCounts(hits, truths, predictions), loss);
    }

    private void AddRow(ClassCounts row, double? loss)
    {
        _samplePrecision += row.Precision();
        _sampleRecall += row.Recall();
        _sampleF1 += row.F1();
        var wrong = row.Truth + row.Predicted - 2 * row.TruePositives;
        _wrongCells += wrong;
        if (wrong == 0) _exactRows++;
        _rows++;
        AddLoss(loss);
    }

    private void Keep(ReadOnlySpan<bool> truth)
    {
        if (_flags is null) return;
        for (var k = 0; k < Labels; k++) _flags[k].Add(truth[k]);
    }
}
