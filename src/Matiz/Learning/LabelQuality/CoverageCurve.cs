namespace Matiz.Learning;

/// <summary>What happens when the model may abstain: only rows whose greatest score reaches the threshold are answered.</summary>
/// <param name="MinScore">The threshold.</param>
/// <param name="Answered">Rows that are answered.</param>
/// <param name="Coverage">Their share of all rows.</param>
/// <param name="Accuracy">The share of them that is right.</param>
public sealed record CoveragePoint(double MinScore, int Answered, double Coverage, double Accuracy);

/// <summary>
/// The accuracy of the surest rows against their share: how much a classifier gains by abstaining (El-Yaniv and Wiener: On the
/// foundations of noise-free selective classification, 2010).
/// </summary>
internal sealed class CoverageCurve
{
    private CoverageCurve(CoveragePoint[] points) => Points = points;

    /// <summary>A point for every distinct score, surest first; the last one answers all rows.</summary>
    public IReadOnlyList<CoveragePoint> Points { get; }

    /// <summary>
    /// The mean over the coverages 1/n … 1 of the share of wrong answers (AURC of Geifman, Uziel, El-Yaniv 2019); equal scores count alike.
    /// Lower is better.
    /// </summary>
    public double AreaUnderRisk
    {
        get
        {
            double sum = 0;
            int before = 0;
            foreach (var point in Points)
            {
                sum += (point.Answered - before) * (1 - point.Accuracy);
                before = point.Answered;
            }

            return sum / before;
        }
    }

    /// <summary>Computes the curve.</summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="probabilities">[rows, classes]</param>
    /// <exception cref="ArgumentException">The labels are not as many as the rows, or a row is no probability distribution.</exception>
    /// <exception cref="Data.DataException">There is no row, or a label is out of range.</exception>
    public static CoverageCurve Create(ReadOnlySpan<int> labels, ProbabilityMatrix probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        probabilities.RequireLabels(labels, nameof(labels));
        var rows = new (double Score, bool Right)[labels.Length];
        for (int row = 0; row < rows.Length; row++)
        {
            int predicted = probabilities.ArgMax(row);
            rows[row] = (probabilities[row][predicted], predicted == labels[row]);
        }

        Array.Sort(rows, static (a, b) => b.Score.CompareTo(a.Score));
        var points = new List<CoveragePoint>();
        int right = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Right) right++;
            if (i + 1 < rows.Length && rows[i + 1].Score == rows[i].Score) continue;
            points.Add(new CoveragePoint(rows[i].Score, i + 1, (i + 1.0) / rows.Length, right / (i + 1.0)));
        }

        return new CoverageCurve([.. points]);
    }

    /// <summary>The point that answers the most rows with at least this accuracy; null when none does.</summary>
    public CoveragePoint? AtAccuracy(double accuracy) => Points.LastOrDefault(point => point.Accuracy >= accuracy);

    /// <summary>The point of the surest rows that make up at least this share.</summary>
    public CoveragePoint AtCoverage(double coverage) => Points.FirstOrDefault(point => point.Coverage >= coverage) ?? Points[^1];

    /// <summary>At most so many points, evenly spread over the coverage, first and last among them: enough for a chart.</summary>
    public IReadOnlyList<CoveragePoint> Thin(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        if (Points.Count <= count) return Points;
        double first = Points[0].Coverage;
        return [.. Enumerable.Range(0, count).Select(i => AtCoverage(first + ((1 - first) * i / (count - 1)))).Distinct()];
    }
}
