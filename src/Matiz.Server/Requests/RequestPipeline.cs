using Matiz.Server.Logging;
using Matiz.Server.Models;
using Matiz.Server.Telemetry;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Requests;

/// <summary>What happens around every route: origin and key, the limits, and what becomes of whatever goes wrong.</summary>
internal sealed class RequestPipeline(MatizServerOptions options, ModelShelf shelf, RequestLogs logs)
{
    private readonly ApiKeys _keys = new(options.ApiKeys);

    /// <summary>What pages of the web may do.</summary>
    public BrowserOrigins Origins { get; } = new(options.CorsOrigins);

    /// <summary>Answers a request.</summary>
    /// <param name="context">The exchange.</param>
    /// <param name="handler">Makes the answer.</param>
    /// <param name="errors">The protocol's errors.</param>
    /// <param name="isOpen">Whether no key is needed.</param>
    public async Task RunAsync(HttpContext context, Func<ServerRequest, Task> handler, IErrorBody errors, bool isOpen)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        using var watch = new RequestWatch(context, logs, options.LogsTexts);
        using var request = new ServerRequest(context, shelf, options);
        try
        {
            Origins.Check(context);
            if (!isOpen) RequireKey(context);
            await handler(request).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsGone(context, exception))
        {
            watch.Left();                                       // nobody waits for an answer
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await RefuseAsync(request, exception, errors, watch).ConfigureAwait(false);
        }
    }

    private static bool IsGone(HttpContext context, Exception exception) =>
        context.RequestAborted.IsCancellationRequested || exception is ConnectionResetException or ConnectionAbortedException;

    private static async Task RefuseAsync(ServerRequest request, Exception exception, IErrorBody errors, RequestWatch watch)
    {
        var refusal = Refusal.For(exception, request.TookTooLong);
        watch.Failed(refusal.Fault, exception);
        var headers = request.Context.Response.Headers;
        if (refusal.Fault == RequestFault.Unauthorized) headers.WWWAuthenticate = "Bearer";
        if (refusal.SecondsToWait is { } seconds) headers.RetryAfter = seconds;
        await ServerRequest.WriteAsync(
            request.Context, errors.Answer(refusal.Fault, refusal.Message), request.Context.RequestAborted).ConfigureAwait(false);
    }

    private void RequireKey(HttpContext context)
    {
        if (_keys.Accept(context.Request.Headers.Authorization)) return;
        throw new RequestException(
            RequestFault.Unauthorized, "there is no key of this server. Authorization: Bearer KEY was expected. Send one.");
    }
}
