namespace Matiz.Training;

/// <summary>
/// What killed processes of version 0.1 left beside checkpoints: <c>checkpoint-N.tmp</c>, <c>.old</c>, <c>.deleted</c>. Such names are
/// plain enough for a user's own copies; so a folder goes only where it holds nothing but files of a checkpoint and is no whole one.
/// </summary>
internal static class OldLeftovers
{
    /// <summary>Puts back what was about to be replaced where its successor is missing, and removes half checkpoints.</summary>
    /// <param name="runFolder">An existing folder.</param>
    /// <param name="isCheckpoint">Whether a path is named as a checkpoint.</param>
    public static void Recover(string runFolder, Func<string, bool> isCheckpoint)
    {
        foreach (string found in Directory.EnumerateDirectories(runFolder, "checkpoint-*.*").ToList())
        {
            string folder = Path.ChangeExtension(found, null);
            if (!isCheckpoint(folder)) continue;
            if (Path.GetExtension(found) is ".old" && !Directory.Exists(folder) && IsWhole(found)) Directory.Move(found, folder);
            else if (Path.GetExtension(found) is ".tmp" or ".old" or ".deleted" && IsHalf(found)) Directory.Delete(found, recursive: true);
        }
    }

    private static bool IsWhole(string folder) => File.Exists(Path.Combine(folder, TrainerStateFile.RunStateFileName));

    private static bool IsHalf(string folder) => !IsWhole(folder) && Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .All(file => IsOfACheckpoint(Path.GetRelativePath(folder, file).Replace('\\', '/')));

    private static bool IsOfACheckpoint(string name)
    {
        string plain = Path.GetExtension(name) is ".tmp" or ".part" ? Path.ChangeExtension(name, null) : name;
        return RunFiles.IsKnown(plain) || plain is OptimizerFile.FileName or TrainerStateFile.RunStateFileName;
    }
}
