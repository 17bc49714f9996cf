using Matiz.Formats;
using Matiz.Formats.Disk;

namespace Matiz.Training;

/// <summary>
/// The files that a checkpoint holds, by name. Whatever else lies in its folder is the user's: it is kept when the checkpoint is removed,
/// and when another one takes its place.
/// </summary>
internal static class CheckpointFiles
{
    // run_state.json comes first: without it no folder is taken for a checkpoint.
    private static readonly IReadOnlyList<string> Known =
        [TrainerStateFile.RunStateFileName, OptimizerFile.FileName, TrainerStateFile.FileName, .. RunFiles.ModelFiles];

    /// <summary>Removes the files of a checkpoint; the folder only where nothing else is in it.</summary>
    public static void Delete(string folder)
    {
        if (!ForeignIn(folder).Any())
        {
            AtomicFolder.Delete(folder);
            return;
        }

        foreach (string name in Known.Where(name => File.Exists(Path.Combine(folder, name)))) RunFiles.Delete(folder, name);
    }

    /// <summary>Whether a folder holds any file of a checkpoint.</summary>
    public static bool HasOwn(string folder) => Known.Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>Copies what is not of a checkpoint from one folder, which may be absent, into another.</summary>
    public static void CopyForeign(string folder, string target)
    {
        if (!Directory.Exists(folder)) return;
        string real = RealPath.Resolve(folder);
        foreach (string entry in ForeignIn(real)) Copy(entry, Path.Combine(target, Path.GetRelativePath(real, entry)));
    }

    // Entries that are wholly foreign: a folder stands for all that it holds, a link for itself. The folder of a link is left as it is.
    private static IEnumerable<string> ForeignIn(string folder, string within = "")
    {
        if (new DirectoryInfo(folder).LinkTarget is not null) yield break;
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder).ToList())
        {
            string name = within + Path.GetFileName(entry), inner = name + "/";
            bool isLink = new FileInfo(entry).LinkTarget is not null;
            if (!isLink && Directory.Exists(entry) && Known.Any(known => known.StartsWith(inner, StringComparison.Ordinal)))
            {
                foreach (string foreign in ForeignIn(entry, inner)) yield return foreign;
            }
            else if (Directory.Exists(entry) || !Known.Contains(name, StringComparer.Ordinal))
            {
                yield return entry;
            }
        }
    }

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (new FileInfo(source).LinkTarget is { } link)
        {
            File.CreateSymbolicLink(target, link);
        }
        else if (Directory.Exists(source))
        {
            Directory.CreateDirectory(target);
            foreach (string entry in Directory.EnumerateFileSystemEntries(source))
                Copy(entry, Path.Combine(target, Path.GetFileName(entry)));
        }
        else
        {
            File.Copy(source, target);
        }
    }
}
