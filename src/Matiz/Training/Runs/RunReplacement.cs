namespace Matiz.Training;

/// <summary>
/// A new run in the folder of an earlier one. It is written into a folder in there until its model stands; only then the files of the
/// earlier run go, and those of the new one are moved up. So whatever ends a run early, one of both is whole; and a new one that
/// was interrupted after a checkpoint can be resumed.
/// </summary>
internal static class RunReplacement
{
    private const string Begun = ".new-run", Ready = ".new-run-ready", Moving = ".new-run-moving";

    /// <summary>Where the new run of a folder is written.</summary>
    public static string PlaceIn(string folder) => Path.Combine(folder, Begun);

    /// <summary>Whether a new run was begun in the folder, so that its settings are known.</summary>
    public static bool IsBegun(string folder) => File.Exists(Path.Combine(PlaceIn(folder), RunSettings.FileName));

    /// <summary>Whether the new run was about to take the place of the earlier one when its process was killed.</summary>
    public static bool IsHalfDone(string folder) =>
        Directory.Exists(Path.Combine(folder, Ready)) || Directory.Exists(Path.Combine(folder, Moving));

    /// <summary>Forgets a new run that never stood; the earlier one is as it was.</summary>
    public static void Discard(string folder)
    {
        string place = PlaceIn(folder);
        if (!Directory.Exists(place) || !(IsBegun(folder) || IsEmpty(place))) return;
        RunFiles.DeleteAll(place);
        if (IsEmpty(place)) Directory.Delete(place);
    }

    /// <summary>Puts the new run in the place of the earlier one. Killed at any moment, <see cref="Complete"/> goes on with it.</summary>
    public static void Commit(string folder)
    {
        Directory.Move(PlaceIn(folder), Path.Combine(folder, Ready));
        Complete(folder);
    }

    /// <summary>Ends what <see cref="Commit"/> began.</summary>
    public static void Complete(string folder)
    {
        string ready = Path.Combine(folder, Ready), moving = Path.Combine(folder, Moving);
        if (Directory.Exists(ready))
        {
            RunFiles.DeleteAll(folder);
            Directory.Move(ready, moving);
        }

        if (!Directory.Exists(moving)) return;

        // The settings go last: until then the folder is known by what is still to be moved.
        foreach (string inner in Directory.EnumerateDirectories(moving).ToList()) MoveUp(inner, folder);
        var files = Directory.EnumerateFiles(moving).OrderBy(file => Path.GetFileName(file) is RunSettings.FileName).ToList();
        foreach (string file in files) File.Move(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        Directory.Delete(moving);
    }

    // A folder of that name that is not the earlier run's, such as one with files of the user's, keeps what it holds.
    private static void MoveUp(string inner, string folder)
    {
        string target = Path.Combine(folder, Path.GetFileName(inner));
        if (!Directory.Exists(target))
        {
            Directory.Move(inner, target);
            return;
        }

        foreach (string deeper in Directory.EnumerateDirectories(inner).ToList()) MoveUp(deeper, target);
        foreach (string file in Directory.EnumerateFiles(inner).ToList())
            File.Move(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        Directory.Delete(inner);
    }

    private static bool IsEmpty(string folder) => !Directory.EnumerateFileSystemEntries(folder).Any();
}
