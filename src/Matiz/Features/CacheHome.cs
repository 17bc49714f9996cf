namespace Matiz.Features;

/// <summary>The folder in which a user's caches lie.</summary>
internal static class CacheHome
{
    /// <summary><c>~/.cache</c>, on Windows the local application data; null where the home folder does not exist.</summary>
    public static string? Default => OperatingSystem.IsWindows()
        ? Existing(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData))
        : Existing(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)) is { } home ? Path.Combine(home, ".cache") : null;

    /// <summary>A path whose <c>~</c> is the home folder, which a shell leaves as it is within quotes; null where there is none.</summary>
    public static string? Expand(string path)
    {
        bool isHome = path is ['~'] or ['~', '/', ..] || (OperatingSystem.IsWindows() && path is ['~', '\\', ..]);
        if (!isHome) return path;
        return Existing(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)) is { } home ? Path.Join(home, path[1..]) : null;
    }

    // .NET gives an empty path for a home folder that is not there.
    private static string? Existing(string folder) => folder.Length > 0 && Directory.Exists(folder) ? folder : null;
}
