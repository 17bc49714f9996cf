using System.Globalization;
using Matiz.Formats;

namespace Matiz.Inference.Queues;

/// <summary>Why a queue takes no request.</summary>
public enum QueueRefusal
{
    /// <summary>As much waits as may wait: come again later.</summary>
    Full,

    /// <summary>It ends: requests that wait may still be answered, new ones are not.</summary>
    Ending,
}

/// <summary>A queue does not take a request, or gives one back that it took.</summary>
public sealed class QueueRefusedException : MatizException
{
    private QueueRefusedException(QueueRefusal reason, TimeSpan? retryAfter, string message)
        : base(message) => (Reason, RetryAfter) = (reason, retryAfter);

    /// <summary>Why.</summary>
    public QueueRefusal Reason { get; }

    /// <summary>How long what waits will take, at the speed of the last batches; null where nobody can tell.</summary>
    public TimeSpan? RetryAfter { get; }

    internal static QueueRefusedException Full(int requests, long tokens, TimeSpan? retryAfter, TokenQueueOptions options) => new(
        QueueRefusal.Full,
        retryAfter,
        string.Create(
            CultureInfo.InvariantCulture,
            $"the queue is full: {requests} requests of {tokens} tokens wait. At most {options.MostRequests} requests and "
            + $"{options.MostTokens} tokens may wait (TokenQueueOptions.MostRequests, MostTokens). Send the request again later."));

    internal static QueueRefusedException Ending() => new(
        QueueRefusal.Ending, null,
        "the queue is ending and computes nothing more. One that runs was expected. Send the request elsewhere.");
}
