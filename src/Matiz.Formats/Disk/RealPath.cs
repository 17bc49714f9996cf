namespace Matiz.Formats.Disk;

/// <summary>A path without links, so that a file can be made beside the one that is meant.</summary>
public static class RealPath
{
    private const int MostLinks = 40;                           // as Linux

    /// <summary>
    /// The path with every link in it followed, the last one too, one part after the other as the system does. Parts that do not exist
    /// stay as they are, so that a dangling link leads to the name that it promises.
    /// </summary>
    /// <exception cref="FileWriteException">The links lead in a circle.</exception>
    public static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        string root = Path.GetPathRoot(full) ?? "";
        var left = new Stack<string>();
        Push(left, full[root.Length..]);
        string real = root;
        int links = 0;
        while (left.TryPop(out string? part))
        {
            if (part is ".") continue;
            if (part is "..")
            {
                real = Path.GetDirectoryName(real) ?? root;
                continue;
            }

            string next = Path.Join(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks) throw new FileWriteException(path, WriteFault.LinkLoop);
            if (Path.IsPathRooted(target)) real = root = Path.GetPathRoot(target) ?? root;
            Push(left, Path.IsPathRooted(target) ? target[root.Length..] : target);
        }

        return real;
    }

    private static void Push(Stack<string> left, string path)
    {
        char[] separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];
        foreach (string part in path.Split(separators, StringSplitOptions.RemoveEmptyEntries).Reverse()) left.Push(part);
    }
}
