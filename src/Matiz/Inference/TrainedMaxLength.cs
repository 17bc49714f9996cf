using Matiz.Formats;
using Matiz.Models;

namespace Matiz.Inference;

/// <summary>The length at which training cut its texts, which a run folder records.</summary>
internal static class TrainedMaxLength
{
    private const string FileName = "training_args.json";
    private const string Key = "max_length";

    /// <summary>The number, or null when the folder does not say.</summary>
    /// <exception cref="ModelException">The file is no JSON object, or the key is no number above 0.</exception>
    public static int? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (CheckedFile.Read(path, "the settings of a run (JSON)", reason => new ModelException(path, reason)) is not { } bytes) return null;
        var settings = ModelConfig.Parse(bytes, path);
        return settings.Contains(Key) ? settings.GetInt32(Key, min: 1) : null;
    }
}
