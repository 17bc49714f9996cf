using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Matiz.Formats.Disk;

/// <summary>Facts of an open file, which is where Windows keeps its number.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsFiles
{
    public static int Read(string path, bool followsLinks, out FileFacts facts)
    {
        int error = PlainFiles.Read(path, followsLinks, out facts);
        if (error != 0 || facts.Kind != FileKind.File) return error;
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (GetFileInformationByHandle(file, out var found))
            {
                ulong number = ((ulong)found.IndexHigh << 32) | found.IndexLow;
                facts = facts with { Identity = new FileIdentity(found.Volume, number), Links = found.Links };
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What may not be opened is known by its path alone.
        }

        return 0;
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandle(SafeFileHandle file, out Found found);

    // BY_HANDLE_FILE_INFORMATION
    [StructLayout(LayoutKind.Explicit, Size = 52)]
    private readonly struct Found
    {
        [FieldOffset(28)] public readonly uint Volume;
        [FieldOffset(40)] public readonly uint Links;
        [FieldOffset(44)] public readonly uint IndexHigh;
        [FieldOffset(48)] public readonly uint IndexLow;
    }
}
