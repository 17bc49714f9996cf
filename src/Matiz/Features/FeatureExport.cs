using Matiz.Data;
using Matiz.Formats.Npy;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Learning;

namespace Matiz.Features;

/// <summary>Writes features for other programs: NumPy arrays, or one safetensors file with labels.</summary>
internal static class FeatureExport
{
    private const string NumPy = ".npy", Safetensors = ".safetensors", Train = "train";

    /// <summary>The extensions that <see cref="Save"/> knows.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [NumPy, Safetensors];

    /// <summary>
    /// Writes the features of every split, row by row in the order of the rows. To <c>F.npy</c> go those of <c>train</c>, and to
    /// <c>F.validation.npy</c>, … those of the others; <c>F.safetensors</c> holds all, as F32 [rows, features] under the split's name and
    /// class indices as I32 [rows] under <c>SPLIT.label</c> (one label a row). Each file appears whole or not at all.
    /// </summary>
    /// <param name="path">Its extension decides.</param>
    /// <param name="features">The features by split.</param>
    /// <param name="data">The rows that they are of.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="ArgumentException">The extension is unknown, or there are no training features.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static IReadOnlyList<string> Save(string path, IReadOnlyDictionary<string, FeatureMatrix> features, DatasetDict data)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(data);
        string extension = Path.GetExtension(path);
        if (IsNamed(extension, Safetensors)) return SaveTogether(path, features, data);
        if (IsNamed(extension, NumPy)) return [.. features.Select(split => SaveArray(PathOf(path, split.Key), split.Value))];
        throw new ArgumentException(
            $"'{path}' ends in '{extension}'; one of {string.Join(", ", Extensions)} was expected. Name the file so.", nameof(path));
    }

    /// <summary>Whether a file's extension is a known one.</summary>
    public static bool Knows(string path) => Extensions.Any(extension => IsNamed(Path.GetExtension(path), extension));

    /// <summary>The files that may be written besides the one that is named: those of the other splits.</summary>
    public static IEnumerable<string> FilesBeside(string path) =>
        IsNamed(Path.GetExtension(path), NumPy) ? [PathOf(path, "validation"), PathOf(path, "test")] : [];

    private static bool IsNamed(string extension, string known) => string.Equals(extension, known, StringComparison.OrdinalIgnoreCase);

    private static string PathOf(string path, string split) =>
        string.Equals(split, Train, StringComparison.Ordinal) ? path : Path.ChangeExtension(path, split + Path.GetExtension(path));

    private static string SaveArray(string path, FeatureMatrix features)
    {
        NpyWriter.Write(path, features.Values, features.Rows, features.Columns);
        return path;
    }

    private static string[] SaveTogether(string path, IReadOnlyDictionary<string, FeatureMatrix> features, DatasetDict data)
    {
        var tensors = new List<TensorToWrite>();
        foreach (var (split, matrix) in features)
        {
            tensors.Add(TensorToWrite.From<float>(split, [matrix.Rows, matrix.Columns], matrix.Values));
            if (data.ProblemType.LabelKind != LabelKind.Index) continue;
            int[] labels = [.. data[split].Select(row => row.Label.Kind == LabelKind.Index ? row.Label.Index : -1)];
            tensors.Add(TensorToWrite.From<int>(split + ".label", [labels.Length], labels));
        }

        SafetensorsWriter.Write(path, tensors);
        return [path];
    }
}
