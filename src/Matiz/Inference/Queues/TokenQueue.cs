using System.Diagnostics;
using Matiz.Models;

namespace Matiz.Inference.Queues;

/// <summary>
/// Requests of many callers, computed together: as soon as the computing thread is free it takes what waits, first come first served, up
/// to a bound of tokens. Nothing waits for others to come, and no text is passed over for a shorter one: a request that does not fit goes
/// on in the next batch, and a text longer than the bound is computed alone. Every caller gets the answers, or the fault, of its own
/// request.
/// </summary>
/// <remarks>
/// <see cref="ClassificationQueue"/> and <see cref="FeatureQueue"/> are queues of texts. This one is for whatever computes rows of tokens,
/// each row the same alone and in any batch. Any number of threads may call it.
/// </remarks>
/// <typeparam name="TRow">What is computed of a row.</typeparam>
public sealed partial class TokenQueue<TRow> : IAsyncDisposable
{
    private readonly Func<TokenBatch, IReadOnlyList<TRow>> _compute;
    private readonly TokenQueueOptions _options;
    private readonly QueueMetrics _metrics;
    private readonly object _gate = new();
    private readonly LinkedList<QueuedRequest<TRow>> _waiting = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly QueueSpeed _speed = new();
    private long _waitingTokens;
    private Thread? _thread;
    private bool _isEnding;

    /// <summary>A queue. Its thread starts with the first request.</summary>
    /// <param name="compute">Computes a batch on the queue's thread: one result a row, in their order.</param>
    /// <param name="options">The bounds; null: the defaults.</param>
    public TokenQueue(Func<TokenBatch, IReadOnlyList<TRow>> compute, TokenQueueOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(compute);
        _compute = compute;
        _options = options ?? new TokenQueueOptions();
        _metrics = new QueueMetrics(_options.Name);
    }

    /// <summary>Requests of which a text waits.</summary>
    public int WaitingRequests
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>Tokens that wait.</summary>
    public long WaitingTokens
    {
        get
        {
            lock (_gate) return _waitingTokens;
        }
    }

    /// <summary>Takes a request, unless the queue is full or ending.</summary>
    /// <param name="rows">What is to be computed; its arrays must not change.</param>
    /// <param name="answer">The results, one a row; faulted with what failed for this request alone.</param>
    /// <param name="cancellationToken">Takes it back: what waits of it is not computed, and its place is free at once.</param>
    /// <returns>
    /// False: the queue is full or ending, and <paramref name="answer"/> says which (<see cref="QueueRefusedException"/>).
    /// </returns>
    public bool TryEnqueue(TokenBatch rows, out Task<IReadOnlyList<TRow>> answer, CancellationToken cancellationToken = default) =>
        TryEnqueue(rows, out answer, times: null, cancellationToken);

    private bool TryEnqueue(
        TokenBatch rows, out Task<IReadOnlyList<TRow>> answer, QueueTimes? times, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (cancellationToken.IsCancellationRequested)
        {
            _metrics.Ended("cancelled");
            answer = Task.FromCanceled<IReadOnlyList<TRow>>(cancellationToken);
            return true;
        }

        var request = new QueuedRequest<TRow>(rows) { Came = Stopwatch.GetTimestamp(), Times = times };
        times?.Enter();
        answer = request.Answer.Task;
        lock (_gate)
        {
            if (Refusal(rows.TokenCount) is { } refusal)
            {
                request.Answer.SetException(refusal);
                _metrics.Ended("refused");
                return false;
            }

            request.Place = _waiting.AddLast(request);
            _waitingTokens += rows.TokenCount;
            _metrics.Waits(1, rows.TokenCount);
            if (_thread is null) Start();
            Monitor.Pulse(_gate);
        }

        if (cancellationToken.CanBeCanceled)
        {
            var registration = cancellationToken.UnsafeRegister(
                static (state, token) =>
                {
                    var (queue, cancelled) = ((TokenQueue<TRow>, QueuedRequest<TRow>))state!;
                    queue.Cancel(cancelled, token);
                },
                (this, request));
            Forget(request.Answer.Task, registration);
        }

        return true;
    }

    /// <summary>Takes a request.</summary>
    /// <param name="rows">What is to be computed; its arrays must not change.</param>
    /// <param name="cancellationToken">Takes it back: what waits of it is not computed, and its place is free at once.</param>
    /// <returns>The results, one a row.</returns>
    /// <exception cref="QueueRefusedException">The queue is full or ending.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was triggered.</exception>
    public Task<IReadOnlyList<TRow>> EnqueueAsync(TokenBatch rows, CancellationToken cancellationToken = default) =>
        EnqueueAsync(rows, times: null, cancellationToken);

    /// <summary>The same, and where its time goes.</summary>
    internal Task<IReadOnlyList<TRow>> EnqueueAsync(TokenBatch rows, QueueTimes? times, CancellationToken cancellationToken)
    {
        TryEnqueue(rows, out var answer, times, cancellationToken);
        return answer;
    }

    /// <summary>Takes no more requests and waits until those that were taken are answered.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the work.</param>
    public Task DrainAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate) End();
        return _ended.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Ends the queue: requests that wait are refused (<see cref="QueueRefusal.Ending"/>), those of the batch that is being computed are
    /// answered where it completes them. Call <see cref="DrainAsync"/> before to have all answered.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        QueuedRequest<TRow>[] left;
        lock (_gate)
        {
            End();
            left = [.. _waiting];
            foreach (var request in left) TakeOut(request);
        }

        foreach (var request in left)
        {
            if (request.Answer.TrySetException(QueueRefusedException.Ending())) _metrics.Ended("refused");
        }

        await _ended.Task.ConfigureAwait(false);
    }

    // A registration outlives no request; disposing of it never waits for a callback that runs.
    private static void Forget(Task answer, CancellationTokenRegistration registration) => _ = answer.ContinueWith(
        static (_, state) => ((CancellationTokenRegistration)state!).Unregister(), registration, CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>
    /// Refuses what would be refused whatever it brings, so that nobody encodes texts for a queue that is full or ending.
    /// </summary>
    /// <exception cref="QueueRefusedException">It is.</exception>
    internal void RequireRoom()
    {
        QueueRefusedException? refusal;
        lock (_gate) refusal = Refusal(1);
        if (refusal is null) return;
        _metrics.Ended("refused");
        throw refusal;
    }

    private QueueRefusedException? Refusal(int tokens)
    {
        if (_isEnding) return QueueRefusedException.Ending();
        bool isFull = _waiting.Count >= _options.MostRequests || (_waiting.Count > 0 && _waitingTokens + tokens > _options.MostTokens);
        return isFull ? QueueRefusedException.Full(_waiting.Count, _waitingTokens, _speed.TimeOf(_waitingTokens), _options) : null;
    }

    private void Cancel(QueuedRequest<TRow> request, CancellationToken token)
    {
        lock (_gate)
        {
            if (request.IsOver) return;
            TakeOut(request);
        }

        if (request.Answer.TrySetCanceled(token)) _metrics.Ended("cancelled");
    }

    // Under the lock: nothing of the request waits any more, and nobody else tells its caller.
    private void TakeOut(QueuedRequest<TRow> request)
    {
        request.IsOver = true;
        if (request.Place is null) return;
        int tokens = request.WaitingTokens;
        _waiting.Remove(request.Place);
        request.Place = null;
        _waitingTokens -= tokens;
        _metrics.Waits(-1, -tokens);
    }

    private void End()
    {
        _isEnding = true;
        if (_thread is null) _ended.TrySetResult();
        Monitor.Pulse(_gate);
    }
}
