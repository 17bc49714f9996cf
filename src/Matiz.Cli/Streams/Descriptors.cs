using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Matiz.Cli.Streams;

/// <summary>
/// The three descriptors that a process is born with, on systems that have them. One that was closed by whoever started the program
/// (<c>&lt;&amp;-</c>, <c>&gt;&amp;-</c>) has been given to something of the runtime's own by the time that the program begins, so that a
/// read would wait for ever and a write would reach a stranger.
/// </summary>
internal static partial class Descriptors
{
    /// <summary>The numbers of the three.</summary>
    public const int Input = 0, Output = 1, Error = 2;

    /// <summary>Codes of the system, the same on Linux and macOS: interrupted, the reader has gone.</summary>
    public const int Interrupted = 4, BrokenPipe = 32;

    private const int GetFlags = 1, CloseOnExec = 1;
    private const short HasError = 0x08, HasHungUp = 0x10;

    private static readonly bool[] Open = [IsInherited(Input), IsInherited(Output), IsInherited(Error)];
    private static readonly List<SafeFileHandle> Held = [];

    /// <summary>Whether the program was started with this descriptor.</summary>
    public static bool IsOpen(int descriptor) => Open[descriptor];

    /// <summary>Whether a path is a name of a descriptor that the program was started without.</summary>
    public static bool IsClosed(string path)
    {
        int named = path switch
        {
            "/dev/stdin" or "/dev/fd/0" or "/proc/self/fd/0" => Input,
            "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1" => Output,
            "/dev/stderr" or "/dev/fd/2" or "/proc/self/fd/2" => Error,
            _ => -1,
        };
        return named >= 0 && !IsOpen(named);
    }

    /// <summary>Fills the places of those that are closed, so that no file of ours becomes one of the three.</summary>
    public static void Hold()
    {
        if (OperatingSystem.IsWindows()) return;
        for (int descriptor = Input; descriptor <= Error; descriptor++)
        {
            if (FileControl(descriptor, GetFlags) < 0) Held.Add(File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Read));
        }
    }

    /// <summary>Writes some of the bytes; negative where it failed, see <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static unsafe nint Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes) return Write(descriptor, first, bytes.Length);
    }

    /// <summary>Waits until a descriptor can be written again after it could not for a moment.</summary>
    public static void AwaitRoom(int descriptor)
    {
        const short CanWrite = 0x04;
        var asked = new Watched { Descriptor = descriptor, Events = CanWrite };
        _ = Poll(ref asked, 1, -1);
    }

    /// <summary>Waits until the reader of a pipe goes away, or for a while.</summary>
    /// <returns>Whether it has gone; null where the system cannot tell.</returns>
    public static bool? AwaitReaderGone(int descriptor, int milliseconds)
    {
        var asked = new Watched { Descriptor = descriptor };
        int found = Poll(ref asked, 1, milliseconds);
        if (found < 0) return Marshal.GetLastPInvokeError() == Interrupted ? false : null;
        if (found == 0) return false;
        return (asked.Found & (HasError | HasHungUp)) != 0 ? true : null;
    }

    // What is inherited was not to be closed for a new program; what the runtime opens for itself always is.
    private static bool IsInherited(int descriptor) =>
        OperatingSystem.IsWindows() || (FileControl(descriptor, GetFlags) is >= 0 and var flags && (flags & CloseOnExec) == 0);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Watched watched, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Watched
    {
        public int Descriptor;
        public short Events;
        public short Found;
    }
}
