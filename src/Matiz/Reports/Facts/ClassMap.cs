using System.Globalization;
using Matiz.Charts;
using Matiz.Formats;
using Matiz.Formats.Safetensors;
using Matiz.Training;

namespace Matiz.Reports.Facts;

/// <summary>Where rows lie in two dimensions: <c>umap.safetensors</c> of a run.</summary>
internal sealed class ClassMap
{
    public const string FileName = "umap.safetensors";

    private ClassMap(PlotPoint[] points, int[] labels, IReadOnlyDictionary<string, string> notes) => (Points, Labels, Notes) = (points, labels, notes);

    /// <summary>A point a row.</summary>
    public IReadOnlyList<PlotPoint> Points { get; }

    /// <summary>The class index of each row.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>How the map was made: <c>split pooling metric n_neighbors min_dist seed trustworthiness_15 trustworthiness_5</c>.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>A number of the notes; null where there is none.</summary>
    public double? Number(string key) =>
        Notes.TryGetValue(key, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;

    /// <summary>A map in memory.</summary>
    public static ClassMap Of(ReadOnlySpan<float> embedding, int[] labels, IReadOnlyDictionary<string, string> notes) =>
        new(PlotPoint.FromRows(embedding), labels, notes);

    /// <summary>Reads the file of a run; null where there is none.</summary>
    /// <exception cref="SafetensorsException">The file is damaged.</exception>
    /// <exception cref="TrainingException">It holds something else.</exception>
    public static ClassMap? Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        using var file = SafetensorsFile.Open(path);
        if (!file.TryGet("embedding", out var embedding) || embedding.Shape is not [var rows, 2]
            || !file.TryGet("label", out var label) || label.DType != ArrayDType.Int32 || label.Shape is not [var labelled] || labelled != rows)
        {
            throw new TrainingException(
                $"{path}: found {string.Join(", ", file.Tensors)}, expected embedding [rows, 2] and label [rows]. Remove the file to leave the map out, or run anew.");
        }

        var points = new float[embedding.ElementCount];
        file.ReadFloats("embedding", points);
        var labels = new int[labelled];
        file.CopyBytes("label", 0, System.Runtime.InteropServices.MemoryMarshal.AsBytes(labels.AsSpan()));
        return Of(points, labels, file.Metadata);
    }
}
