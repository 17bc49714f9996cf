namespace Matiz.Cli;

/// <summary>What is to be done about a fault that only the system has named.</summary>
internal static class SystemWords
{
    private const int FullOnUnix = 28, FullOnWindows = 0x70;    // ENOSPC, ERROR_DISK_FULL

    /// <summary>What may not be read. Such exceptions are of reading: files that are written say themselves what is wrong.</summary>
    /// <param name="message">The system's message, which holds the path in quotes.</param>
    public static string OfRefusal(string message)
    {
        int start = message.IndexOf('\'', StringComparison.Ordinal), end = message.LastIndexOf('\'');
        string what = start >= 0 && end > start + 1 ? message[(start + 1)..end] + ": it" : "a file";
        return $"{what} may not be read. Permission to read it was expected. Change its permissions, or name another file.";
    }

    /// <summary>What to say of a file that is a link to nothing; null for every other one that is missing.</summary>
    public static string? OfBrokenLink(Exception exception)
    {
        if (exception is not FileNotFoundException { FileName: { Length: > 0 } path }) return null;
        try
        {
            return new FileInfo(path).LinkTarget is { } target
                ? $"{path}: this is a link to '{target}', where nothing is. The file itself was expected. "
                    + "Put it back, or copy the folder with its links followed."
                : null;
        }
        catch (Exception other) when (other is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>A sentence with a blank before it, or nothing where the message has to do.</summary>
    public static string AdviceFor(IOException exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => " It was expected to be there. Did another program remove it? Try again.",
        _ when (exception.HResult & 0xFFFF) is FullOnUnix or FullOnWindows =>
            " Free some space, or name another place; what was there before is untouched.",
        _ => " The system refused it. Check the path and the disk, and try again.",
    };
}
