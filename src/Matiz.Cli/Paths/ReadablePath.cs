using Matiz.Cli.Streams;
using Matiz.Formats.Disk;

namespace Matiz.Cli.Paths;

/// <summary>
/// What can be said of a path before it is opened: a stream that is closed, a link that leads nowhere, a folder that may not be entered,
/// a pipe where a folder is needed. Files that are missing or may not be read are told by whoever reads them.
/// </summary>
internal static class ReadablePath
{
    private const string Entrance = "Permission to list and to enter it was expected. Change its permissions, or name another one.";

    /// <summary>Checks a path.</summary>
    /// <exception cref="UsageException">It cannot be what the command reads, or writes.</exception>
    public static void Require(GivenPath given)
    {
        if (Descriptors.IsClosed(given.Value))
            throw new UsageException(
                $"{given.Value}: it is closed. A stream that the program was started with was expected. Leave it open, or name a file.");
        if (given.Use is WritesFile || given.Value.Length == 0) return;
        if (FileFacts.IsHidden(given.Value))
            throw new UsageException($"{given.Value}: this may not be read, as a folder on the way to it may not be entered. {Entrance}");
        if (given.Use is WritesRun) return;
        if (FileFacts.Read(given.Value) is not { } facts)
        {
            RequireNoBrokenLink(given.Value);
            return;
        }

        if (facts.Kind == FileKind.Socket)
            throw new UsageException(
                $"{given.Value}: this is a socket, which cannot be opened to read. A file or a pipe was expected. Check the path.");
        if (given.Use is ReadsDataset && facts.Kind == FileKind.Folder) RequireEntered(given.Value);
        if (given.Use is not (ReadsModel or ReadsRun)) return;
        if (facts.Kind == FileKind.Folder) RequireEntered(given.Value);
        else if (facts.Kind != FileKind.File)
            throw new UsageException(
                $"{given.Value}: this is neither a folder nor a file. The folder of a model or a run was expected. Check the path.");
    }

    private static void RequireNoBrokenLink(string path)
    {
        string? target;
        try
        {
            target = new FileInfo(path).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return;                                             // whoever reads it says what is wrong
        }

        if (target is not null)
            throw new UsageException(
                $"{path}: this link leads to '{target}', where nothing is. A link to what is there was expected. "
                + "Correct the link, or name the file itself.");
    }

    // Such a folder looks as if nothing were in it.
    private static void RequireEntered(string folder)
    {
        if (ModelFolder.FoldersOf(folder).FirstOrDefault(part => !FileFacts.MayEnter(part)) is { } closed)
            throw new UsageException($"{closed}: this folder may not be read. {Entrance}");
    }
}
