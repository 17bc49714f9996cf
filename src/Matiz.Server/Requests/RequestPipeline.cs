using Matiz.Server.Models;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matiz.Server.Requests;

/// <summary>What happens around every route: origin and key, the limits, and what becomes of whatever goes wrong.</summary>
internal sealed partial class RequestPipeline(MatizServerOptions options, ModelShelf shelf, ILogger? logger)
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
        using var request = new ServerRequest(context, shelf, options);
        try
        {
            Origins.Check(context);
            if (!isOpen) RequireKey(context);
            await handler(request).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsGone(context, exception))
        {
            // Nobody waits for an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await RefuseAsync(request, exception, errors).ConfigureAwait(false);
        }
    }

    private static bool IsGone(HttpContext context, Exception exception) =>
        context.RequestAborted.IsCancellationRequested || exception is ConnectionResetException or ConnectionAbortedException;

    private async Task RefuseAsync(ServerRequest request, Exception exception, IErrorBody errors)
    {
        var refusal = Refusal.For(exception, request.TookTooLong);
        if (refusal.Fault == RequestFault.Internal && logger is not null) LogFault(logger, exception.GetType().Name, exception.StackTrace);
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

    // Messages of exceptions may hold texts; their kind and place do not.
    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed by {Exception}:\n{Place}")]
    private static partial void LogFault(ILogger logger, string exception, string? place);
}
