using System.Text;
using Matiz.Formats;

namespace Matiz.Hub.Cache;

/// <summary>Which commit a branch or a tag stood for when it was looked at last: a file of 40 hex digits without a line end.</summary>
internal static class References
{
    private const int MostBytes = 256;

    /// <summary>The commit; null where nothing is known, or the file holds something else, of which nothing is believed.</summary>
    public static string? Read(RepositoryFolder folder, string revision) => ReadFile(folder.Reference(revision));

    /// <summary>The commit that a file names; null where it names none.</summary>
    public static string? ReadFile(string path)
    {
        try
        {
            if (CachedFile.LengthOf(path) is null or > MostBytes) return null;
            string text = Encoding.ASCII.GetString(File.ReadAllBytes(path)).Trim();
            return CacheNames.IsCommit(text) ? text : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Notes a commit, in one step; a commit itself needs no note.</summary>
    /// <exception cref="HubException">The cache may not be written.</exception>
    public static void Write(RepositoryFolder folder, string revision, string commit)
    {
        if (string.Equals(revision, commit, StringComparison.Ordinal) || Read(folder, revision) == commit) return;
        string path = folder.Reference(revision);
        CacheWrites.MakeFolder(folder.Cache, Path.GetDirectoryName(path)!);
        CacheWrites.Do(folder.Cache, path, () => AtomicFile.WriteAllBytes(path, Encoding.ASCII.GetBytes(commit)));
    }

    /// <summary>Every reference with its commit; null where its file holds none.</summary>
    public static IEnumerable<(string Revision, string Path, string? Commit)> All(RepositoryFolder folder)
    {
        if (!Directory.Exists(folder.References)) yield break;
        foreach (string path in CacheFiles.Below(folder.References))
        {
            string revision = Path.GetRelativePath(folder.References, path).Replace(Path.DirectorySeparatorChar, '/');
            yield return (revision, path, ReadFile(path));
        }
    }
}
