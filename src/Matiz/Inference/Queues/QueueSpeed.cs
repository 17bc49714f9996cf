namespace Matiz.Inference.Queues;

/// <summary>How fast a queue computes, by its last batches: each counts half as much as those after it together.</summary>
internal sealed class QueueSpeed
{
    private const double Kept = 2 / 3.0;

    private double _tokens, _seconds;

    /// <summary>A batch was computed.</summary>
    public void Add(int tokens, TimeSpan elapsed) =>
        (_tokens, _seconds) = ((_tokens * Kept) + tokens, (_seconds * Kept) + elapsed.TotalSeconds);

    /// <summary>How long some tokens will take; null before the first batch.</summary>
    public TimeSpan? TimeOf(long tokens) => _tokens > 0 ? TimeSpan.FromSeconds(Math.Min(tokens * _seconds / _tokens, 86_400)) : null;
}
