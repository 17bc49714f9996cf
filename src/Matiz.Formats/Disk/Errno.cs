namespace Matiz.Formats.Disk;

/// <summary>The numbers of the system's errors, where they matter; the same on Linux and macOS unless they are told apart.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;              // EPERM
    public const int NoEntry = 2;                   // ENOENT
    public const int DiskFault = 5;                 // EIO
    public const int NoDevice = 6;                  // ENXIO
    public const int AccessDenied = 13;             // EACCES
    public const int Busy = 16;                     // EBUSY
    public const int Exists = 17;                   // EEXIST
    public const int OtherDevice = 18;              // EXDEV
    public const int NotAFolder = 20;               // ENOTDIR
    public const int IsAFolder = 21;                // EISDIR
    public const int ProgramRuns = 26;              // ETXTBSY
    public const int TooLarge = 27;                 // EFBIG
    public const int DiskFull = 28;                 // ENOSPC
    public const int ReadOnlyDisk = 30;             // EROFS
    public const int ReaderGone = 32;               // EPIPE

    public static int LinkLoop => OperatingSystem.IsMacOS() ? 62 : 40;              // ELOOP

    public static int NameTooLong => OperatingSystem.IsMacOS() ? 63 : 36;           // ENAMETOOLONG

    public static int QuotaUsedUp => OperatingSystem.IsMacOS() ? 69 : 122;          // EDQUOT

    public static int Refused => OperatingSystem.IsMacOS() ? 61 : 111;              // ECONNREFUSED

    public static int NoSystemCall => OperatingSystem.IsMacOS() ? 78 : 38;          // ENOSYS
}
