using System.Globalization;
using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>Room on the disk where the cache lies, looked at before a download: an hour later the disk would be full and nothing
/// done.</summary>
internal static class FreeSpace
{
    /// <summary>Bytes that may be written in a folder, which need not exist yet; null where the system does not say.</summary>
    public static long? In(string folder)
    {
        try
        {
            string? real = RealPath.Resolve(folder);
            while (real is not null && !Directory.Exists(real)) real = Path.GetDirectoryName(real);
            return real is null ? null : new DriveInfo(real).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Refuses a download for which there is no room.</summary>
    /// <param name="repository">What is downloaded.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="bytes">How much is to come.</param>
    /// <param name="free">How much may be written; null: unknown.</param>
    /// <exception cref="HubException">There is less room.</exception>
    public static void Require(HubRepository repository, string folder, long bytes, long? free)
    {
        if (free is null || bytes <= free) return;
        throw new HubException(
            HubFault.DiskFull,
            $"{folder}: {Bytes(free.Value)} are free on this disk. {Bytes(bytes)}, what is missing of {repository}, were expected to fit. "
                + "Free some space, or name a cache on another disk by HF_HUB_CACHE (HubOptions.CacheFolder).");
    }

    /// <summary>A size as people read it: <c>267.8 MB</c>.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["bytes", "kB", "MB", "GB", "TB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1000 && unit < units.Length - 1; unit++) value /= 1000;
        string number = value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture);
        return $"{number} {units[unit]}";
    }
}
