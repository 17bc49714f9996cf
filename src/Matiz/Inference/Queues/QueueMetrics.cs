using System.Diagnostics.Metrics;

namespace Matiz.Inference.Queues;

/// <summary>
/// What is measured of queues, under the meter <c>Matiz.Inference</c>, each with the tag <c>queue</c>. They exist from the first queue on.
/// </summary>
internal sealed class QueueMetrics(string queue)
{
    public const string MeterName = "Matiz.Inference";

    public const string WaitingRequestsName = "matiz.queue.waiting_requests", BatchTokensName = "matiz.queue.batch_tokens",
        BatchRowsName = "matiz.queue.batch_rows", WaitTimeName = "matiz.queue.wait_time", BatchTimeName = "matiz.queue.batch_time";

    private static readonly Meter Meter = new(MeterName);

    private static readonly UpDownCounter<long> WaitingRequests = Meter.CreateUpDownCounter<long>(
        WaitingRequestsName, "{request}", "Requests of which a text waits.");

    private static readonly UpDownCounter<long> WaitingTokens = Meter.CreateUpDownCounter<long>(
        "matiz.queue.waiting_tokens", "{token}", "Tokens that wait.");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "matiz.queue.requests", "{request}", "Requests that ended, by their outcome: answered, failed, cancelled, refused.");

    private static readonly Histogram<long> BatchTokens = Meter.CreateHistogram<long>(
        BatchTokensName, "{token}", "Tokens that were computed at once.");

    private static readonly Histogram<long> BatchRows = Meter.CreateHistogram<long>(
        BatchRowsName, "{row}", "Texts, or windows of them, that were computed at once.");

    private static readonly Histogram<double> WaitTime = Meter.CreateHistogram<double>(
        WaitTimeName, "s", "From a request's coming to the beginning of its first batch.");

    private static readonly Histogram<double> BatchTime = Meter.CreateHistogram<double>(
        BatchTimeName, "s", "Computing of a batch.");

    private readonly KeyValuePair<string, object?> _queue = new("queue", queue);

    public void Waits(int requests, long tokens)
    {
        WaitingRequests.Add(requests, _queue);
        WaitingTokens.Add(tokens, _queue);
    }

    public void Ended(string outcome) => Requests.Add(1, _queue, new KeyValuePair<string, object?>("outcome", outcome));

    public void Began(TimeSpan waited) => WaitTime.Record(waited.TotalSeconds, _queue);

    public void Computed(int tokens, int rows, TimeSpan elapsed)
    {
        BatchTokens.Record(tokens, _queue);
        BatchRows.Record(rows, _queue);
        BatchTime.Record(elapsed.TotalSeconds, _queue);
    }
}
