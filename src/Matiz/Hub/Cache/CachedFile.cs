using Matiz.Formats.Disk;

namespace Matiz.Hub.Cache;

/// <summary>What lies at a name of the cache; chains of links are followed, as to the blobs that repositories share.</summary>
internal static class CachedFile
{
    /// <summary>The length of the file that a name leads to; null where there is none, or a link leads nowhere.</summary>
    public static long? LengthOf(string path)
    {
        if (FileFacts.Read(path) is not { Kind: FileKind.File }) return null;
        try
        {
            var file = new FileInfo(path);
            return file.LinkTarget is null ? file.Length : ((FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!).Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a whole file lies there.</summary>
    /// <param name="path">The name.</param>
    /// <param name="size">Bytes that it must have; null: any.</param>
    public static bool IsWhole(string path, long? size) => LengthOf(path) is { } length && (size is null || size == length);
}
