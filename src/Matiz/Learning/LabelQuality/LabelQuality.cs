namespace Matiz.Learning;

/// <summary>
/// Finds rows whose labels are likely wrong, by confident learning on probabilities of models that did not learn from those rows
/// (Northcutt, Jiang, Chuang 2021; the numbers are cleanlab's).
/// </summary>
public sealed class LabelQuality
{
    private const double Closeness = 1e-6;
    private readonly int[] _labels;
    private readonly ProbabilityMatrix _probabilities;

    /// <summary>Judges the labels of rows.</summary>
    /// <param name="labels">The given label of each row.</param>
    /// <param name="probabilities">[rows, classes], cross-validated: see <see cref="CrossValidation.PredictProbabilities"/>.</param>
    /// <exception cref="ArgumentException">The labels are not as many as the rows, or a row is no probability distribution.</exception>
    /// <exception cref="Data.DataException">There is no row, or a label is out of range.</exception>
    public LabelQuality(ReadOnlySpan<int> labels, ProbabilityMatrix probabilities)
    {
        Joint = ConfidentJoint.Estimate(labels, probabilities);
        (_labels, _probabilities) = (labels.ToArray(), probabilities);
        ExpectedIssues = Joint.ConfidentIssues.Count(row => !IsPredicted(row));
    }

    /// <summary>How labels and true classes go together.</summary>
    internal ConfidentJoint Joint { get; }

    /// <summary>How many wrong labels to expect (reference: <c>num_label_issues</c>).</summary>
    public int ExpectedIssues { get; }

    /// <summary>The quality of each row's label, between 0 and 1; lower is worse.</summary>
    public double[] Scores(LabelQualityScore score = LabelQualityScore.SelfConfidence)
    {
        var result = new double[_labels.Length];
        for (int row = 0; row < result.Length; row++) result[row] = Score(_probabilities[row], _labels[row], score);
        return result;
    }

    /// <summary>The suspects of a filter, worst first. A row whose most probable class is its label is never one.</summary>
    /// <param name="filter">Which rows count. Default: the reference's.</param>
    /// <param name="rankedBy">What orders them.</param>
    public IReadOnlyList<LabelIssue> FindIssues(
        LabelFilter filter = LabelFilter.PruneByNoiseRate, LabelQualityScore rankedBy = LabelQualityScore.SelfConfidence)
    {
        var found = Marked(filter);
        var scores = Scores(rankedBy);
        return
        [
            .. from row in Enumerable.Range(0, found.Length)
               where found[row] && !IsPredicted(row)
               orderby scores[row], row
               select new LabelIssue(row, _labels[row], _probabilities.ArgMax(row), scores[row]),
        ];
    }

    private bool[] Marked(LabelFilter filter)
    {
        switch (filter)
        {
            case LabelFilter.PruneByNoiseRate: return new LabelPruning(_labels, _probabilities, Joint).ByNoiseRate();
            case LabelFilter.PruneByClass: return new LabelPruning(_labels, _probabilities, Joint).ByClass();
            case LabelFilter.Both:
                var pruning = new LabelPruning(_labels, _probabilities, Joint);
                return [.. pruning.ByNoiseRate().Zip(pruning.ByClass(), static (byRate, byClass) => byRate && byClass)];
            case LabelFilter.ConfidentLearning: return Mark(Joint.ConfidentIssues);
            case LabelFilter.PredictedNotGiven: return Mark([.. Enumerable.Range(0, _labels.Length)]);
            case LabelFilter.LowNormalizedMargin: return Mark(Lowest(LabelQualityScore.NormalizedMargin));
            case LabelFilter.LowSelfConfidence: return Mark(Lowest(LabelQualityScore.SelfConfidence));
            default: throw new ArgumentOutOfRangeException(nameof(filter), filter, "unknown filter.");
        }
    }

    private int[] Lowest(LabelQualityScore score)
    {
        var scores = Scores(score);
        return [.. Enumerable.Range(0, scores.Length).OrderBy(row => scores[row]).ThenBy(static row => row).Take(ExpectedIssues)];
    }

    private bool[] Mark(int[] rows)
    {
        var marked = new bool[_labels.Length];
        foreach (int row in rows) marked[row] = true;
        return marked;
    }

    // Whether the label is the most probable class; probabilities closer than a millionth count as equal.
    private bool IsPredicted(int row)
    {
        var p = _probabilities[row];
        double own = p[_labels[row]] + Closeness;
        for (int k = 0; k < p.Length; k++)
        {
            if (k != _labels[row] && (p[k] > own || (p[k] == own && k < _labels[row]))) return false;
        }

        return true;
    }

    private static double Score(ReadOnlySpan<double> p, int label, LabelQualityScore score)
    {
        double own = p[label], other = double.NegativeInfinity, entropy = 0;
        for (int k = 0; k < p.Length; k++)
        {
            if (k != label) other = Math.Max(other, p[k]);
            if (p[k] > 0) entropy -= p[k] * Math.Log(p[k]);
        }

        switch (score)
        {
            case LabelQualityScore.SelfConfidence: return own;
            case LabelQualityScore.NormalizedMargin: return p.Length == 1 ? 1 : (own - other + 1) / 2;
            case LabelQualityScore.ConfidenceWeightedEntropy:
                if (p.Length == 1) return 1;
                double weighted = entropy / Math.Log(p.Length) / Math.Max(1e-100, own);
                return weighted < 1e-100 ? 1 : Math.Log(weighted + 1) / weighted;           // the limit is 1
            default: throw new ArgumentOutOfRangeException(nameof(score), score, "unknown score.");
        }
    }
}
