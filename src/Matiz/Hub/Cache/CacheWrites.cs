using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>Says in one clear error that the cache cannot be written, whatever the system calls it.</summary>
internal static class CacheWrites
{
    // As backup tools know it: https://bford.info/cachedir/
    private const string TagName = "CACHEDIR.TAG";

    private static readonly byte[] Tag =
    [
        .. "Signature: 8a477f597d28d172789f06886806bc55\n"u8,
        .. "# This folder is a cache: what is in it can be downloaded again, so backups need not hold it.\n"u8,
    ];

    /// <summary>Writes something in the cache.</summary>
    /// <param name="cache">The folder of the cache.</param>
    /// <param name="path">What is written.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="HubException">The cache may not be written.</exception>
    /// <exception cref="FileWriteException">The disk is full, or at fault.</exception>
    public static T Do<T>(string cache, string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Refusal(cache, path, exception);
        }
    }

    /// <inheritdoc cref="Do{T}(string, string, Func{T})"/>
    public static void Do(string cache, string path, Action write) => Do(cache, path, () =>
    {
        write();
        return true;
    });

    /// <summary>The error that a refusal of the system becomes.</summary>
    public static Exception Refusal(string cache, string path, Exception cause)
    {
        var refusal = FileWriteException.From(path, cause);
        string? file = FileAbove(path);
        if (!refusal.IsOfTheName && file is null) return refusal;
        string found = file is null ? refusal.Found : $"'{file}' is no folder";
        return new HubException(
            HubFault.Cache,
            $"{cache}: the cache cannot be written: {found}. A folder that may be written was expected. Make it writable, or name "
                + "another one by HF_HUB_CACHE (HubOptions.CacheFolder); what it holds already can be read with HF_HUB_OFFLINE=1.",
            cause);
    }

    // The system only says that the path is not there.
    private static string? FileAbove(string path)
    {
        for (string? part = Path.GetDirectoryName(Path.GetFullPath(path)); part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part)) return part;
        }

        return null;
    }

    /// <summary>Makes a folder of the cache, and marks the cache as one for tools that make backups.</summary>
    /// <exception cref="HubException">The cache may not be written.</exception>
    public static void MakeFolder(string cache, string folder) => Do(cache, folder, () =>
    {
        Directory.CreateDirectory(folder);
        string tag = Path.Combine(cache, TagName);
        if (File.Exists(tag)) return;
        try
        {
            File.WriteAllBytes(tag, Tag);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process writes it, or backups will hold the cache.
        }
    });
}
