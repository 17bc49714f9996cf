using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Matiz.Formats.Disk;

/// <summary>Facts by <c>stat</c> with 64-bit file numbers, which has another name on Intel.</summary>
[SupportedOSPlatform("macos")]
internal static partial class MacFiles
{
    public static int Read(string path, bool followsLinks, out FileFacts facts)
    {
        bool isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        Found found;
        int failed = (isArm, followsLinks) switch
        {
            (true, true) => Stat(path, out found),
            (true, false) => LStat(path, out found),
            (false, true) => Stat64(path, out found),
            _ => LStat64(path, out found),
        };
        facts = default;
        if (failed != 0) return Marshal.GetLastPInvokeError();
        facts = new FileFacts
        {
            Kind = UnixFiles.KindOf(found.Mode),
            Identity = new FileIdentity((uint)found.Device, found.Inode),
            Links = found.Links,
            Mode = UnixFiles.ModeOf(found.Mode),
            Owner = found.Owner,
            Group = found.Group,
        };
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Stat(string path, out Found found);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int LStat(string path, out Found found);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Stat64(string path, out Found found);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int LStat64(string path, out Found found);

    // struct stat, sys/stat.h
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Found
    {
        [FieldOffset(0)] public readonly int Device;
        [FieldOffset(4)] public readonly ushort Mode;
        [FieldOffset(6)] public readonly ushort Links;
        [FieldOffset(8)] public readonly ulong Inode;
        [FieldOffset(16)] public readonly uint Owner;
        [FieldOffset(20)] public readonly uint Group;
    }
}
