using System.Text;
using Matiz.Formats;
using Matiz.Formats.Disk;

namespace Matiz.Hub.Login;

/// <summary>A small file that its owner alone may read (mode 600), in a folder that is made for its owner alone (700).</summary>
internal static class PrivateFile
{
    private const int MostBytes = 1 << 20;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>The text; null where there is no such file.</summary>
    /// <exception cref="HubException">It may not be read, or is no small file.</exception>
    public static string? Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[MostBytes + 1];
            int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (count > MostBytes) throw Unreadable(path, $"it has more than {MostBytes} bytes", null);
            int start = bytes.AsSpan(0, count).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            return Encoding.UTF8.GetString(bytes, start, count - start);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string found = Directory.Exists(path) ? "it is a folder"
                : exception is UnauthorizedAccessException ? "it may not be read" : "it cannot be read";
            throw Unreadable(path, found, exception);
        }
    }

    /// <summary>Writes a text, whole or not at all; nobody else can read it at any moment.</summary>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        bool isNew = false;
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (!Directory.Exists(folder)) MakeFolder(folder);
            isNew = !File.Exists(path);
            if (isNew) MakeEmpty(path);
            else if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, OwnerFile);
            AtomicFile.WriteAllText(path, text);                // keeps the mode
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (isNew) TryDelete(path);
            throw FileWriteException.From(path, exception);
        }
    }

    /// <summary>Removes it.</summary>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="FileWriteException">It cannot be removed.</exception>
    public static bool Delete(string path)
    {
        try
        {
            if (!File.Exists(path)) return false;
            File.Delete(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileWriteException.From(path, exception);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerFolder);
    }

    private static void MakeEmpty(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerFile;
        using var file = new FileStream(path, options);
    }

    private static void TryDelete(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: 0 }) File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // An empty token is none.
        }
    }

    private static HubException Unreadable(string path, string found, Exception? cause) => new(
        HubFault.InvalidSetting,
        $"{path}: {found}. A file with the token of the Hub was expected. Correct it, or set HF_TOKEN_PATH or HF_TOKEN.", cause);
}
