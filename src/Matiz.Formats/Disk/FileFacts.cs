namespace Matiz.Formats.Disk;

/// <summary>What a path leads to.</summary>
public enum FileKind
{
    /// <summary>A plain file.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link; seen only where links are not followed.</summary>
    Link,

    /// <summary>A named pipe, or a pipe behind <c>/dev/fd/N</c>.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A terminal, <c>/dev/null</c> and their like.</summary>
    CharacterDevice,

    /// <summary>A disk.</summary>
    BlockDevice,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>Which file it is, under whatever name: the device that holds it and its number there.</summary>
/// <param name="Device">The device.</param>
/// <param name="Number">The file's number on it (inode).</param>
public readonly record struct FileIdentity(ulong Device, ulong Number);

/// <summary>What the system says of a file: its kind, its identity, who may do what with it.</summary>
public readonly record struct FileFacts
{
    /// <summary>What it is.</summary>
    public required FileKind Kind { get; init; }

    /// <summary>Which one it is; equal for all names of one file.</summary>
    public required FileIdentity Identity { get; init; }

    /// <summary>How many names it has.</summary>
    public required long Links { get; init; }

    /// <summary>Who may do what; none on Windows.</summary>
    public UnixFileMode Mode { get; init; }

    internal uint Owner { get; init; }

    internal uint Group { get; init; }

    /// <summary>The facts of what a path leads to, through links.</summary>
    /// <param name="path">A path of any kind; relative to the current folder.</param>
    /// <returns>Null where there is nothing, or where it may not be looked at.</returns>
    public static FileFacts? Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Read(path, followsLinks: true, out var facts) == 0 ? facts : null;
    }

    /// <summary>Whether two paths lead to one and the same file, by whatever names and links.</summary>
    public static bool AreSame(string a, string b) => Read(a) is { } one && Read(b) is { } other && one.Identity == other.Identity;

    /// <summary>
    /// Whether a folder on the way to a path may not be entered, so that nobody can tell what is there; <see cref="File.Exists"/> says no
    /// of such a path.
    /// </summary>
    public static bool IsHidden(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Read(path, followsLinks: true, out _) == Errno.AccessDenied;
    }

    /// <summary>Whether the files of a folder may be listed and opened, as far as the folder itself goes.</summary>
    public static bool MayEnter(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return OperatingSystem.IsWindows() || UnixFiles.MayEnter(Path.GetFullPath(folder));
    }

    /// <summary>The facts of a path.</summary>
    /// <returns>0, or the system's number of the error (<see cref="Errno"/>).</returns>
    internal static int Read(string path, bool followsLinks, out FileFacts facts)
    {
        facts = default;
        if (path.Length == 0) return Errno.NoEntry;
        path = Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsLinux()) return LinuxFiles.Read(path, followsLinks, out facts);
            if (OperatingSystem.IsMacOS()) return MacFiles.Read(path, followsLinks, out facts);
            if (OperatingSystem.IsWindows()) return WindowsFiles.Read(path, followsLinks, out facts);
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library; what .NET itself knows has to do.
        }

        return PlainFiles.Read(path, followsLinks, out facts);
    }
}
