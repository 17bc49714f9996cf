namespace Matiz.Formats.Disk;

/// <summary>Why a file or a folder could not be written.</summary>
public enum WriteFault
{
    /// <summary>Something else; the message is the system's.</summary>
    Other,

    /// <summary>No room is left.</summary>
    DiskFull,

    /// <summary>The user may not fill more of this disk.</summary>
    QuotaUsedUp,

    /// <summary>The disk reports a fault of its own.</summary>
    DiskFault,

    /// <summary>The file would be larger than the system allows.</summary>
    TooLarge,

    /// <summary>The folder went away, or another program came in between, while the file was written.</summary>
    CameBetween,

    /// <summary>The disk is mounted read-only.</summary>
    ReadOnlyDisk,

    /// <summary>The file is there and may not be written.</summary>
    FileProtected,

    /// <summary>No file may be made in the folder.</summary>
    FolderProtected,

    /// <summary>The folder does not exist.</summary>
    NoFolder,

    /// <summary>A part of the path that has to be a folder is a file.</summary>
    NotAFolder,

    /// <summary>It is a folder.</summary>
    IsAFolder,

    /// <summary>The name, or the path, is longer than the disk allows.</summary>
    NameTooLong,

    /// <summary>Links lead in a circle.</summary>
    LinkLoop,

    /// <summary>Another program holds the file, or it is a program that runs.</summary>
    InUse,

    /// <summary>Nothing listens on the socket, or there is no such device or descriptor.</summary>
    NobodyThere,

    /// <summary>The reader of the pipe went away.</summary>
    ReaderGone,
}
