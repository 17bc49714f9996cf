using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Matiz.Formats.Disk;

/// <summary>What Linux and macOS have in common.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixFiles
{
    private const int KindMask = 0xF000, ModeMask = 0xFFF, List = 4, Write = 2, Enter = 1;

    public static FileKind KindOf(int mode) => (mode & KindMask) switch
    {
        0x8000 => FileKind.File,
        0x4000 => FileKind.Folder,
        0xA000 => FileKind.Link,
        0x1000 => FileKind.Pipe,
        0xC000 => FileKind.Socket,
        0x2000 => FileKind.CharacterDevice,
        0x6000 => FileKind.BlockDevice,
        _ => FileKind.Other,
    };

    public static UnixFileMode ModeOf(int mode) => (UnixFileMode)(mode & ModeMask);

    /// <summary>0 if this process may write the file, or make files in the folder; else the number of the error.</summary>
    public static int WriteAccess(string path, bool isFolder) =>
        Access(path, isFolder ? Write | Enter : Write) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Whether this process may list a folder and open what is in it.</summary>
    public static bool MayEnter(string folder) => Access(folder, List | Enter) == 0;

    /// <summary>Gives an open file to a user and a group.</summary>
    /// <returns>False where the system does not allow it.</returns>
    public static bool TryGive(SafeFileHandle file, uint owner, uint group) => ChangeOwner(file, owner, group) == 0;

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int ChangeOwner(SafeFileHandle file, uint owner, uint group);
}
