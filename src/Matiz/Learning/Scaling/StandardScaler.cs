namespace Matiz.Learning;

/// <summary>
/// Brings each feature of the training rows to mean 0 and deviation 1, y = (x − mean) / σ, σ² being the mean square over the rows
/// (reference: scikit-learn's <c>StandardScaler</c>). A constant feature becomes 0.
/// </summary>
/// <param name="withMean">Whether the mean is taken away (reference: <c>with_mean</c>). Default true.</param>
/// <param name="withDeviation">Whether the deviation becomes 1 (reference: <c>with_std</c>). Default true.</param>
public sealed class StandardScaler(bool withMean = true, bool withDeviation = true) : FeatureScaler
{
    private const double MachineEpsilon = 2.220446049250313e-16;

    /// <summary>Reads a scaler that <see cref="FeatureScaler.Save"/> wrote.</summary>
    /// <exception cref="Data.DataException">The file holds something else.</exception>
    public static StandardScaler Load(string path)
    {
        using var file = new LearnedFile.Reader(path);
        file.RequireKind(nameof(StandardScaler));
        var settings = file.Longs("settings", 2);
        var result = new StandardScaler(settings[0] != 0, settings[1] != 0);
        result.Remember(file);
        return result;
    }

    private protected override void Learn(FeatureMatrix features)
    {
        var counts = new int[features.Columns];
        var means = new double[features.Columns];
        var squares = new double[features.Columns];
        for (int row = 0; row < features.Rows; row++) Add(features[row], counts, means);
        for (int j = 0; j < means.Length; j++) means[j] /= Math.Max(1, counts[j]);
        for (int row = 0; row < features.Rows; row++) AddSquares(features[row], means, squares);

        var constant = new List<int>();
        for (int j = 0; j < means.Length; j++)
        {
            double variance = squares[j] / Math.Max(1, counts[j]), rounding = counts[j] * means[j] * MachineEpsilon;
            if (variance <= (counts[j] * MachineEpsilon * variance) + (rounding * rounding)) constant.Add(j);
            double deviation = Math.Sqrt(variance);
            bool stretched = withDeviation && deviation >= ConstantBelow && (constant.Count == 0 || constant[^1] != j);
            squares[j] = stretched ? 1 / deviation : 1;
            means[j] = withMean ? -means[j] * squares[j] : 0;
        }

        Remember(scales: squares, offsets: means);
        ConstantFeatures = constant;
    }

    private protected override void Write(LearnedFile.Writer file) => file.Add("settings", [withMean ? 1L : 0, withDeviation ? 1 : 0]);

    private static void Add(ReadOnlySpan<float> x, int[] counts, double[] sums)
    {
        for (int j = 0; j < x.Length; j++)
        {
            if (float.IsNaN(x[j])) continue;
            counts[j]++;
            sums[j] += x[j];
        }
    }

    private static void AddSquares(ReadOnlySpan<float> x, double[] means, double[] squares)
    {
        for (int j = 0; j < x.Length; j++)
        {
            double difference = x[j] - means[j];
            if (!double.IsNaN(difference)) squares[j] += difference * difference;
        }
    }
}
