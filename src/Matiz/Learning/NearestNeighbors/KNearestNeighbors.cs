namespace Matiz.Learning;

/// <summary>
/// Classifies a row by the votes of its nearest training rows, found exactly; each votes with its sample weight (reference:
/// scikit-learn's <c>KNeighborsClassifier</c> with <c>weights="uniform"</c>).
/// </summary>
/// <remarks>Equal votes: the smallest class index wins. With fewer training rows than neighbours, all of them vote.</remarks>
public sealed class KNearestNeighbors : FeatureClassifier
{
    private FeatureMatrix? _rows;
    private int[] _columns = [];                                // the class of each training row, as its place in Classes
    private double[] _weights = [];

    /// <summary>A classifier that is not fitted yet.</summary>
    /// <param name="neighbors">Rows that vote. Default 5.</param>
    /// <param name="metric">What makes rows near. Default cosine.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 neighbour, or an unknown metric.</exception>
    public KNearestNeighbors(int neighbors = 5, NeighborMetric metric = NeighborMetric.Cosine)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neighbors);
        if (!Enum.IsDefined(metric)) throw new ArgumentOutOfRangeException(nameof(metric), metric, "unknown metric.");
        (Neighbors, Metric) = (neighbors, metric);
    }

    /// <summary>Rows that vote.</summary>
    public int Neighbors { get; }

    /// <summary>What makes rows near.</summary>
    public NeighborMetric Metric { get; }

    internal static KNearestNeighbors Read(LearnedFile.Reader file)
    {
        var settings = file.Longs("settings", 2);               // neighbors, metric
        if (settings[0] is < 1 or > int.MaxValue || !Enum.IsDefined((NeighborMetric)settings[1]))
            throw LearningErrors.File(
                file.Path, $"its settings are {settings[0]} and {settings[1]}", "At least one neighbour and metric 0 or 1");
        var result = new KNearestNeighbors((int)settings[0], (NeighborMetric)settings[1]);
        result.Remember(file);
        var columns = file.Longs("labels");
        if (columns.Length == 0 || columns.Any(column => column < 0 || column >= result.Classes.Count))
            throw LearningErrors.File(file.Path, "a label is none of its classes, or there is none", "A class for each row");
        result._columns = Array.ConvertAll(columns, static column => (int)column);
        result._weights = file.FiniteDoubles("weights", columns.Length);
        result._rows = new FeatureMatrix(
            file.Floats("rows", columns.LongLength * result.FeatureCount), columns.Length, result.FeatureCount);
        result._rows.RequireFinite($"{file.Path}: the feature");
        return result;
    }

    private protected override void Learn(FeatureMatrix features, TrainingLabels labels, CancellationToken cancellation) =>
        (_rows, _columns, _weights) = (features, labels.Columns, labels.Weights);

    private protected override void Probabilities(FeatureMatrix features, ProbabilityMatrix result)
    {
        var near = ExactNeighbors.Find(features, _rows!, Math.Min(Neighbors, _rows!.Rows), Metric);
        for (int row = 0; row < result.Rows; row++)
        {
            var votes = result[row];
            double sum = 0;
            foreach (int neighbor in near.IndicesOf(row))
            {
                votes[_columns[neighbor]] += _weights[neighbor];
                sum += _weights[neighbor];
            }

            if (sum == 0) votes.Fill(1.0 / votes.Length);       // every neighbour has weight 0
            else foreach (ref double vote in votes) vote /= sum;
        }
    }

    private protected override void Write(LearnedFile.Writer file)
    {
        file.Add("settings", [Neighbors, (long)Metric]);
        file.Add("labels", Array.ConvertAll(_columns, static column => (long)column));
        file.Add("weights", _weights);
        file.Add("rows", _rows!.Values, _rows.Rows, _rows.Columns);
    }
}
