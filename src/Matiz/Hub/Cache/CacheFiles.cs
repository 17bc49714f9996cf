using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>Walks folders of the cache without following links to folders, which may lead anywhere.</summary>
internal static class CacheFiles
{
    // What file managers leave, and what is about to be renamed.
    private static readonly string[] Strangers = [".DS_Store", "Thumbs.db", "desktop.ini"];

    private static readonly EnumerationOptions Plain = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    /// <summary>Whether a name is no file of a repository.</summary>
    public static bool IsStranger(string path)
    {
        string name = Path.GetFileName(path);
        return Strangers.Contains(name, StringComparer.OrdinalIgnoreCase) || TemporaryName.NameOf(name, TemporaryName.New) is not null;
    }

    /// <summary>The files and links in a folder and in those below, ascending; none where it cannot be looked at.</summary>
    public static IEnumerable<string> Below(string folder)
    {
        var left = new Stack<string>([folder]);
        while (left.TryPop(out string? next))
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(next, "*", Plain).Order(StringComparer.Ordinal).ToList())
            {
                if (IsFolder(path)) left.Push(path);
                else if (!IsStranger(path)) yield return path;
            }
        }
    }

    /// <summary>The folders that lie directly in a folder, ascending; links are none.</summary>
    public static IEnumerable<string> Folders(string folder) => !Directory.Exists(folder) ? []
        : Directory.EnumerateDirectories(folder, "*", Plain).Where(IsFolder).Order(StringComparer.Ordinal).ToList();

    /// <summary>Whether it is a folder itself, no link to one.</summary>
    public static bool IsFolder(string path) =>
        FileFacts.Read(path, followsLinks: false, out var facts) == 0 && facts.Kind == FileKind.Folder;

    /// <summary>Whether there is anything of that name, a link that leads nowhere too.</summary>
    public static bool IsThere(string path) => FileFacts.Read(path, followsLinks: false, out _) == 0;
}
