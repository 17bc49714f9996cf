using System.Globalization;
using System.Runtime.InteropServices;
using Matiz.Formats;
using Matiz.Formats.Arrays;
using Matiz.Formats.Safetensors;
using Matiz.Learning;
using Matiz.Training;

namespace Matiz.Features;

/// <summary>The map of the classes: rows laid out in the plane by UMAP of their features, and how far to trust it.</summary>
public sealed record FeatureMap
{
    /// <summary>The file's name in a run folder.</summary>
    public const string FileName = RunFiles.Map;

    private const string EmbeddingName = "embedding", LabelName = "label";

    /// <summary>[rows, 2]</summary>
    public required FeatureMatrix Embedding { get; init; }

    /// <summary>The class of each row; with several labels a row its first one, -1 where it has none.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>The rows that are laid out: <c>train</c>.</summary>
    public required string Split { get; init; }

    /// <summary>How the features were pooled: <c>cls</c>, <c>mean</c>, <c>max</c>.</summary>
    public required string Pooling { get; init; }

    /// <summary>The distance of features: <c>cosine</c>.</summary>
    public required string Metric { get; init; }

    /// <summary>
    /// Neighbours of each row that were used (reference: <c>n_neighbors</c>): as many as there are, where the rows are few.
    /// </summary>
    public required int NeighborCount { get; init; }

    /// <summary>The least distance in the plane (reference: <c>min_dist</c>).</summary>
    public required double MinDistance { get; init; }

    /// <summary>What drew it.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// The share of the 15 nearest neighbours in the plane that are near in the features as well, from 0 to 1; null: too few rows.
    /// </summary>
    public required double? Trustworthiness15 { get; init; }

    /// <summary>The same of the 5 nearest.</summary>
    public required double? Trustworthiness5 { get; init; }

    /// <summary>Rows, evenly spaced, on which it was measured.</summary>
    public required int TrustworthinessRows { get; init; }

    /// <summary>Writes the file into a folder, whole or not at all.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Save(string folder) => SafetensorsWriter.Write(
        Path.Combine(folder, FileName),
        [
            TensorToWrite.From<float>(EmbeddingName, [Embedding.Rows, Embedding.Columns], Embedding.Values),
            TensorToWrite.From<int>(LabelName, [Labels.Count], Labels.ToArray()),
        ],
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["split"] = Split,
            ["pooling"] = Pooling,
            ["metric"] = Metric,
            ["n_neighbors"] = Text(NeighborCount),
            ["min_dist"] = Text(MinDistance),
            ["seed"] = Text(Seed),
            ["trustworthiness_15"] = Trustworthiness15 is { } fifteen ? Text(fifteen) : "",
            ["trustworthiness_5"] = Trustworthiness5 is { } five ? Text(five) : "",
            ["trustworthiness_rows"] = Text(TrustworthinessRows),
        });

    /// <summary>Reads the file of a run folder; null where there is none.</summary>
    /// <exception cref="TrainingException">The file is damaged or holds something else.</exception>
    public static FeatureMap? Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            using var file = SafetensorsFile.Open(path);
            var shape = file[EmbeddingName].Shape;
            if (shape.Length != 2 || file[LabelName].DType != ArrayDType.Int32 || file[LabelName].ElementCount != shape[0])
                throw new FormatException("embedding and label are not as many rows");
            var values = new float[shape[0] * shape[1]];
            file.ReadFloats(EmbeddingName, values);
            return new FeatureMap
            {
                Embedding = new FeatureMatrix(values, (int)shape[0], (int)shape[1]),
                Labels = MemoryMarshal.Cast<byte, int>(file.Bytes(LabelName)).ToArray(),
                Split = file.Metadata["split"],
                Pooling = file.Metadata["pooling"],
                Metric = file.Metadata["metric"],
                NeighborCount = int.Parse(file.Metadata["n_neighbors"], CultureInfo.InvariantCulture),
                MinDistance = double.Parse(file.Metadata["min_dist"], CultureInfo.InvariantCulture),
                Seed = long.Parse(file.Metadata["seed"], CultureInfo.InvariantCulture),
                Trustworthiness15 = Number(file.Metadata["trustworthiness_15"]),
                Trustworthiness5 = Number(file.Metadata["trustworthiness_5"]),
                TrustworthinessRows = int.Parse(file.Metadata["trustworthiness_rows"], CultureInfo.InvariantCulture),
            };
        }
        catch (Exception exception) when (
            exception is SafetensorsException or FormatException or OverflowException or KeyNotFoundException or ArgumentException)
        {
            throw new TrainingException(
                $"{path}: this is no map of a run ({exception.Message.TrimEnd('.')}). "
                + "The file that the feature route wrote was expected. Restore it, or run it again.", exception);
        }
    }

    private static double? Number(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
