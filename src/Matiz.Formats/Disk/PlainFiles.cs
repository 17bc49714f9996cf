using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Matiz.Formats.Disk;

/// <summary>Facts as far as .NET knows them: a file is known by its path without links, and no second name of it is found.</summary>
internal static class PlainFiles
{
    public static int Read(string path, bool followsLinks, out FileFacts facts)
    {
        facts = default;
        string real = followsLinks ? RealPath.Resolve(path) : path;
        bool isLink = !followsLinks && new FileInfo(path).LinkTarget is not null;
        bool isFolder = Directory.Exists(real);
        if (!isLink && !isFolder && !File.Exists(real)) return Errno.NoEntry;
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(real));
        facts = new FileFacts
        {
            Kind = isLink ? FileKind.Link : isFolder ? FileKind.Folder : FileKind.File,
            Identity = new FileIdentity(ulong.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(hash)),
            Links = 1,
            Mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(real),
        };
        return 0;
    }
}
