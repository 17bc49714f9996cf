using Matiz.Formats.Safetensors;

namespace Matiz.Learning;

/// <summary>What can be done with any classifier on features, and the list of those that a file may hold.</summary>
public static class FeatureClassifiers
{
    // A new classifier is one line here.
    private static readonly Dictionary<string, Func<LearnedFile.Reader, IFeatureClassifier>> Known = new(StringComparer.Ordinal)
    {
        [nameof(LogisticRegression)] = LogisticRegression.Read,
        [nameof(DummyClassifier)] = DummyClassifier.Read,
        [nameof(KNearestNeighbors)] = KNearestNeighbors.Read,
    };

    /// <summary>Reads a classifier that <see cref="IFeatureClassifier.Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SafetensorsException">The file breaks the format, or lacks a tensor.</exception>
    /// <exception cref="Data.DataException">The file holds something else.</exception>
    public static IFeatureClassifier Load(string path)
    {
        using var file = new LearnedFile.Reader(path);
        return Known.TryGetValue(file.Kind, out var read)
            ? read(file)
            : throw LearningErrors.File(path, $"it holds '{file.Kind}'", $"One of {string.Join(", ", Known.Keys)}");
    }

    /// <summary>The probabilities of a whole label list: a class that no training row had gets 0.</summary>
    /// <param name="classifier">A fitted classifier.</param>
    /// <param name="features">[rows, features]</param>
    /// <param name="classCount">The length of the label list.</param>
    /// <returns>[rows, classCount]</returns>
    /// <exception cref="ArgumentOutOfRangeException">The classifier knows a class that is not below
    /// <paramref name="classCount"/>.</exception>
    public static ProbabilityMatrix PredictProbabilities(this IFeatureClassifier classifier, FeatureMatrix features, int classCount)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var known = classifier.PredictProbabilities(features);
        if (classifier.Classes[^1] >= classCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(classCount), classCount,
                $"the classifier knows class {classifier.Classes[^1]}, the label list has {classCount}: do they belong together?");
        }

        if (known.Classes == classCount) return known;
        var result = new ProbabilityMatrix(known.Rows, classCount);
        for (int row = 0; row < known.Rows; row++)
        {
            for (int column = 0; column < known.Classes; column++) result[row][classifier.Classes[column]] = known[row][column];
        }

        return result;
    }

    /// <summary>The share of rows that are predicted right (reference: <c>score</c>).</summary>
    /// <exception cref="Data.DataException">There is no row.</exception>
    public static double Accuracy(this IFeatureClassifier classifier, FeatureMatrix features, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(features);
        if (labels.Length != features.Rows) LearningErrors.Length("labels", labels.Length, features.Rows, nameof(labels));
        if (features.Rows == 0) LearningErrors.NoRows("the features have");
        var predicted = classifier.Predict(features);
        int right = 0;
        for (int row = 0; row < predicted.Length; row++)
        {
            if (predicted[row] == labels[row]) right++;
        }

        return (double)right / predicted.Length;
    }
}
