using System.Collections.Immutable;
using Matiz.Hub.Cache;

namespace Matiz.Hub;

/// <summary>A file as it was pinned.</summary>
/// <param name="Sha256">SHA-256 of its bytes, 64 hex digits.</param>
/// <param name="Size">Its bytes.</param>
public readonly record struct HubPinnedFile(string Sha256, long Size);

/// <summary>A pinned repository.</summary>
public sealed class HubPin
{
    private readonly string _path;

    internal HubPin(string path, HubRepository repository, string commit, ImmutableSortedDictionary<string, HubPinnedFile> files) =>
        (_path, Repository, Commit, Files) = (path, repository, commit, files);

    /// <summary>The repository.</summary>
    public HubRepository Repository { get; }

    /// <summary>The commit that its id stands for.</summary>
    public string Commit { get; }

    /// <summary>Its files by their names, ascending: no other is taken.</summary>
    public IReadOnlyDictionary<string, HubPinnedFile> Files { get; }

    /// <summary>The error of a commit that the Hub does not have, or not any more.</summary>
    internal HubException Lost(HubException cause) => new(
        HubFault.Pin,
        $"{Repository}: {_path} pins it to {Commit}, which the Hub does not have. A commit of the repository was expected. Pin it again, "
            + $"or name another revision. ({cause.Message})",
        cause)
    {
        StatusCode = cause.StatusCode,
        RequestId = cause.RequestId,
    };

    /// <summary>Refuses a file that is not pinned.</summary>
    internal void RequirePinned(string name)
    {
        if (Files.ContainsKey(name)) return;
        throw Wrong(name, $"{_path} pins {Files.Count} files of it, and this is none of them. A pinned file was expected. Pin it again "
            + "with all the files that are needed.");
    }

    /// <summary>Refuses a file that is not the one that was pinned; every byte is looked at.</summary>
    internal void Check(string name, string path, CancellationToken cancellation)
    {
        RequirePinned(name);
        var pinned = Files[name];
        if (CachedFile.LengthOf(path) is { } length && length != pinned.Size)
            throw Wrong(name, $"it has {length} bytes, and {_path} pins {pinned.Size}. {Advice}");
        string sha = FileHashes.Sha256(path, cancellation);
        if (sha != pinned.Sha256) throw Wrong(name, $"its SHA-256 is {sha}, and {_path} pins {pinned.Sha256}. {Advice}");
    }

    private const string Advice = "The very file was expected. Look for damage in the cache, remove the repository from it and fetch it "
        + "again; pin it again only if the change is meant.";

    private HubException Wrong(string name, string reason) => new(HubFault.Pin, $"{Repository}/{name} at {Commit}: {reason}");
}
