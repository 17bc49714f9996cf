using System.Globalization;
using Matiz.Formats;
using Matiz.Formats.Disk;

namespace Matiz.Training;

/// <summary>
/// The <c>checkpoint-N</c> folders of a run: found by number, written whole or not at all, deleted from the oldest.
/// </summary>
internal static class CheckpointFolders
{
    private const string Prefix = "checkpoint-";

    /// <summary>The folder of a step.</summary>
    public static string PathOf(string runFolder, int step) =>
        Path.Combine(runFolder, Prefix + step.ToString(CultureInfo.InvariantCulture));

    /// <summary>The steps that have a whole checkpoint, ascending; folders that are damaged are passed over.</summary>
    public static IReadOnlyList<int> StepsIn(string runFolder) =>
        [.. AllIn(runFolder).Where(step => FaultOf(PathOf(runFolder, step)) is null)];

    /// <summary>Damaged checkpoints after a step, ascending, with what is wrong; a folder without a file of ours is none.</summary>
    public static IReadOnlyList<(int Step, string Fault)> DamagedAfter(string runFolder, int step) =>
    [
        .. from later in AllIn(runFolder)
           where later > step && CheckpointFiles.HasOwn(PathOf(runFolder, later))
           let fault = FaultOf(PathOf(runFolder, later))
           where fault is not null
           select (later, fault),
    ];

    /// <summary>
    /// Tidies up after a killed process: a checkpoint that it was about to replace is put back, half ones are removed. Only what is
    /// certainly ours: names that <see cref="AtomicFolder"/> gives, and what version 0.1 left.
    /// </summary>
    public static void Recover(string runFolder)
    {
        if (!Directory.Exists(runFolder)) return;
        AtomicFile.RemoveLeftovers(runFolder);
        AtomicFolder.Recover(runFolder, name => StepOf(name) is not null);
        OldLeftovers.Recover(runFolder, folder => StepOf(folder) is not null);
    }

    /// <summary>
    /// Writes the checkpoint of a step as a whole; one that was there is replaced, but for files that are not of a checkpoint.
    /// </summary>
    /// <param name="runFolder">The folder of the run.</param>
    /// <param name="step">The step.</param>
    /// <param name="write">Fills the folder that it is given.</param>
    public static void Write(string runFolder, int step, Action<string> write)
    {
        string path = PathOf(runFolder, step);
        AtomicFolder.Write(path, folder =>
        {
            write(folder);
            CheckpointFiles.CopyForeign(path, folder);
        });
    }

    /// <summary>Deletes the oldest beyond a limit, and what killed processes left; never the newest, never the best.</summary>
    public static void Rotate(string runFolder, int? limit, int? bestStep)
    {
        Recover(runFolder);
        if (limit is not { } most) return;
        var steps = StepsIn(runFolder);
        foreach (int step in steps.Take(Math.Max(0, steps.Count - most)).Where(step => step != bestStep))
            CheckpointFiles.Delete(PathOf(runFolder, step));
    }

    /// <summary>Deletes every checkpoint; of a folder that holds other files as well, only what is of a checkpoint.</summary>
    public static void DeleteAll(string runFolder)
    {
        Recover(runFolder);
        var checkpoints = Directory.EnumerateDirectories(runFolder, Prefix + "*").Where(folder => StepOf(folder) is not null).ToList();
        foreach (string folder in checkpoints) CheckpointFiles.Delete(folder);
    }

    private static IEnumerable<int> AllIn(string runFolder) => Directory.Exists(runFolder)
        ? Directory.EnumerateDirectories(runFolder, Prefix + "*").Select(StepOf).OfType<int>().Order()
        : [];

    // A checkpoint that may not be entered must not be taken for none: the run would start over.
    private static string? FaultOf(string folder)
    {
        if (!FileFacts.IsHidden(Path.Combine(folder, TrainerStateFile.RunStateFileName))) return CheckpointCheck.FaultOf(folder);
        throw new TrainingException(
            $"{folder}: this folder may not be read. Permission to list and to enter it was expected. Change its permissions.");
    }

    /// <summary>Whether a folder is named as a checkpoint.</summary>
    public static bool IsCheckpoint(string folder) => StepOf(folder) is not null;

    private static int? StepOf(string folder)
    {
        string name = Path.GetFileName(folder);
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(name[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out int step)
            && string.Equals(name, Prefix + step.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ? step
            : null;
    }
}
