using System.IO.Enumeration;

namespace Matiz.Data;

/// <summary>Turns what a user names into files that exist.</summary>
internal static class FilePatterns
{
    /// <summary>The path itself where such a file exists; else the matches of the pattern, in ordinal order.</summary>
    public static IReadOnlyList<string> Expand(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        if (File.Exists(pattern)) return [pattern];
        if (Directory.Exists(pattern))
        {
            throw new DataException(
                pattern, 0, $"this is a folder. A file was expected. Name its files, for example '{Path.Join(pattern, "*.csv")}'.");
        }

        if (pattern.AsSpan().IndexOfAny('*', '?') < 0) throw Missing(pattern);

        string root = Path.GetPathRoot(pattern) ?? "";
        var segments = pattern[root.Length..].Split(['/', Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        Collect(root, segments, found);
        if (found.Count > 0) return [.. found];
        throw new DataException(pattern, 0, "no file matches. At least one was expected. Check the pattern and the current folder.");
    }

    public static DataException Missing(string path, Exception? cause = null) => new(
        path, 0,
        $"no such file. A file of rows ({string.Join(", ", RowFormats.Extensions())}, each also .gz) was expected. "
        + "Check the path and the current folder.",
        cause);

    private static void Collect(string folder, ReadOnlySpan<string> segments, SortedSet<string> found)
    {
        string segment = segments[0];
        if (segment.AsSpan().IndexOfAny('*', '?') < 0)
        {
            string next = Path.Join(folder, segment);
            if (segments.Length > 1) Collect(next, segments[1..], found);
            else if (File.Exists(next)) found.Add(next);
            return;
        }

        string start = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(start)) return;
        bool anyDepth = string.Equals(segment, "**", StringComparison.Ordinal);
        if (anyDepth && segments.Length > 1) Collect(folder, segments[1..], found);
        foreach (string entry in Directory.EnumerateFileSystemEntries(start))
        {
            string name = Path.GetFileName(entry);
            if (name.StartsWith('.') && !segment.StartsWith('.')) continue;    // hidden, as shells have it
            if (!anyDepth && !FileSystemName.MatchesSimpleExpression(segment, name, ignoreCase: false)) continue;

            string path = Path.Join(folder, name);
            bool isFolder = Directory.Exists(path);
            if (anyDepth && isFolder && !IsLink(path)) Collect(path, segments, found);
            else if (!anyDepth && isFolder && segments.Length > 1) Collect(path, segments[1..], found);
            else if (!isFolder && segments.Length == 1) found.Add(path);
        }
    }

    // A link to a parent would never end.
    private static bool IsLink(string path) => File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint);
}
