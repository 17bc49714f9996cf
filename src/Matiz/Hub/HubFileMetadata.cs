using System.Text;

namespace Matiz.Hub;

/// <summary>What the Hub says of one file before it is downloaded (reference: HfFileMetadata).</summary>
public sealed record HubFileMetadata
{
    /// <summary>The repository that was asked.</summary>
    public required HubRepository Repository { get; init; }

    /// <summary>The file's name in the repository.</summary>
    public required string Path { get; init; }

    /// <summary>The commit that the revision stands for, 40 hex digits.</summary>
    public required string Commit { get; init; }

    /// <summary>
    /// The normalised ETag: the SHA-256 of the content (64 hex digits), its git blob id (40 hex digits), or another word of the server that
    /// can be a file's name.
    /// </summary>
    public required string ETag { get; init; }

    /// <summary>Bytes; null where the server does not say.</summary>
    public required long? Size { get; init; }

    /// <summary>Where the content is. It may be signed, so that whoever has it may read the file: it is not printed.</summary>
    public required Uri Address { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Repository = ").Append(Repository).Append(", Path = ").Append(Path).Append(", Commit = ").Append(Commit)
            .Append(", ETag = ").Append(ETag).Append(", Size = ").Append(Size);
        return true;
    }
}
