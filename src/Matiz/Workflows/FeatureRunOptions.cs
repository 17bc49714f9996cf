using Matiz.Features;
using Matiz.Inference;

namespace Matiz.Workflows;

/// <summary>Settings of <see cref="FeatureRun"/>.</summary>
public sealed record FeatureRunOptions
{
    /// <summary>The extensions that <see cref="Export"/> may have.</summary>
    public static IReadOnlyList<string> ExportExtensions => FeatureExport.Extensions;

    /// <summary>Pooling and layer. Default: the last layer's first token.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>How texts are cut and gathered.</summary>
    public InferenceOptions Inference { get; init; } = new();

    /// <summary>What is learned from the features, and where they are kept.</summary>
    public FeatureRouteOptions Route { get; init; } = new();

    /// <summary>Whether the run holds a model to predict with, as a sentence-transformers folder. Default false.</summary>
    public bool SaveModel { get; init; }

    /// <summary>
    /// Where the features are written for other programs, row by row in the order of the rows; null, the default: nowhere. To
    /// <c>F.npy</c> go those of <c>train</c>, and to <c>F.validation.npy</c>, … those of the others; <c>F.safetensors</c> holds all, as
    /// F32 [rows, features] under the split's name and class indices as I32 [rows] under <c>SPLIT.label</c> (one label a row).
    /// </summary>
    public string? Export { get; init; }

    /// <summary>Whether the dummy, the map and <c>report.html</c> belong to the run. Default true.</summary>
    public bool WithReport { get; init; } = true;

    /// <summary>Replace an earlier run in the output folder. Default false.</summary>
    public bool Overwrite { get; init; }

    /// <summary>Which files the data was read from; recorded. Null, the default: the rows came from elsewhere.</summary>
    public DataSelection? Selection { get; init; }

    /// <summary>The files that may be written besides an <see cref="Export"/>: those of the other splits.</summary>
    public static IEnumerable<string> FilesBesideExport(string path) => FeatureExport.FilesBeside(path);
}

/// <summary>What <see cref="FeatureRun.Run"/> came to.</summary>
public sealed record FeatureRunResult
{
    /// <summary>The run folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Features, classifiers, predictions, map.</summary>
    public required FeatureRouteResult Route { get; init; }

    /// <summary>What <c>all_results.json</c> holds.</summary>
    public required IReadOnlyDictionary<string, double?> Results { get; init; }

    /// <summary>The files of <see cref="FeatureRunOptions.Export"/>.</summary>
    public required IReadOnlyList<string> Exported { get; init; }

    /// <summary>The file of the report; null where it was not asked for.</summary>
    public string? ReportPath { get; init; }

    /// <summary>What is worth a look, one line each.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
