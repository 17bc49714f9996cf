using System.Runtime.InteropServices;

namespace Matiz.Tensors.MachineCode;

/// <summary>Pages by <c>mmap</c> and <c>mprotect</c>: Linux and macOS.</summary>
internal sealed unsafe partial class UnixCodePages : CodePages
{
    private const int Readable = 1, Writable = 2, Executable = 4;
    private const int PrivateMapping = 2;

    // MAP_ANONYMOUS is another bit on Linux than on the systems of the BSD family.
    private static readonly int Anonymous = OperatingSystem.IsLinux() ? 0x20 : 0x1000;

    protected override byte* Reserve(nuint bytes)
    {
        nint pages = Map(0, bytes, Readable | Writable, PrivateMapping | Anonymous, -1, 0);
        return pages == -1 ? null : (byte*)pages;
    }

    protected override bool MakeExecutable(byte* pages, nuint bytes) => Protect((nint)pages, bytes, Readable | Executable) == 0;

    protected override void Release(byte* pages, nuint bytes) => _ = Unmap((nint)pages, bytes);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}
