using System.Runtime.CompilerServices;
using Matiz.Hub.Cache;
using Matiz.Hub.Http;

namespace Matiz.Hub;

/// <summary>
/// Asks the Hub, and downloads single files; keeps nothing. Safe for many threads. Requests that fail for a moment are made again, and the
/// token goes to the Hub alone.
/// </summary>
public sealed class HubClient : IDisposable
{
    private const long MostListBytes = 64 << 20, MostUserBytes = 4 << 20;
    private const int MostPages = 10_000;

    private HubUser? _user;

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
    internal async Task<HubRepositoryInfo> GetInfoAsync(
        HubRepository repository, string revision, bool retry, CancellationToken cancellationToken)
    {
        var request = About(HttpMethod.Get, repository, revision, HubPaths.Revision) with { Retry = retry };
        byte[] json = await Transport.SendForJsonAsync(request, MostListBytes, cancellationToken).ConfigureAwait(false);
        return HubJson.Read(json, request, root => RepositoryAnswers.Info(root, request, repository));
    }

    /// <summary>The files of a repository at a revision, those in folders too.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="revision">A branch, a tag, a commit, <c>refs/pr/N</c>.</param>
    /// <param name="folder">Only those below this folder; empty: all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">There is none, a name cannot be a file here, or the Hub cannot be reached.</exception>
    public IAsyncEnumerable<HubFile> ListFilesAsync(
        HubRepository repository, string revision = "main", string folder = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        folder = folder.Trim('/');
        if (folder.Length > 0) CacheNames.File(repository, folder);
        var first = About(HttpMethod.Get, repository, revision, (known, at) => HubPaths.Tree(known, at, folder)) with
        {
            Path = folder.Length == 0 ? null : folder,
        };
        return ListPagesAsync(first, cancellationToken);
    }

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
    internal async Task<HubFileMetadata> GetMetadataAsync(
        HubRepository repository, string path, string revision, bool retry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        CacheNames.File(repository, path);
        var request = About(HttpMethod.Head, repository, revision, (known, at) => HubPaths.File(known, at, path)) with
        {
            Path = path,
            Redirects = HubRedirectUse.Return,
            Timeout = Options.ETagTimeout,
            Retry = retry,
        };
        using var answer = await Transport.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return FileAnswers.Metadata(answer, request, repository, path);
    }

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
        HubFileMetadata file, string incompletePath, IProgress<long>? bytes = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentException.ThrowIfNullOrEmpty(incompletePath);
        return new FileDownload(Transport, file, incompletePath, bytes).RunAsync(cancellationToken);
    }

    /// <summary>Whose token it is. The Hub allows this question rarely, so that it is asked once and the answer kept.</summary>
    /// <exception cref="HubException">There is no token, or the Hub does not know it.</exception>
    public async Task<HubUser> WhoAmIAsync(CancellationToken cancellationToken = default)
    {
        if (_user is { } known) return known;
        var request = new HubRequest(HttpMethod.Get, Transport.Address("api/whoami-v2")) { Token = HubTokenUse.Write };
        byte[] json = await Transport.SendForJsonAsync(request, MostUserBytes, cancellationToken).ConfigureAwait(false);
        return _user = HubJson.Read(json, request, RepositoryAnswers.User);
    }

    /// <summary>The branches, tags and other references of a repository, with their commits.</summary>
    /// <exception cref="HubException">There is none, or the Hub cannot be reached.</exception>
    internal async Task<IReadOnlyList<HubReference>> ListReferencesAsync(
        HubRepository repository, bool withPullRequests, CancellationToken cancellationToken)
    {
        string query = withPullRequests ? "?include_prs=1" : "";
        var request = About(HttpMethod.Get, repository, "main", (known, _) => $"api/{known.ApiPath}/refs{query}");
        byte[] json = await Transport.SendForJsonAsync(request, MostListBytes, cancellationToken).ConfigureAwait(false);
        return HubJson.Read(json, request, RepositoryAnswers.References);
    }

    /// <summary>Asks whether the token may read, or write, a repository.</summary>
    /// <exception cref="HubException">It may not, there is none, or the Hub cannot be reached.</exception>
    internal async Task RequireAccessAsync(HubRepository repository, bool toWrite, CancellationToken cancellationToken)
    {
        string end = toWrite ? "/write" : "";
        var request = About(HttpMethod.Get, repository, "main", (known, _) => $"api/{known.ApiPath}/auth-check{end}") with
        {
            Token = toWrite ? HubTokenUse.Write : HubTokenUse.Read,
        };
        (await Transport.SendAsync(request, cancellationToken).ConfigureAwait(false)).Dispose();
    }

    private HubRequest About(HttpMethod method, HubRepository repository, string revision, Func<HubRepository, string, string> path)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(revision);
        CacheNames.Revision(repository, revision);
        return new HubRequest(method, Transport.Address(path(repository, revision))) { Repository = repository, Revision = revision };
    }

    private async IAsyncEnumerable<HubFile> ListPagesAsync(
        HubRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            if (!seen.Add(request.Address.AbsoluteUri) || seen.Count > MostPages) throw HubErrors.EndlessList(request, seen.Count);
            var page = await Transport.SendForPageAsync(request, MostListBytes, cancellationToken).ConfigureAwait(false);
            foreach (var file in HubJson.Read(page.Json, request, root => RepositoryAnswers.Files(root, request))) yield return file;
            if (page.Next is not { } next) yield break;
            var address = HubOrigin.Resolve(next, page.Address);
            if (address is null || !HubOrigin.AreSame(address, page.Address))
                throw HubErrors.Elsewhere(request, address ?? request.Address);
            request = request with { Address = address };
        }
    }
}
