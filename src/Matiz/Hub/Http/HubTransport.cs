namespace Matiz.Hub.Http;

/// <summary>Sends requests to the Hub: the token to it alone, retries, redirects, errors as <see cref="HubException"/>.</summary>
internal sealed class HubTransport(HubOptions options) : IDisposable
{
    /// <summary>Where the Hub is and who asks.</summary>
    public HubOptions Options => options;

    /// <summary>Sends a request; the answer, whose body is still to be read, is a good one (2xx).</summary>
    /// <exception cref="HubException">The Hub refuses it, or cannot be reached.</exception>
    public Task<HttpResponseMessage> SendAsync(HubRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Sends a request; the body of the answer as bytes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mostBytes">More than this is refused.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">The Hub refuses it, cannot be reached, or answers something else than JSON.</exception>
    public Task<byte[]> SendForJsonAsync(HubRequest request, long mostBytes, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>An address of the Hub: <c>{Endpoint}/</c> and a path whose parts are escaped already.</summary>
    public Uri Address(string escapedPath) => new(options.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + escapedPath);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
