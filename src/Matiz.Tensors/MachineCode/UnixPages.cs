using System.Runtime.InteropServices;

namespace Matiz.Tensors.MachineCode;

/// <summary>Pages of Linux and macOS, and what a program may do with them: <c>mmap</c>, <c>mprotect</c>, <c>munmap</c>.</summary>
internal static unsafe partial class UnixPages
{
    private const int PrivateMapping = 2;

    // MAP_ANONYMOUS is another bit on Linux than on the systems of the BSD family.
    private static readonly int Anonymous = OperatingSystem.IsLinux() ? 0x20 : 0x1000;

    /// <summary>What a program may do with a page.</summary>
    [Flags]
    public enum Access
    {
        /// <summary>Nothing: whoever touches it is stopped.</summary>
        None = 0,

        /// <summary>Read it.</summary>
        Read = 1,

        /// <summary>Write it.</summary>
        Write = 2,

        /// <summary>Run code in it.</summary>
        Execute = 4,
    }

    /// <summary>Fresh pages of zeros; null: refused.</summary>
    public static byte* TryReserve(nuint bytes, Access access)
    {
        nint pages = Map(0, bytes, access, PrivateMapping | Anonymous, -1, 0);
        return pages == -1 ? null : (byte*)pages;
    }

    /// <summary>Says what may be done with pages from now on; false: refused.</summary>
    public static bool TryAllow(byte* pages, nuint bytes, Access access) => Protect((nint)pages, bytes, access) == 0;

    /// <summary>Gives pages back.</summary>
    public static void Release(byte* pages, nuint bytes) => _ = Unmap((nint)pages, bytes);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, Access access, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, Access access);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
