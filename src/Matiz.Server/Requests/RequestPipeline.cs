using System.Globalization;
using Matiz.Formats;
using Matiz.Inference.Queues;
using Matiz.Server.Models;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Requests;

/// <summary>What happens around every route: the key, the limits, and what becomes of whatever goes wrong.</summary>
internal sealed class RequestPipeline(MatizServerOptions options, ModelShelf shelf)
{
    private const string InternalMessage = "something unexpected happened, which is a fault of the server. Its log says more.";

    private readonly ApiKeys _keys = new(options.ApiKeys);

    /// <summary>Answers a request.</summary>
    /// <param name="context">The exchange.</param>
    /// <param name="handler">Makes the answer.</param>
    /// <param name="errors">The protocol's errors.</param>
    /// <param name="isOpen">Whether no key is needed.</param>
    public async Task RunAsync(HttpContext context, Func<ServerRequest, Task> handler, IErrorBody errors, bool isOpen)
    {
        using var request = new ServerRequest(context, shelf, options);
        try
        {
            if (!isOpen) RequireKey(context);
            await handler(request).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await RefuseAsync(request, exception, errors).ConfigureAwait(false);
        }
    }

    private static async Task RefuseAsync(ServerRequest request, Exception exception, IErrorBody errors)
    {
        var (fault, message) = Read(exception, request);
        var headers = request.Context.Response.Headers;
        if (fault == RequestFault.Unauthorized) headers.WWWAuthenticate = "Bearer";
        if (fault == RequestFault.Overloaded) headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
        await ServerRequest.WriteAsync(request.Context, errors.Answer(fault, message), request.Context.RequestAborted)
            .ConfigureAwait(false);
    }

    private static (RequestFault Fault, string Message) Read(Exception exception, ServerRequest request) => exception switch
    {
        RequestException own => (own.Fault, own.Message),
        QueueRefusedException { Reason: QueueRefusal.Full } => (
            RequestFault.Overloaded, "as many requests wait as may wait. Send the request again later."),
        QueueRefusedException => (RequestFault.Unavailable, "the server is stopping. Send the request to another."),
        OperationCanceledException when request.TookTooLong => (
            RequestFault.TimedOut, "the request took too long. Send fewer texts, or send it again later."),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => (
            RequestFault.TooLarge, "the body is too large. Send the texts in several requests."),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => (
            RequestFault.TimedOut, "the body came too slowly. Send it faster."),
        BadHttpRequestException => (RequestFault.Malformed, "the body did not come as HTTP wants it. Correct it."),
        MatizException matiz => (RequestFault.Invalid, matiz.Message),
        _ => (RequestFault.Internal, InternalMessage),
    };

    private void RequireKey(HttpContext context)
    {
        if (_keys.Accept(context.Request.Headers.Authorization)) return;
        throw new RequestException(
            RequestFault.Unauthorized, "there is no key of this server. Authorization: Bearer KEY was expected. Send one.");
    }
}
