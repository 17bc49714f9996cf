using System.Diagnostics;

namespace Matiz.Inference.Queues;

/// <summary>Where the time of one request went; filled in while it is on its way.</summary>
internal sealed class QueueTimes
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private long _entered, _began, _ended;

    /// <summary>Making tokens of texts.</summary>
    public TimeSpan Encoding => Between(_start, _entered);

    /// <summary>From the queue's door to the beginning of its first batch.</summary>
    public TimeSpan Waiting => Between(_entered, _began);

    /// <summary>From there to the end of its last batch.</summary>
    public TimeSpan Computing => Between(_began, _ended);

    /// <summary>It stands at the queue's door.</summary>
    public void Enter() => _entered = Stopwatch.GetTimestamp();

    /// <summary>A batch has taken its first row.</summary>
    public void Begin() => _began = Stopwatch.GetTimestamp();

    /// <summary>Its last row is computed.</summary>
    public void End() => _ended = Stopwatch.GetTimestamp();

    private static TimeSpan Between(long from, long to) => from == 0 || to == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(from, to);
}
