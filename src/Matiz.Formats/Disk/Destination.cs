using System.Net.Sockets;

namespace Matiz.Formats.Disk;

/// <summary>How bytes get to a destination.</summary>
internal enum WriteRoute
{
    /// <summary>Into a new file beside it, which is then renamed.</summary>
    Rename,

    /// <summary>Into a new file, which is then copied into the old one: other names, the owner, a folder that is not ours stay.</summary>
    Copy,

    /// <summary>At once: pipes, sockets, devices, descriptors.</summary>
    Direct,
}

/// <summary>What the name of an output leads to, links followed, and whether it can be written.</summary>
internal sealed record Destination
{
    /// <summary>As it was named.</summary>
    public required string Named { get; init; }

    /// <summary>The file itself, without links.</summary>
    public required string Path { get; init; }

    public required WriteRoute Route { get; init; }

    /// <summary>Of the file that is there; null where there is none.</summary>
    public FileFacts? Facts { get; init; }

    /// <summary>The folder in which a new file would be made.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path) ?? Path;

    /// <summary>Looks where a name leads; nothing is made or opened, so that the reader of a pipe does not notice.</summary>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public static Destination At(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Descriptors.NumberIn(path) is not null) return new Destination { Named = path, Path = path, Route = WriteRoute.Direct };
        int error = FileFacts.Read(path, followsLinks: true, out var facts);
        if (error == Errno.NoEntry) return NewFile(path);
        if (error != 0)
            throw new FileWriteException(
                path, error == Errno.AccessDenied ? WriteFault.FolderProtected : FileWriteException.FaultOf(error));
        if (facts.Kind == FileKind.Folder) throw new FileWriteException(path, WriteFault.IsAFolder);
        RequireWriteAccess(path, path, WriteFault.FileProtected);
        if (facts.Kind != FileKind.File) return new Destination { Named = path, Path = path, Route = WriteRoute.Direct, Facts = facts };
        string real = RealPath.Resolve(path);
        var route = facts.Links > 1 || !MayMakeFilesBeside(real) ? WriteRoute.Copy : WriteRoute.Rename;
        return new Destination { Named = path, Path = real, Route = route, Facts = facts };
    }

    /// <summary>Opens what is written at once.</summary>
    public Stream OpenDirectly()
    {
        if (!OperatingSystem.IsWindows() && Descriptors.NumberIn(Named) is { } number) return new DescriptorStream(number);
        if (Facts?.Kind == FileKind.Socket)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(Path));
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                throw new FileWriteException(Named, WriteFault.NobodyThere, exception);
            }

            return new NetworkStream(socket, FileAccess.Write, ownsSocket: true);
        }

        return new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, AtomicFile.BufferSize);
    }

    /// <summary>Asks the system whether a file may be written, or files may be made in a folder.</summary>
    /// <exception cref="FileWriteException">They may not.</exception>
    public static void RequireWriteAccess(string named, string path, WriteFault whenRefused)
    {
        if (OperatingSystem.IsWindows())
        {
            if (whenRefused == WriteFault.FileProtected && File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly))
                throw new FileWriteException(named, whenRefused);
            return;
        }

        int error = UnixFiles.WriteAccess(path, isFolder: whenRefused == WriteFault.FolderProtected);
        if (error == 0) return;
        var fault = FileWriteException.FaultOf(error);
        throw new FileWriteException(named, fault is WriteFault.FileProtected or WriteFault.CameBetween ? whenRefused : fault);
    }

    private static Destination NewFile(string path)
    {
        if (System.IO.Path.EndsInDirectorySeparator(path)) throw new FileWriteException(path, WriteFault.NoFolder);
        string real = RealPath.Resolve(path);                        // a dangling link promises a name
        var destination = new Destination { Named = path, Path = real, Route = WriteRoute.Rename };
        int error = FileFacts.Read(destination.Folder, followsLinks: true, out var folder);
        if (error == Errno.NoEntry) throw new FileWriteException(path, WriteFault.NoFolder);
        if (error != 0 || folder.Kind != FileKind.Folder)
            throw new FileWriteException(path, error == Errno.AccessDenied ? WriteFault.FolderProtected : WriteFault.NotAFolder);
        RequireWriteAccess(path, destination.Folder, WriteFault.FolderProtected);
        return destination;
    }

    private static bool MayMakeFilesBeside(string path) =>
        OperatingSystem.IsWindows() || UnixFiles.WriteAccess(System.IO.Path.GetDirectoryName(path) ?? "/", isFolder: true) == 0;
}
