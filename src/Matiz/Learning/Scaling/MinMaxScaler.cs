namespace Matiz.Learning;

/// <summary>
/// Brings each feature of the training rows into a range: scale = (high − low) / (max − min), y = x · scale + (low − min · scale)
/// (reference: scikit-learn's <c>MinMaxScaler</c>). A constant feature becomes low.
/// </summary>
public sealed class MinMaxScaler : FeatureScaler
{
    /// <summary>A scaler that is not fitted yet.</summary>
    /// <param name="low">The least value after scaling. Default 0.</param>
    /// <param name="high">The greatest. Default 1.</param>
    /// <param name="clip">Whether values of other rows that fall outside are cut. Default false.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not finite.</exception>
    public MinMaxScaler(double low = 0, double high = 1, bool clip = false)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low >= high)
        {
            throw new ArgumentOutOfRangeException(
                nameof(high), high,
                $"the range is {LearningErrors.Text(low)} to {LearningErrors.Text(high)}, expected finite numbers, the smaller first.");
        }


        (Low, High, Clip) = (low, high, clip);
    }

    /// <summary>The least value after scaling.</summary>
    public double Low { get; }

    /// <summary>The greatest value after scaling.</summary>
    public double High { get; }

    /// <summary>Whether values that fall outside are cut.</summary>
    public bool Clip { get; }

    private protected override (double Low, double High) Bounds => Clip ? (Low, High) : base.Bounds;

    /// <summary>Reads a scaler that <see cref="FeatureScaler.Save"/> wrote.</summary>
    /// <exception cref="Data.DataException">The file holds something else.</exception>
    public static MinMaxScaler Load(string path)
    {
        using var file = new LearnedFile.Reader(path);
        file.RequireKind(nameof(MinMaxScaler));
        var range = file.FiniteDoubles("range", 3);             // low, high, clip
        if (range[0] >= range[1]) throw LearningErrors.File(path, "its range is empty", "A smaller and a greater number");
        var result = new MinMaxScaler(range[0], range[1], range[2] != 0);
        result.Remember(file);
        return result;
    }

    private protected override void Learn(FeatureMatrix features)
    {
        var min = new double[features.Columns];
        var max = new double[features.Columns];
        Array.Fill(min, double.PositiveInfinity);
        Array.Fill(max, double.NegativeInfinity);
        for (int row = 0; row < features.Rows; row++)
        {
            var x = features[row];
            for (int j = 0; j < x.Length; j++)
            {
                if (x[j] < min[j]) min[j] = x[j];               // both are false for NaN
                if (x[j] > max[j]) max[j] = x[j];
            }
        }

        var constant = new List<int>();
        for (int j = 0; j < min.Length; j++)
        {
            if (min[j] > max[j]) (min[j], max[j]) = (0, 0);     // nothing but NaN
            double range = max[j] - min[j];
            if (range < ConstantBelow)
            {
                range = 1;
                constant.Add(j);
            }

            max[j] = (High - Low) / range;
            min[j] = Low - (min[j] * max[j]);
        }

        Remember(scales: max, offsets: min);
        ConstantFeatures = constant;
    }

    private protected override void Write(LearnedFile.Writer file) => file.Add("range", [Low, High, Clip ? 1.0 : 0]);
}
