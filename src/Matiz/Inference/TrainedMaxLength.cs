using Matiz.Files;
using Matiz.Models;

namespace Matiz.Inference;

/// <summary>The length at which training cut its texts, which a run folder records for itself and for its checkpoints.</summary>
internal static class TrainedMaxLength
{
    private const string FileName = "training_args.json";
    private const string Key = "max_length", CheckpointPrefix = "checkpoint-";

    /// <summary>The number, or null when the files do not say.</summary>
    /// <exception cref="ModelException">The file is no JSON object, or the key is no number above 0.</exception>
    public static int? Read(ModelFiles files)
    {
        var recorded = files.LocalPath is { } folder ? ModelFiles.InFolder(FolderOf(folder)) : files;
        byte[]? bytes = recorded.Read(FileName, "the settings of a run (JSON)", (path, reason) => new ModelException(path, reason));
        if (bytes is null) return null;
        var settings = ModelConfig.Parse(bytes, recorded.PathOf(FileName));
        return settings.Contains(Key) ? settings.GetInt32(Key, min: 1) : null;
    }

    /// <summary>The folder that records a model folder's settings: the run's for its <c>checkpoint-N</c>, else the folder itself.</summary>
    public static string FolderOf(string folder)
    {
        if (File.Exists(Path.Combine(folder, FileName))) return folder;
        string whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), name = Path.GetFileName(whole);
        bool isCheckpoint = name.StartsWith(CheckpointPrefix, StringComparison.Ordinal) && name.Length > CheckpointPrefix.Length
            && name.AsSpan(CheckpointPrefix.Length).IndexOfAnyExceptInRange('0', '9') < 0;
        return isCheckpoint && Path.GetDirectoryName(whole) is { } run && File.Exists(Path.Combine(run, FileName)) ? run : folder;
    }
}
