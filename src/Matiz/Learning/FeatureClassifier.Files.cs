using Matiz.Formats.Safetensors;

namespace Matiz.Learning;

// The classifiers that a file may hold.
public abstract partial class FeatureClassifier
{
    // A new classifier is one line here.
    private static readonly Dictionary<string, Func<LearnedFile.Reader, FeatureClassifier>> Known = new(StringComparer.Ordinal)
    {
        [nameof(LogisticRegression)] = LogisticRegression.Read,
        [nameof(DummyClassifier)] = DummyClassifier.Read,
        [nameof(KNearestNeighbors)] = KNearestNeighbors.Read,
    };

    /// <summary>Reads a classifier that <see cref="Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SafetensorsException">The file breaks the format, or lacks a tensor.</exception>
    /// <exception cref="Data.DataException">The file holds something else.</exception>
    public static FeatureClassifier LoadAny(string path)
    {
        using var file = new LearnedFile.Reader(path);
        return Known.TryGetValue(file.Kind, out var read)
            ? read(file)
            : throw LearningErrors.File(path, $"it holds '{file.Kind}'", $"One of {string.Join(", ", Known.Keys)}");
    }
}
