using Matiz.Models;
using Matiz.Models.SentenceTransformers;
using Matiz.Tasks;
using Matiz.Tokenizers.Loading;
using Matiz.Weights;

namespace Matiz.Training;

/// <summary>The names of what a run folder holds; nothing else is ever removed from one.</summary>
internal static class RunFiles
{
    public const string AllResults = "all_results.json";
    public const string DatasetInfo = "dataset_info.json";
    public const string Predictions = "predictions.jsonl";
    public const string Report = "report.html";
    public const string Baselines = "baselines.json";
    public const string Map = "umap.safetensors";

    /// <summary>The results that have a file of their own.</summary>
    public static IReadOnlyList<string> ResultNames { get; } = ["train", .. MeasuredSplits.All.Select(split => split.Prefix)];

    /// <summary>What makes a folder a model, of a run or of a checkpoint, and what is learned of it later.</summary>
    public static IReadOnlyList<string> ModelFiles { get; } =
    [
        ModelCalibration.FileName, ModelConfig.FileName, WeightFiles.SingleFileName, .. TokenizerFiles.Names, .. PooledHead.Files,
    ];

    // training_args.json comes last: until then a folder whose removal was interrupted is still a recognised one.
    private static IReadOnlyList<string> Known { get; } =
    [
        AllResults, .. ResultNames.Select(ResultsOf), TrainerStateFile.FileName, DatasetInfo, Predictions, Baselines, Map,
        Report, "README.md", .. ModelFiles, RunSettings.FileName,
    ];

    public static string ResultsOf(string name) =>
        ResultNames.Contains(name, StringComparer.Ordinal)
            ? name + "_results.json"
            : throw new ArgumentException($"'{name}' names no results; {string.Join(", ", ResultNames)} do.", nameof(name));

    /// <summary>Whether a file of this name may be one of a run or of a checkpoint.</summary>
    public static bool IsKnown(string name) => Known.Contains(name, StringComparer.Ordinal);

    public static void DeleteAll(string folder)
    {
        CheckpointFolders.DeleteAll(folder);
        foreach (string name in Known) Delete(folder, name);
    }

    /// <summary>
    /// Removes a file that may be absent; one that lies in a folder of its own takes that along when it was the last there.
    /// </summary>
    public static void Delete(string folder, string name)
    {
        string path = Path.Combine(folder, name), home = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(home)) return;
        File.Delete(path);
        bool isInner = Path.GetDirectoryName(name) is { Length: > 0 };
        if (isInner && !Directory.EnumerateFileSystemEntries(home).Any()) Directory.Delete(home);
    }
}
