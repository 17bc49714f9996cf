using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Matiz.Formats.Disk;

/// <summary>Facts by <c>statx</c>, whose structure is the same on every processor.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxFiles
{
    private const int CurrentFolder = -100, NoFollow = 0x100;
    private const uint BasicFacts = 0x7ff;

    public static int Read(string path, bool followsLinks, out FileFacts facts)
    {
        facts = default;
        if (StatX(CurrentFolder, path, followsLinks ? 0 : NoFollow, BasicFacts, out var found) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            // Some containers forbid the call itself.
            return error == Errno.NoSystemCall || error == Errno.NotPermitted ? PlainFiles.Read(path, followsLinks, out facts) : error;
        }

        facts = new FileFacts
        {
            Kind = UnixFiles.KindOf(found.Mode),
            Identity = new FileIdentity(((ulong)found.DeviceMajor << 32) | found.DeviceMinor, found.Inode),
            Links = found.Links,
            Mode = UnixFiles.ModeOf(found.Mode),
            Owner = found.Owner,
            Group = found.Group,
        };
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out Found found);

    // struct statx, linux/stat.h
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Found
    {
        [FieldOffset(16)] public readonly uint Links;
        [FieldOffset(20)] public readonly uint Owner;
        [FieldOffset(24)] public readonly uint Group;
        [FieldOffset(28)] public readonly ushort Mode;
        [FieldOffset(32)] public readonly ulong Inode;
        [FieldOffset(136)] public readonly uint DeviceMajor;
        [FieldOffset(140)] public readonly uint DeviceMinor;
    }
}
