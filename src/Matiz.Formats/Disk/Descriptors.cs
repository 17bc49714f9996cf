using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Matiz.Formats.Disk;

/// <summary>Paths that stand for what this process has open already, such as <c>/dev/stdout</c> or <c>/dev/fd/63</c>.</summary>
internal static class Descriptors
{
    private const int MostLinks = 40;

    /// <summary>The number of the descriptor that a path means; null where it means none.</summary>
    public static int? NumberIn(string path)
    {
        if (OperatingSystem.IsWindows() || path.Length == 0) return null;
        string full = Path.GetFullPath(path);
        for (int links = 0; links < MostLinks; links++)
        {
            if (NamedBy(full) is { } number) return number;
            if (new FileInfo(full).LinkTarget is not { } target) return null;
            full = Path.GetFullPath(target, Path.GetDirectoryName(full) ?? "/");
        }

        return null;
    }

    private static int? NamedBy(string path)
    {
        switch (path)
        {
            case "/dev/stdin": return 0;
            case "/dev/stdout": return 1;
            case "/dev/stderr": return 2;
        }

        string own = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/");
        foreach (string folder in (string[])["/dev/fd/", "/proc/self/fd/", own])
        {
            if (path.StartsWith(folder, StringComparison.Ordinal)
                && int.TryParse(path.AsSpan(folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return number;
        }

        return null;
    }
}

/// <summary>
/// Writes to an open descriptor from where it stands, and leaves it open: a file that several programs write in turn keeps what is there,
/// and sockets can be written, which cannot be opened by their path.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed partial class DescriptorStream(int number) : WriteOnlyStream
{
    private const int Interrupted = 4, MilliSecondsToWait = 10;                 // EINTR

    private static readonly int TryAgain = OperatingSystem.IsMacOS() ? 35 : 11; // EAGAIN

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written = WriteBytes(number, buffer, (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == TryAgain) Thread.Sleep(MilliSecondsToWait);            // a pipe that is full, of a parent that does not wait
            else if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteBytes(int descriptor, ReadOnlySpan<byte> bytes, nuint count);
}
