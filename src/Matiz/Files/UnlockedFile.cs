using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Matiz.Files;

/// <summary>
/// Reads small files without asking for a lock: every way of .NET asks for a shared one on Unix, which fails while another process holds
/// the file, and makes others fail for that moment.
/// </summary>
internal static partial class UnlockedFile
{
    private const int MostBytes = 4096;

    /// <summary>The first bytes of a file; null where it cannot be read.</summary>
    public static byte[]? Read(string path)
    {
        try
        {
            return OperatingSystem.IsWindows() ? ReadShared(path) : ReadUnix(path);
        }
        catch (Exception exception) when (
            exception is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[MostBytes];
        return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    [UnsupportedOSPlatform("windows")]
    private static byte[]? ReadUnix(string path)
    {
        int descriptor = Open(Path.GetFullPath(path), flags: 0);
        if (descriptor < 0) return null;
        try
        {
            var buffer = new byte[MostBytes];
            nint count = ReadBytes(descriptor, buffer, (nuint)buffer.Length);
            return count < 0 ? null : buffer[..(int)count];
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadBytes(int descriptor, Span<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
