using Matiz.Inference.Pipeline;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Inference.Queues;

/// <summary>
/// Requests of many callers to one classifier, computed together (<see cref="TokenQueue{TRow}"/>); each may have options of its own. Texts
/// are encoded by their caller's thread, and answers are read by the caller's, so that the queue's thread only computes.
/// </summary>
/// <example>
/// <code>
/// await using var queue = new ClassificationQueue(TextClassifier.Load("my-model"));
/// var answers = await queue.ClassifyAsync(["i feel great", "go away"], cancellationToken: requestAborted);
/// </code>
/// </example>
public sealed class ClassificationQueue : IAsyncDisposable
{
    private readonly TextClassifier _classifier;

    /// <summary>A queue before a classifier.</summary>
    /// <param name="classifier">The classifier; others may use it as well.</param>
    /// <param name="options">The bounds; null: the defaults.</param>
    public ClassificationQueue(TextClassifier classifier, TokenQueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        _classifier = classifier;
        Queue = new TokenQueue<float[]>(Compute, options);
    }

    /// <summary>The queue itself: what waits, and draining.</summary>
    public TokenQueue<float[]> Queue { get; }

    /// <summary>Classifies a few texts: one prediction a text, in order, the same as without a queue.</summary>
    /// <param name="texts">The texts of this request.</param>
    /// <param name="options">What is asked for; null: the defaults.</param>
    /// <param name="cancellationToken">Takes the request back.</param>
    /// <exception cref="QueueRefusedException">The queue is full or ending.</exception>
    /// <exception cref="Data.DataException">The model cannot read a text, which the message names by its number in the request.</exception>
    /// <exception cref="ModelException">A logit is no finite number, or the model gives nothing that an option is about.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was triggered.</exception>
    public Task<IReadOnlyList<Prediction>> ClassifyAsync(
        IReadOnlyList<TextInput> texts, ClassificationOptions? options = null, CancellationToken cancellationToken = default) =>
        ClassifyAsync(texts, options, check: null, times: null, cancellationToken);

    /// <summary>The same, with a look at the tokens before they are computed, and where the time goes.</summary>
    internal async Task<IReadOnlyList<Prediction>> ClassifyAsync(
        IReadOnlyList<TextInput> texts, ClassificationOptions? options, Action<TokenBatch>? check, QueueTimes? times,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var plan = _classifier.PlanOf(options);
        if (texts.Count == 0) return [];
        var batch = _classifier.Batches.EncodeAll(texts, plan.Cut);
        check?.Invoke(batch.Tokens);
        var rows = await Queue.EnqueueAsync(batch.Tokens, times, cancellationToken).ConfigureAwait(false);
        return new TextAnswers(plan).Read(batch, [.. rows.SelectMany(row => row)]);
    }

    /// <summary>Ends the queue; see <see cref="TokenQueue{TRow}.DisposeAsync"/>.</summary>
    public ValueTask DisposeAsync() => Queue.DisposeAsync();

    private float[][] Compute(TokenBatch batch)
    {
        float[] logits = _classifier.Compute(batch);
        var rows = new float[batch.RowCount][];
        for (int row = 0, start = 0; row < rows.Length; row++)
        {
            int count = _classifier.PlanOf(null).LogitsOf(batch.Layout.LengthOf(row));
            rows[row] = logits[start..(start + count)];
            start += count;
        }

        return rows;
    }
}
