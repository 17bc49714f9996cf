using Matiz.Inference.Queues;
using Matiz.Models;

namespace Matiz.Tests.Inference.Queues;

/// <summary>A worker that stands still until it is let go, and notes the lengths of what it was given; a row of 13 fails.</summary>
internal sealed class QueueGate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _batches = [];

    public string Batches => string.Join('|', _batches);

    public static int[] LengthsOf(TokenBatch batch) => [.. Enumerable.Range(0, batch.RowCount).Select(batch.Layout.LengthOf)];

    public TokenQueue<int> NewQueue(TokenQueueOptions? options = null) => new(Compute, options);

    public Task HasBegun() => _begun.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public void Open() => _open.Set();

    public void Dispose() => _open.Dispose();

    private int[] Compute(TokenBatch batch)
    {
        _begun.TrySetResult();
        _open.Wait();
        int[] lengths = LengthsOf(batch);
        _batches.Add(string.Join(' ', lengths));
        return lengths.Contains(13) ? throw new InvalidOperationException("13 tokens bring misfortune") : lengths;
    }
}
