using System.Collections.Concurrent;

namespace Matiz.Hub.Http;

/// <summary>Sends requests to the Hub: the token to it alone, retries, redirects, errors as <see cref="HubException"/>.</summary>
internal sealed class HubTransport : IDisposable
{
    private const int MostRedirects = 20;

    private readonly HttpClient _http;
    private readonly HubRetries _retries;
    private readonly Lazy<string?> _tokenToRead;
    private readonly ConcurrentDictionary<string, bool> _warnings = new(StringComparer.Ordinal);

    /// <summary>Makes it; nothing is sent yet.</summary>
    public HubTransport(HubOptions options)
    {
        Options = options;
        _http = new HttpClient(options.Handler ?? HubHandler.Create(options), disposeHandler: options.Handler is null)
        {
            Timeout = Timeout.InfiniteTimeSpan,                 // each step has its own
        };
        _retries = new HubRetries(options);
        _tokenToRead = new Lazy<string?>(() => HubToken.ToRead(options));
    }

    /// <summary>Where the Hub is and who asks.</summary>
    public HubOptions Options { get; }

    /// <summary>An address of the Hub: <c>{Endpoint}/</c> and a path whose parts are escaped already.</summary>
    public Uri Address(string escapedPath) => new(Options.Endpoint.AbsoluteUri.TrimEnd('/') + "/" + escapedPath);

    /// <summary>
    /// Sends a request; the answer, whose body is still to be read, is a good one (2xx, or a redirect that is the answer).
    /// </summary>
    /// <exception cref="HubException">The Hub refuses it, or cannot be reached.</exception>
    public Task<HttpResponseMessage> SendAsync(HubRequest request, CancellationToken cancellationToken) =>
        RunAsync(request, SendOnceAsync, cancellationToken);

    /// <summary>Sends a request; the body of the answer as bytes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mostBytes">More than this is refused.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HubException">The Hub refuses it, cannot be reached, or answers something else than JSON.</exception>
    public async Task<byte[]> SendForJsonAsync(HubRequest request, long mostBytes, CancellationToken cancellationToken) =>
        (await SendForPageAsync(request, mostBytes, cancellationToken).ConfigureAwait(false)).Json;

    /// <summary>The same, with where the next page of a list is, and the address that answered at last.</summary>
    public Task<HubPage> SendForPageAsync(HubRequest request, long mostBytes, CancellationToken cancellationToken)
    {
        var asking = request with { Headers = [.. request.Headers, ("Accept-Encoding", "gzip, deflate")] };
        return RunAsync(
            asking,
            async (sent, cancellation) =>
            {
                using var answer = await SendOnceAsync(sent, cancellation).ConfigureAwait(false);
                byte[] json = await HubBody.ReadJsonAsync(answer, sent, Options, mostBytes, cancellation).ConfigureAwait(false);
                return new HubPage(json, HubHeaders.Link(answer, "next"), answer.RequestMessage!.RequestUri!);
            },
            cancellationToken);
    }

    /// <summary>Does something with a request, and again while it fails for a moment, if the request may be made again.</summary>
    /// <exception cref="HubException">Nothing may be asked, or it failed for good.</exception>
    public async Task<T> RunAsync<T>(
        HubRequest request, Func<HubRequest, CancellationToken, Task<T>> send, CancellationToken cancellationToken)
    {
        RequireOnline(request);
        if (!request.Retry) return await send(request, cancellationToken).ConfigureAwait(false);
        return await _retries.RunAsync(cancellation => send(request, cancellation), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request once, following redirects as far as it may.</summary>
    /// <exception cref="HubException">The Hub refuses it, or cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendOnceAsync(HubRequest request, CancellationToken cancellationToken)
    {
        string? token = request.Token switch
        {
            HubTokenUse.None => null,
            HubTokenUse.Write => HubToken.ToWrite(Options),
            _ => _tokenToRead.Value,
        };
        var (method, address) = (request.Method, request.Address);
        for (int hop = 0; ; hop++)
        {
            // The token goes to the Hub alone, and not again once a redirect has led elsewhere.
            if (!HubOrigin.AreSame(address, Options.Endpoint)) token = null;
            var answer = await SendStepAsync(request, method, address, token, cancellationToken).ConfigureAwait(false);
            Warn(answer);
            if (!HubOrigin.IsRedirect(answer))
            {
                if (answer.IsSuccessStatusCode) return answer;
                using (answer) throw await HubErrors.FromAsync(answer, request, Options, token, cancellationToken).ConfigureAwait(false);
            }

            bool isKept = false;
            try
            {
                var target = HubOrigin.Target(answer, address, request);
                bool isWithin = HubOrigin.AreSame(target, address) || HubOrigin.IsHubHost(target);
                if (!isWithin && request.Redirects == HubRedirectUse.Return)
                {
                    isKept = true;
                    return answer;
                }

                if (!isWithin && request.Redirects == HubRedirectUse.Refuse) throw HubErrors.Elsewhere(request, target);
                if (hop == MostRedirects) throw HubErrors.RedirectLoop(request, MostRedirects);
                method = HubOrigin.MethodBehind(answer, method) ?? throw HubErrors.Elsewhere(request, target);
                address = target;
            }
            finally
            {
                if (!isKept) answer.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendStepAsync(
        HubRequest request, HttpMethod method, Uri address, string? token, CancellationToken cancellationToken)
    {
        var patience = request.Timeout ?? Options.DownloadTimeout;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience);
        using var message = new HttpRequestMessage(method, address);
        if (method == request.Method) message.Content = request.Content?.Invoke();
        HubHeaders.Set(message, request, Options, token);
        try
        {
            var answer = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            answer.RequestMessage ??= message;
            return answer;
        }
        catch (Exception exception) when (NetworkErrors.IsOfTheNetwork(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw NetworkErrors.From(exception, request, address, patience, Options);
        }
    }

    private void RequireOnline(HubRequest request)
    {
        bool isDataset = request.Repository?.Kind == HubRepositoryKind.Dataset;
        if (!Options.IsOfflineFor(request.Repository?.Kind ?? HubRepositoryKind.Model)) return;
        string variable = isDataset && Options.IsOfflineForDatasets is not null ? "HF_DATASETS_OFFLINE" : "HF_HUB_OFFLINE";
        throw new HubException(
            HubFault.Offline,
            $"{request.Subject}: nothing may be asked of the Hub ({variable}). A Hub that may be asked was expected. Unset {variable}.");
    }

    private void Warn(HttpResponseMessage answer)
    {
        if (Options.Warning is not { } warn || HubHeaders.Text(answer, "X-HF-Warning") is not { } warning) return;
        if (_warnings.TryAdd(warning, true)) warn("the Hub says: " + HubErrorBody.Clean(warning, token: null));
    }
}

/// <summary>One page of an answer.</summary>
/// <param name="Json">Its bytes.</param>
/// <param name="Next">Where the next one is, as the server wrote it; null: this is the last.</param>
/// <param name="Address">Where it came from at last.</param>
internal sealed record HubPage(byte[] Json, string? Next, Uri Address);
