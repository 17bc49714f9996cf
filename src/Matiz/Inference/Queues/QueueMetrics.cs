using System.Diagnostics.Metrics;

namespace Matiz.Inference.Queues;

/// <summary>
/// What is measured of queues, under the meter <c>Matiz.Inference</c>, each with the tag <c>queue</c>. They exist from the first queue on.
/// </summary>
internal sealed class QueueMetrics(string queue)
{
    public const string MeterName = "Matiz.Inference";

    private static readonly Meter Meter = new(MeterName);

    private static readonly UpDownCounter<long> WaitingRequests = Meter.CreateUpDownCounter<long>(
        "matiz.queue.waiting_requests", "{request}", "Requests of which a text waits.");

    private static readonly UpDownCounter<long> WaitingTokens = Meter.CreateUpDownCounter<long>(
        "matiz.queue.waiting_tokens", "{token}", "Tokens that wait.");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "matiz.queue.requests", "{request}", "Requests that ended, by their outcome: answered, failed, cancelled, refused.");

    private static readonly Histogram<long> BatchTokens = Meter.CreateHistogram<long>(
        "matiz.queue.batch_tokens", "{token}", "Tokens that were computed at once.");

    private static readonly Histogram<long> BatchRows = Meter.CreateHistogram<long>(
        "matiz.queue.batch_rows", "{row}", "Texts, or windows of them, that were computed at once.");

    private static readonly Histogram<double> WaitTime = Meter.CreateHistogram<double>(
        "matiz.queue.wait_time", "s", "From a request's coming to the beginning of its first batch.");

    private static readonly Histogram<double> BatchTime = Meter.CreateHistogram<double>(
        "matiz.queue.batch_time", "s", "Computing of a batch.");

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
