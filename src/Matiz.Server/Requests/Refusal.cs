using System.Globalization;
using Matiz.Formats;
using Matiz.Inference.Queues;
using Matiz.Models;
using Microsoft.AspNetCore.Http;

namespace Matiz.Server.Requests;

/// <summary>What is said to a client of an exception.</summary>
/// <param name="Fault">Why the request is not answered.</param>
/// <param name="Message">Found, expected, what to do; without paths of this machine.</param>
internal readonly record struct Refusal(RequestFault Fault, string Message)
{
    private const int MostSecondsToWait = 600;

    /// <summary>When the client may come again, in whole seconds; null: nobody knows.</summary>
    public string? SecondsToWait { get; private init; }

    /// <summary>Reads an exception.</summary>
    /// <param name="exception">Whatever came out of a handler.</param>
    /// <param name="tookTooLong">Whether the time of the request is over.</param>
    public static Refusal For(Exception exception, bool tookTooLong) => exception switch
    {
        RequestException own => new(own.Fault, own.Message) { SecondsToWait = own.Fault == RequestFault.Overloaded ? "1" : null },
        QueueRefusedException { Reason: QueueRefusal.Full } full => new(
            RequestFault.Overloaded, "as many requests wait as may wait. Send the request again later (Retry-After).")
        {
            SecondsToWait = WholeSeconds(full.RetryAfter),
        },
        QueueRefusedException => new(RequestFault.Unavailable, "the server is stopping. Send the request to another."),
        OperationCanceledException when tookTooLong => new(
            RequestFault.TimedOut, "answering took too long. Send fewer texts, or send them again later."),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
            RequestFault.TooLarge, "the body is too large. Send the texts in several requests."),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new(
            RequestFault.SlowBody, "the body comes too slowly. Send it faster."),
        // Chunks of a length that no number holds come as an IOException, everything else of a body as one of its kind.
        IOException => new(RequestFault.Malformed, "the body does not come as HTTP wants it. Correct it."),
        ModelException { IsOfNumbers: true } => new(
            RequestFault.Internal, "the model gives what is no finite number. Its files are damaged, or their weights too large."),
        ModelException model => new(RequestFault.Invalid, model.Reason),
        MatizException => new(RequestFault.Invalid, exception.Message),
        _ => new(RequestFault.Internal, "something unexpected happened, which is a fault of the server."),
    };

    private static string WholeSeconds(TimeSpan? time) =>
        ((int)Math.Clamp(Math.Ceiling(time?.TotalSeconds ?? 1), 1, MostSecondsToWait)).ToString(CultureInfo.InvariantCulture);
}
