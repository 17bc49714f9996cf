namespace Matiz.Learning;

/// <summary>A classifier that learns from feature vectors alone: the second half of the feature route.</summary>
/// <remarks>
/// Labels are class indices from 0. A class that no training row has is unknown to the classifier: <see cref="Classes"/> says which
/// ones the columns of <see cref="PredictProbabilities"/> stand for, and
/// <see cref="FeatureClassifiers.PredictProbabilities(IFeatureClassifier, FeatureMatrix, int)"/> gives the columns of a whole label list.
/// Several threads may predict at the same time, not fit.
/// </remarks>
public interface IFeatureClassifier
{
    /// <summary>The classes of the training rows, ascending; empty before fitting.</summary>
    IReadOnlyList<int> Classes { get; }

    /// <summary>Features of each row; 0 before fitting.</summary>
    int FeatureCount { get; }

    /// <summary>Learns from rows.</summary>
    /// <param name="features">[rows, features]</param>
    /// <param name="labels">A class index for each row.</param>
    /// <param name="sampleWeights">How much each row counts, 0 or more; empty: 1 each.</param>
    /// <param name="cancellation">Stops the work; the classifier is as it was then.</param>
    /// <exception cref="Data.DataException">There is no row, a feature is NaN or infinite, or a label is negative.</exception>
    /// <exception cref="ArgumentException">Labels or weights are not as many as the rows, or a weight is negative or not
    /// finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was triggered.</exception>
    void Fit(
        FeatureMatrix features, ReadOnlySpan<int> labels, ReadOnlySpan<double> sampleWeights = default,
        CancellationToken cancellation = default);

    /// <summary>The most probable class of each row, as a class index.</summary>
    /// <exception cref="InvalidOperationException">Not fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another number of features than those of fitting.</exception>
    /// <exception cref="Data.DataException">A feature is NaN or infinite.</exception>
    int[] Predict(FeatureMatrix features);

    /// <summary>The probability of each of <see cref="Classes"/> for each row.</summary>
    /// <returns>[rows, classes of training]</returns>
    /// <exception cref="InvalidOperationException">Not fitted.</exception>
    /// <exception cref="ArgumentException">The rows have another number of features than those of fitting.</exception>
    /// <exception cref="Data.DataException">A feature is NaN or infinite.</exception>
    ProbabilityMatrix PredictProbabilities(FeatureMatrix features);

    /// <summary>Writes the fitted classifier to a safetensors file; <see cref="FeatureClassifiers.Load"/> reads it.</summary>
    /// <exception cref="InvalidOperationException">Not fitted.</exception>
    void Save(string path);
}
