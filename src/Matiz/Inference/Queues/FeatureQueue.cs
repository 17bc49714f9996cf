using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Inference.Queues;

/// <summary>Requests of many callers to one feature extractor, computed together (<see cref="TokenQueue{TRow}"/>).</summary>
public sealed class FeatureQueue : IAsyncDisposable
{
    private readonly FeatureExtractor _extractor;

    /// <summary>A queue before an extractor.</summary>
    /// <param name="extractor">The extractor; others may use it as well.</param>
    /// <param name="options">The bounds; null: the defaults.</param>
    public FeatureQueue(FeatureExtractor extractor, TokenQueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(extractor);
        _extractor = extractor;
        Queue = new TokenQueue<float[]>(Compute, options);
    }

    /// <summary>The queue itself: what waits, and draining.</summary>
    public TokenQueue<float[]> Queue { get; }

    /// <summary>The features of a few texts: one vector a text, in order, the same as without a queue.</summary>
    /// <param name="texts">The texts of this request.</param>
    /// <param name="cancellationToken">Takes the request back.</param>
    /// <exception cref="QueueRefusedException">The queue is full or ending.</exception>
    /// <exception cref="Data.DataException">The model cannot read a text, which the message names by its number in the request.</exception>
    /// <exception cref="ModelException">A number is not finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was triggered.</exception>
    public async Task<IReadOnlyList<float[]>> ExtractAsync(IReadOnlyList<TextInput> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0) return [];
        var rows = await Queue.EnqueueAsync(_extractor.Batches.EncodeAll(texts, null).Tokens, cancellationToken).ConfigureAwait(false);
        foreach (float[] row in rows) _extractor.RequireFinite(row);
        return rows;
    }

    /// <summary>Ends the queue; see <see cref="TokenQueue{TRow}.DisposeAsync"/>.</summary>
    public ValueTask DisposeAsync() => Queue.DisposeAsync();

    private float[][] Compute(TokenBatch batch) => [.. _extractor.Compute(batch).Chunk(_extractor.FeatureCount)];
}
