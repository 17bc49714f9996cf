using Matiz.Data;
using Matiz.Learning;
using Matiz.Tasks;

namespace Matiz.Features;

/// <summary>
/// What any classifier has to beat: always the most frequent class of the training rows, with the classes' shares as scores; where a row
/// may have several labels, each label with its share.
/// </summary>
internal sealed class DummyBaseline
{
    private const double Least = 3.7e-44;                // e^-100, as for a class that logistic regression never saw

    private readonly TextTask _task;
    private readonly float[] _scores;

    private DummyBaseline(TextTask task, float[] scores) => (_task, _scores) = (task, scores);

    /// <summary>Learns the shares.</summary>
    /// <param name="train">Rows with classes as labels.</param>
    /// <exception cref="ArgumentException">The labels are numbers (regression).</exception>
    public static DummyBaseline Fit(Dataset train)
    {
        ArgumentNullException.ThrowIfNull(train);
        var task = TextTask.Plain(train.ProblemType.LabelKind);
        if (!task.HasClasses) throw new ArgumentException("the labels are numbers; classes were expected.", nameof(train));
        int classes = train.Labels!.Count;
        if (task.LabelKind == LabelKind.Indices)
        {
            var counts = new int[classes];
            foreach (var row in train)
            {
                foreach (int index in row.Label.Indices) counts[index]++;
            }

            return new DummyBaseline(task, Array.ConvertAll(counts, count => (float)(count / (double)train.Count)));
        }

        var nothing = new FeatureMatrix(new float[train.Count], train.Count, 1);
        var dummy = new DummyClassifier(DummyStrategy.Prior);
        dummy.Fit(nothing, [.. train.Select(row => row.Label.Index)]);
        var shares = dummy.PredictProbabilities(nothing.Select([0]), classes);
        return new DummyBaseline(task, Array.ConvertAll(shares.Values, share => (float)share));
    }

    /// <summary>The metrics of a split by name, without prefix; none where its rows have no labels.</summary>
    public IReadOnlyDictionary<string, double?> Measure(Dataset split)
    {
        ArgumentNullException.ThrowIfNull(split);
        var labels = split.Select(row => row.Label).ToArray();
        if (labels.Any(label => label.Kind == LabelKind.None)) return new Dictionary<string, double?>(StringComparer.Ordinal);
        var predicted = _task.Decide(_scores, _scores, ModelCalibration.None, labels: null).Label;
        var metrics = _task.NewMetrics(_scores.Length);
        foreach (var label in labels) metrics.Add(label, predicted, _scores, (float)LossOf(label));
        return metrics.Compute();
    }

    private double LossOf(Label label)
    {
        if (label.Kind == LabelKind.Index) return -Math.Log(Math.Max(_scores[label.Index], Least));
        var flags = label.ToFlags(_scores.Length);
        double sum = 0;
        for (int k = 0; k < flags.Length; k++) sum -= Math.Log(Math.Max(flags[k] ? _scores[k] : 1.0 - _scores[k], Least));
        return sum / flags.Length;
    }
}
