using Matiz.Hub.Upload;

namespace Matiz.Hub;

/// <summary>A file that is to be in a repository: its name there and where its bytes are, on the disk or in memory.</summary>
public sealed class HubUploadFile
{
    private readonly string? _localPath;
    private readonly ReadOnlyMemory<byte> _bytes;

    private HubUploadFile(string path, string? localPath, ReadOnlyMemory<byte> bytes)
    {
        Path = UploadPath.Normalize(path);
        if (UploadPath.FaultOf(Path) is { } fault)
        {
            throw new HubException(
                HubFault.InvalidSetting,
                $"'{path}' cannot be the name of a file on the Hub: {fault}. A name such as 'config.json' or '1_Pooling/config.json' was "
                + "expected. Rename it, or leave it out.");
        }

        (_localPath, _bytes) = (localPath, bytes);
    }

    /// <summary>Its name in the repository, with slashes.</summary>
    public string Path { get; }

    /// <summary>The file on the disk; null: it is in memory.</summary>
    public string? LocalPath => _localPath;

    /// <summary>What a message calls it.</summary>
    internal string Place => _localPath ?? Path;

    /// <summary>A file of the disk. It must not change until it is uploaded; where it does, nothing is committed.</summary>
    /// <param name="path">Its name in the repository; a leading <c>/</c> or <c>./</c> is cut off.</param>
    /// <param name="localPath">Where it is.</param>
    /// <exception cref="HubException">The Hub takes no such name.</exception>
    public static HubUploadFile FromDisk(string path, string localPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(localPath);
        return new HubUploadFile(path, localPath, default);
    }

    /// <summary>A file in memory.</summary>
    /// <param name="path">Its name in the repository; a leading <c>/</c> or <c>./</c> is cut off.</param>
    /// <param name="bytes">Its content, which must not change.</param>
    /// <exception cref="HubException">The Hub takes no such name.</exception>
    public static HubUploadFile FromBytes(string path, ReadOnlyMemory<byte> bytes) => new(path, localPath: null, bytes);

    /// <summary>A new stream at its beginning.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal Stream OpenRead() => _localPath is null
        ? new ReadOnlyMemoryStream(_bytes)
        : new FileStream(_localPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, useAsync: true);
}
