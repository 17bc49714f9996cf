namespace Matiz.Formats;

/// <summary>
/// Small files of a folder that someone else made, such as a model's settings: a link that leads nowhere, a file that may not be read and
/// one that is something else (<see cref="Lookalikes"/>) are refused with the reason; one that is not there is null.
/// </summary>
public static class CheckedFile
{
    /// <summary>The bytes of a file; null where there is none of that name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it should hold, such as <c>a JSON object</c>.</param>
    /// <param name="refuse">Makes the exception of a reason (found, expected, what to do; without the path).</param>
    public static byte[]? Read(string path, string expected, Func<string, Exception> refuse)
    {
        if (!Exists(path, refuse)) return null;
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw refuse(Unreadable(exception));
        }

        return Lookalikes.Reason(bytes, expected) is { } reason ? throw refuse(reason) : bytes;
    }

    /// <summary>Whether there is a file of that name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="refuse">Makes the exception of a link that leads nowhere.</param>
    public static bool Exists(string path, Func<string, Exception> refuse)
    {
        if (BrokenLink(path) is not { } target) return File.Exists(path);
        throw refuse(
            $"this is a link to '{target}', where nothing is. The file itself was expected. "
            + "Fetch it again, or copy the folder with its links followed.");
    }

    /// <summary>
    /// Where a link leads whose target is missing; null for everything else. <see cref="File.Exists"/> says of such a link that it is
    /// there.
    /// </summary>
    public static string? BrokenLink(string path)
    {
        try
        {
            if (Directory.Exists(path)) return null;
            var link = new FileInfo(path);
            return link.LinkTarget is { } target && link.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true } ? target : null;
        }
        catch (IOException)
        {
            return new FileInfo(path).LinkTarget;   // links that lead to each other
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The reason of a file that is there and cannot be read.</summary>
    internal static string Unreadable(Exception exception) => exception is UnauthorizedAccessException
        ? "the file may not be read. Permission to read it was expected. Change its permissions."
        : $"the file cannot be read: {exception.Message.TrimEnd('.')}. Check the disk, or fetch the file again.";
}
