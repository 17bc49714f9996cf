using Matiz.Hub.Cache;

namespace Matiz.Hub.Http;

/// <summary>What the head of an answer says of a file.</summary>
internal static class FileAnswers
{
    private const string CommitHeader = "X-Repo-Commit", ETagHeader = "X-Linked-Etag", SizeHeader = "X-Linked-Size";

    /// <summary>Commit, ETag, size and address of a file.</summary>
    /// <param name="answer">A good answer, or a redirect to where the content is.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="HubException">It lacks one of them, so that it is none of a Hub.</exception>
    public static HubFileMetadata Metadata(HttpResponseMessage answer, HubRequest request, HubRepository repository, string path)
    {
        bool isRedirect = HubOrigin.IsRedirect(answer);
        var from = answer.RequestMessage!.RequestUri!;
        string page = HubBody.IsPage(answer) ? " and may be a sign-in page of the network" : "";
        string commit = HubHeaders.Text(answer, CommitHeader) ?? throw HubErrors.Lacks(request, CommitHeader + page);
        string etag = HubHeaders.ETag(answer, ETagHeader) ?? HubHeaders.ETag(answer, "ETag")
            ?? throw HubErrors.Lacks(request, $"{ETagHeader} or ETag{page}");
        return new HubFileMetadata
        {
            Repository = repository,
            Path = path,
            Commit = CacheNames.Commit(repository, commit),
            ETag = CacheNames.ETag(repository, path, etag),
            Size = SizeOf(answer, request, isRedirect),
            Address = isRedirect ? HubOrigin.Target(answer, from, request) : from,
        };
    }

    // The length of a redirect's own body, or of a coded one, is not that of the file.
    private static long? SizeOf(HttpResponseMessage answer, HubRequest request, bool isRedirect)
    {
        if (HubHeaders.Text(answer, SizeHeader) is not null)
            return HubHeaders.Number(answer, SizeHeader) ?? throw HubErrors.Lacks(request, $"a number in {SizeHeader}");
        return isRedirect || answer.Content.Headers.ContentEncoding.Any(coding => coding != "identity")
            ? null
            : HubHeaders.Number(answer, "Content-Length");
    }
}
