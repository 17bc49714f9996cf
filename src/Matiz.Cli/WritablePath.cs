namespace Matiz.Cli;

/// <summary>Checks the name of a file before the work that fills it.</summary>
internal static class WritablePath
{
    /// <summary>Checks that a file could be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="example">A name to propose, such as <c>answers.jsonl</c>.</param>
    /// <exception cref="UsageException">It is a folder, or its folder does not exist.</exception>
    public static void Require(string path, string example)
    {
        if (Directory.Exists(path))
            throw new UsageException($"{path}: this is a folder. A file to write was expected. Name a file, for example {Path.Join(path, example)}.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new UsageException($"{path}: there is no folder '{folder}'. Make it first, or name another place.");
    }
}
