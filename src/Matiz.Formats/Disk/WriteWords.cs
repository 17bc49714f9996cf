namespace Matiz.Formats.Disk;

/// <summary>What is said of a file that cannot be written: the real cause, and what helps against it.</summary>
internal static class WriteWords
{
    /// <summary>What was found, without a stop.</summary>
    public static string Found(string path, WriteFault fault, Exception? cause) => fault switch
    {
        WriteFault.DiskFull => "the disk is full",
        WriteFault.QuotaUsedUp => "your share of this disk (quota) is used up",
        WriteFault.DiskFault => "the disk reports a fault of its own",
        WriteFault.TooLarge => "the file would be larger than this system or disk allows",
        WriteFault.CameBetween => "it, or its folder, went away while it was written",
        WriteFault.ReadOnlyDisk => "the disk is read-only",
        WriteFault.FileProtected => "this may not be written",
        WriteFault.FolderProtected => $"nothing may be made in the folder '{NearestFolder(path)}'",
        WriteFault.NoFolder => $"there is no folder '{FolderOf(path)}'",
        WriteFault.NotAFolder => $"'{FileAmong(path)}' is a file",
        WriteFault.IsAFolder => "this is a folder",
        WriteFault.NameTooLong => "the name is too long for this disk",
        WriteFault.LinkLoop => "its links lead in a circle",
        WriteFault.InUse => "another program holds it, or it is a program that runs",
        WriteFault.NobodyThere => "nobody listens there, or there is no such device",
        WriteFault.ReaderGone => "its reader went away",
        _ => cause is null ? "it cannot be written" : cause.Message.ReplaceLineEndings(" ").TrimEnd('.', ' '),
    };

    /// <summary>What was expected and what to do.</summary>
    public static string ExpectedOf(WriteFault fault) => fault switch
    {
        WriteFault.DiskFull =>
            "Room for the new file was expected. Free some space, or name another place; what was there before is untouched.",
        WriteFault.QuotaUsedUp =>
            "Room for the new file was expected. Remove files of yours, or name another place; what was there before is untouched.",
        WriteFault.DiskFault => "A disk that works was expected. Name another place, and look after this disk.",
        WriteFault.TooLarge => "A smaller file, or room for a large one, was expected. Write less at once, or name another place.",
        WriteFault.CameBetween => "A folder that stays was expected. See whether another program works there, and try again.",
        WriteFault.ReadOnlyDisk => "A place that can be written was expected. Name another one.",
        WriteFault.FileProtected => "Permission to write was expected. Change the permissions, or name another place.",
        WriteFault.FolderProtected => "Permission to write was expected. Change the permissions, or name another place.",
        WriteFault.NoFolder => "Make it first, or name another place.",
        WriteFault.NotAFolder => "A folder was expected there. Correct the path, or name another place.",
        WriteFault.IsAFolder => "A file to write was expected. Name a file.",
        WriteFault.NameTooLong => "Most disks take 255 bytes a name. Choose a shorter one.",
        WriteFault.LinkLoop => "A file, or a link to one, was expected. Remove the link, or name another place.",
        WriteFault.InUse => "A file that is free was expected. End that program, or name another place.",
        WriteFault.NobodyThere => "A pipe, a socket or a device that takes bytes was expected. Start its reader, or name a file.",
        WriteFault.ReaderGone => "A reader to the end was expected. Start it again, or name a file.",
        _ => "A place that can be written was expected. Name another one.",
    };

    // As it was named, unless the name is a link.
    private static string FolderOf(string path)
    {
        string full = Path.GetFullPath(path);
        return Path.GetDirectoryName(new FileInfo(full).LinkTarget is null ? full : RealPath.Resolve(full)) ?? full;
    }

    // The part of the path that has to be a folder and is none.
    private static string FileAmong(string path)
    {
        for (string? part = RealPath.Resolve(path); part is not null; part = Path.GetDirectoryName(part))
        {
            if (File.Exists(part)) return part;
        }

        return path;
    }

    // The folder itself that files were to be made in; else the one that was to hold it, or would have to hold its folders.
    private static string NearestFolder(string path)
    {
        string? folder = Directory.Exists(path) ? Path.GetFullPath(path) : FolderOf(path);
        while (folder is not null && FileFacts.Read(folder, followsLinks: true, out _) == Errno.NoEntry)
            folder = Path.GetDirectoryName(folder);
        return folder ?? path;
    }
}
