namespace Matiz.Formats.Disk;

/// <summary>
/// A file or a folder cannot be written; what was there before is as it was, unless it is a pipe or a device. The message says what was
/// found, what was expected and what to do.
/// </summary>
public sealed class FileWriteException : IOException
{
    internal FileWriteException(string path, WriteFault fault, Exception? cause = null)
        : this(path, fault, WriteWords.Found(path, fault, cause), cause)
    {
    }

    private FileWriteException(string path, WriteFault fault, string found, Exception? cause)
        : base($"{path}: {found}. {WriteWords.ExpectedOf(fault)}", cause) =>
        (FilePath, Fault, Found) = (path, fault, found);

    /// <summary>What was to be written, as it was named.</summary>
    public string FilePath { get; }

    /// <summary>Why it could not be.</summary>
    public WriteFault Fault { get; }

    /// <summary>What was found, in a few words: the first part of the message.</summary>
    public string Found { get; }

    /// <summary>True where a better name, other permissions or another disk help; false where the machine is at fault.</summary>
    public bool IsOfTheName => Fault >= WriteFault.ReadOnlyDisk;

    /// <summary>What an exception of the system means for a file that is being written.</summary>
    internal static FileWriteException From(string path, Exception cause) =>
        cause as FileWriteException ?? new(path, FaultOf(cause), cause);

    /// <summary>What a number of the system means.</summary>
    internal static WriteFault FaultOf(int error) => error switch
    {
        Errno.NotPermitted or Errno.AccessDenied => WriteFault.FileProtected,
        Errno.NoEntry => WriteFault.CameBetween,
        Errno.DiskFault => WriteFault.DiskFault,
        Errno.NoDevice => WriteFault.NobodyThere,
        Errno.Busy or Errno.ProgramRuns => WriteFault.InUse,
        Errno.NotAFolder => WriteFault.NotAFolder,
        Errno.IsAFolder => WriteFault.IsAFolder,
        Errno.TooLarge => WriteFault.TooLarge,
        Errno.DiskFull => WriteFault.DiskFull,
        Errno.ReadOnlyDisk => WriteFault.ReadOnlyDisk,
        Errno.ReaderGone => WriteFault.ReaderGone,
        _ when error == Errno.LinkLoop => WriteFault.LinkLoop,
        _ when error == Errno.NameTooLong => WriteFault.NameTooLong,
        _ when error == Errno.QuotaUsedUp => WriteFault.QuotaUsedUp,
        _ when error == Errno.Refused => WriteFault.NobodyThere,
        _ => WriteFault.Other,
    };

    private static WriteFault FaultOf(Exception cause) => cause switch
    {
        FileNotFoundException or DirectoryNotFoundException => WriteFault.CameBetween,
        PathTooLongException => WriteFault.NameTooLong,
        UnauthorizedAccessException => WriteFault.FileProtected,
        ArgumentOutOfRangeException => WriteFault.TooLarge,     // so .NET calls EFBIG
        IOException io when OperatingSystem.IsWindows() => (io.HResult & 0xFFFF) switch
        {
            0x20 or 0x21 => WriteFault.InUse,                   // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
            0x27 or 0x70 => WriteFault.DiskFull,                // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
            0x13 => WriteFault.ReadOnlyDisk,                    // ERROR_WRITE_PROTECT
            0x6D or 0xE8 => WriteFault.ReaderGone,              // ERROR_BROKEN_PIPE, ERROR_NO_DATA
            _ => WriteFault.Other,
        },
        IOException io => FaultOf(io.HResult),                  // .NET keeps the system's number here
        _ => WriteFault.Other,
    };
}
