namespace Matiz.Learning;

/// <summary>Moves and stretches each feature by what it learned of the training rows.</summary>
/// <remarks>NaN is a missing value here: fitting leaves it out, and it stays NaN. Infinite features are refused.</remarks>
public interface IFeatureScaler
{
    /// <summary>Features of each row; 0 before fitting.</summary>
    int FeatureCount { get; }

    /// <summary>Learns from rows.</summary>
    /// <exception cref="Data.DataException">There is no row, or a feature is infinite.</exception>
    void Fit(FeatureMatrix features);

    /// <summary>Scaled copies of rows, computed in double and rounded once.</summary>
    /// <exception cref="InvalidOperationException">Not fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another number of features than those of fitting.</exception>
    FeatureMatrix Transform(FeatureMatrix features);

    /// <summary>The same for doubles, [rows · features] row-major.</summary>
    double[] Transform(ReadOnlySpan<double> features);

    /// <summary>The rows before scaling.</summary>
    FeatureMatrix InverseTransform(FeatureMatrix features);

    /// <summary>The same for doubles, [rows · features] row-major.</summary>
    double[] InverseTransform(ReadOnlySpan<double> features);

    /// <summary>Writes the fitted scaler to a safetensors file.</summary>
    void Save(string path);
}
