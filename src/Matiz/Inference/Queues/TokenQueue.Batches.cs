using System.Diagnostics;

namespace Matiz.Inference.Queues;

/// <content>The thread that takes and computes batches.</content>
public sealed partial class TokenQueue<TRow>
{
    private void Start()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = $"matiz queue {_options.Name}" };
        _thread.Start();
    }

    private void Work()
    {
        try
        {
            while (Take() is { Count: > 0 } parts) Answer(parts);
        }
        finally
        {
            _ended.TrySetResult();
        }
    }

    // What waits, in its order, up to the bound; nothing when the queue has ended.
    private List<QueuedPart<TRow>> Take()
    {
        var parts = new List<QueuedPart<TRow>>();
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_isEnding) Monitor.Wait(_gate);
            long tokens = 0;
            while (_waiting.First is { Value: var request })
            {
                int first = request.Taken, before = request.WaitingTokens;
                var layout = request.Rows.Layout;
                while (request.Taken < layout.RowCount)
                {
                    int length = layout.LengthOf(request.Taken);
                    if (tokens > 0 && tokens + length > _options.TokenBound) break;
                    tokens += length;
                    request.Taken++;
                }

                if (request.Taken > first) parts.Add(new QueuedPart<TRow>(request, first, request.Taken - first));
                bool isWhole = request.Taken == layout.RowCount;
                int taken = before - request.WaitingTokens;
                _waitingTokens -= taken;
                _metrics.Waits(isWhole ? -1 : 0, -taken);
                if (first == 0 && request.Taken > 0)
                {
                    _metrics.Began(Stopwatch.GetElapsedTime(request.Came));
                    request.Times?.Begin();
                }

                if (!isWhole) break;
                _waiting.RemoveFirst();
                request.Place = null;
            }
        }

        return parts;
    }

    // A batch that fails is computed again request by request, so that only those that fail alone do.
    private void Answer(List<QueuedPart<TRow>> parts)
    {
        try
        {
            Compute(parts);
        }
        catch (Exception) when (parts.Count > 1)
        {
            foreach (var part in parts.FindAll(IsWanted)) Answer([part]);
        }
        catch (Exception exception)
        {
            var request = parts[0].Request;
            lock (_gate)
            {
                if (request.IsOver) return;
                TakeOut(request);
            }

            if (request.Answer.TrySetException(exception)) _metrics.Ended("failed");
        }
    }

    private bool IsWanted(QueuedPart<TRow> part)
    {
        lock (_gate) return !part.Request.IsOver;
    }

    private void Compute(List<QueuedPart<TRow>> parts)
    {
        var batch = QueuedPart<TRow>.Join(parts);
        long start = Stopwatch.GetTimestamp();
        var rows = _compute(batch);
        var elapsed = Stopwatch.GetElapsedTime(start);
        _metrics.Computed(batch.TokenCount, batch.RowCount, elapsed);
        lock (_gate) _speed.Add(batch.TokenCount, elapsed);
        if (rows.Count != batch.RowCount)
            throw new InvalidOperationException($"{rows.Count} results were computed for {batch.RowCount} rows. One a row was expected.");
        TRow[] all = [.. rows];
        int next = 0;
        foreach (var part in parts)
        {
            IReadOnlyList<TRow>? answer;
            lock (_gate)
            {
                answer = part.Request.IsOver ? null : part.Request.Keep(part.First, all.AsSpan(next, part.Count));
                if (answer is not null) part.Request.IsOver = true;
            }

            next += part.Count;
            if (answer is not null) part.Request.Times?.End();
            if (answer is not null && part.Request.Answer.TrySetResult(answer)) _metrics.Ended("answered");
        }
    }
}
