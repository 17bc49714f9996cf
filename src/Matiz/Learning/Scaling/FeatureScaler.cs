using System.Numerics;

namespace Matiz.Learning;

/// <summary>Moves and stretches each feature by what it learned of the training rows: y = x · scale + offset, and back.</summary>
/// <remarks>NaN is a missing value here: fitting leaves it out, and it stays NaN. Infinite features are refused.</remarks>
public abstract class FeatureScaler
{
    /// <summary>Ranges and deviations below this are those of a constant feature (reference: ten machine epsilons).</summary>
    private protected const double ConstantBelow = 10 * 2.220446049250313e-16;

    private double[] _scales = [];
    private double[] _offsets = [];

    private protected FeatureScaler()
    {
    }

    /// <summary>Features of each row; 0 before fitting.</summary>
    public int FeatureCount => _scales.Length;

    /// <summary>The factor of each feature.</summary>
    public ReadOnlySpan<double> Scales => _scales;

    /// <summary>What is added to each feature after the factor.</summary>
    public ReadOnlySpan<double> Offsets => _offsets;

    /// <summary>The features that were constant in the training rows; they are moved, not stretched.</summary>
    public IReadOnlyList<int> ConstantFeatures { get; private protected set; } = [];

    /// <summary>Learns from rows.</summary>
    /// <exception cref="Data.DataException">There is no row, or a feature is infinite.</exception>
    public void Fit(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.Rows == 0) LearningErrors.NoRows("the features to scale have");
        RequireNoInfinity(features);
        Learn(features);
    }

    /// <summary>Scaled copies of rows, computed in double and rounded once.</summary>
    /// <exception cref="InvalidOperationException">Not fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another number of features than those of fitting.</exception>
    public FeatureMatrix Transform(FeatureMatrix features) => Apply(features, back: false);

    /// <summary>The same for doubles, [rows · features] row-major.</summary>
    public double[] Transform(ReadOnlySpan<double> features) => Apply(features, back: false);

    /// <summary>The rows before scaling.</summary>
    public FeatureMatrix InverseTransform(FeatureMatrix features) => Apply(features, back: true);

    /// <summary>The same for doubles, [rows · features] row-major.</summary>
    public double[] InverseTransform(ReadOnlySpan<double> features) => Apply(features, back: true);

    /// <summary>Writes the fitted scaler to a safetensors file.</summary>
    public void Save(string path)
    {
        if (FeatureCount == 0) throw LearningErrors.NotFitted(GetType().Name);
        using var file = new LearnedFile.Writer(path, GetType().Name);
        file.Add("scales", _scales);
        file.Add("offsets", _offsets);
        Write(file);
        file.Commit();
    }

    private protected abstract void Learn(FeatureMatrix features);

    private protected abstract void Write(LearnedFile.Writer file);

    /// <summary>The bounds that scaled values are clipped to; infinite when they are not.</summary>
    private protected virtual (double Low, double High) Bounds => (double.NegativeInfinity, double.PositiveInfinity);

    private protected void Remember(double[] scales, double[] offsets) => (_scales, _offsets) = (scales, offsets);

    private protected void Remember(LearnedFile.Reader file)
    {
        var scales = file.FiniteDoubles("scales");
        Remember(scales, file.FiniteDoubles("offsets", scales.Length));
        if (scales.Length == 0 || scales.Contains(0))
            throw LearningErrors.File(file.Path, "a scale is 0 or there is none", "A number other than 0 for each feature");
    }

    private FeatureMatrix Apply(FeatureMatrix features, bool back)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (FeatureCount == 0) throw LearningErrors.NotFitted(GetType().Name);
        if (features.Columns != FeatureCount) LearningErrors.Columns(features.Columns, FeatureCount, nameof(features));
        RequireNoInfinity(features);
        var result = new float[features.Values.Length];
        Apply<float>(features.Values, back, result);
        return new FeatureMatrix(result, features.Rows, features.Columns);
    }

    private double[] Apply(ReadOnlySpan<double> features, bool back)
    {
        if (FeatureCount == 0) throw LearningErrors.NotFitted(GetType().Name);
        if (features.Length % FeatureCount != 0)
            throw new ArgumentException(
                $"found {features.Length} values, expected whole rows of {FeatureCount} features.", nameof(features));
        var result = new double[features.Length];
        Apply(features, back, result);
        return result;
    }

    private void Apply<T>(ReadOnlySpan<T> source, bool back, Span<T> destination)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var (low, high) = Bounds;
        for (int start = 0; start < source.Length; start += _scales.Length)
        {
            for (int j = 0; j < _scales.Length; j++)
            {
                double x = double.CreateChecked(source[start + j]);
                double y = back ? (x - _offsets[j]) / _scales[j] : Math.Clamp((x * _scales[j]) + _offsets[j], low, high);
                destination[start + j] = T.CreateChecked(y);
            }
        }
    }

    private static void RequireNoInfinity(FeatureMatrix features)
    {
        int found = Array.FindIndex(features.Values, float.IsInfinity);
        if (found >= 0)
            LearningErrors.NotFinite(
                "the feature", features.NameOf(found / features.Columns), found % features.Columns, features.Values[found]);
    }
}
