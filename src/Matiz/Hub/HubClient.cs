using Matiz.Hub.Http;

namespace Matiz.Hub;

/// <summary>
/// Asks the Hub, and downloads single files; keeps nothing. Safe for many threads. Requests that fail for a moment are made again, and the
/// token goes to the Hub alone.
/// </summary>
public sealed partial class HubClient : IDisposable
{
    /// <summary>Makes a client; nothing is asked yet.</summary>
    /// <param name="options">Where the Hub is and who asks; null: <see cref="HubOptions.FromEnvironment()"/>.</param>
    /// <exception cref="HubException">An environment variable has a value that cannot be used.</exception>
    public HubClient(HubOptions? options = null)
    {
        Options = options ?? HubOptions.FromEnvironment();
        Transport = new HubTransport(Options);
    }

    /// <summary>Where the Hub is and who asks.</summary>
    public HubOptions Options { get; }

    /// <summary>Sends requests: retries, redirects, errors.</summary>
    internal HubTransport Transport { get; }

    /// <inheritdoc/>
    public void Dispose() => Transport.Dispose();

    /// <summary>What the Hub says of a repository at a revision.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="revision">A branch, a tag, a commit, <c>refs/pr/N</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">There is none, it may not be seen, or the Hub cannot be reached.</exception>
    public Task<HubRepositoryInfo> GetInfoAsync(
        HubRepository repository, string revision = "main", CancellationToken cancellationToken = default) =>
        GetInfoAsync(repository, revision, retry: true, cancellationToken);

    /// <summary>The same; without retries it fails fast, for those who have a cached copy.</summary>
    internal Task<HubRepositoryInfo> GetInfoAsync(
        HubRepository repository, string revision, bool retry, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>The files of a repository at a revision, those in folders too.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="revision">A branch, a tag, a commit, <c>refs/pr/N</c>.</param>
    /// <param name="folder">Only those below this folder; empty: all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">There is none, a name cannot be a file here, or the Hub cannot be reached.</exception>
    public IAsyncEnumerable<HubFile> ListFilesAsync(
        HubRepository repository, string revision = "main", string folder = "", CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>What the Hub says of a file (one HEAD): commit, ETag, size, address.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="path">The file's name in it.</param>
    /// <param name="revision">A branch, a tag, a commit, <c>refs/pr/N</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">There is none, or the Hub cannot be reached.</exception>
    public Task<HubFileMetadata> GetMetadataAsync(
        HubRepository repository, string path, string revision = "main", CancellationToken cancellationToken = default) =>
        GetMetadataAsync(repository, path, revision, retry: true, cancellationToken);

    /// <summary>The same; without retries it fails fast, for those who have a cached copy.</summary>
    internal Task<HubFileMetadata> GetMetadataAsync(
        HubRepository repository, string path, string revision, bool retry, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>
    /// Downloads the content of a file: goes on behind what an earlier try left at <paramref name="incompletePath"/>, retries, and compares
    /// size and hash. It ends with a whole file there, or with an exception and a beginning to go on from.
    /// </summary>
    /// <param name="file">The file, as <see cref="GetMetadataAsync(HubRepository, string, string, CancellationToken)"/> gives it.</param>
    /// <param name="incompletePath">Where to write; only one at a time may. Its folder must exist.</param>
    /// <param name="bytes">Is told how many bytes are there; fewer than before where it had to start over.</param>
    /// <param name="cancellationToken">Ends it; what has come stays.</param>
    /// <exception cref="HubException">It cannot be reached, or the content is not what was announced.</exception>
    /// <exception cref="Formats.Disk.FileWriteException">It cannot be written.</exception>
    public Task DownloadAsync(
        HubFileMetadata file, string incompletePath, IProgress<long>? bytes = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>Whose token it is. The Hub allows this question rarely: ask once.</summary>
    /// <exception cref="HubException">There is no token, or the Hub does not know it.</exception>
    public Task<HubUser> WhoAmIAsync(CancellationToken cancellationToken = default) => Options.IsOffline
        ? throw new HubException(
            HubFault.Offline, "nothing may be asked (HF_HUB_OFFLINE). The Hub was to be asked whose token it is. Unset it.")
        : throw new NotSupportedException();
}
