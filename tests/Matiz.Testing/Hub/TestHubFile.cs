using System.Globalization;

namespace Matiz.Testing;

/// <summary>A file of a repository of the <see cref="TestHub"/> with the ids that the Hub gives it.</summary>
public sealed class TestHubFile
{
    internal TestHubFile(byte[] content, bool isLfs)
    {
        Content = content;
        IsLfs = isLfs;
        Sha256 = GitObjects.Sha256(content);
        BlobId = GitObjects.BlobId(isLfs ? GitObjects.LfsPointer(Sha256, content.Length) : content);
    }

    /// <summary>The bytes.</summary>
    public byte[] Content { get; }

    /// <summary>Whether the file lies in the store of large files, behind a redirect.</summary>
    public bool IsLfs { get; }

    /// <summary>The SHA-256 of the content, 64 hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>The git blob id, 40 hexadecimal digits: of the content, or of the pointer when the file is large.</summary>
    public string BlobId { get; }

    /// <summary>What a download gives as ETag: the SHA-256 of a large file, else the blob id.</summary>
    public string ETag => IsLfs ? Sha256 : BlobId;

    /// <summary>The length of the pointer of a large file.</summary>
    internal int PointerSize => GitObjects.LfsPointer(Sha256, Content.Length).Length;

    /// <summary>The files of a folder and of the folders below, by path with <c>/</c>.</summary>
    public static IReadOnlyDictionary<string, byte[]> InFolder(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToDictionary(
            path => Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllBytes,
            StringComparer.Ordinal);

    /// <summary>Bytes that no compression shortens, the same for the same seed.</summary>
    public static byte[] Noise(int length, int seed)
    {
        byte[] content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Content.Length} bytes, etag {ETag}");
}
