using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Matiz.Data;

namespace Matiz.Inference;

/// <summary>
/// Rows that another thread reads ahead. What is there is handed out at once, up to a batch, so that whoever sends one line and
/// waits for its answer gets it, and whoever sends a file keeps the processor busy. A broken row throws after the rows before it.
/// </summary>
public sealed class RowQueue : IDisposable
{
    private const int MostAhead = 2048;

    private readonly BlockingCollection<Row> _rows = new(MostAhead);
    private readonly CancellationTokenSource _stop = new();
    private ExceptionDispatchInfo? _fault;

    /// <summary>Begins to read.</summary>
    /// <param name="rows">The rows, read by a thread of the queue's own.</param>
    public RowQueue(IEnumerable<Row> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        new Thread(() => Fill(rows)) { IsBackground = true, Name = "rows" }.Start();
    }

    /// <summary>Batches of at least one and at most <paramref name="most"/> rows, in order.</summary>
    /// <param name="most">Rows of a batch.</param>
    /// <param name="interrupt">Stops the waiting for the next row.</param>
    /// <exception cref="OperationCanceledException"><paramref name="interrupt"/> was triggered.</exception>
    public IEnumerable<Row[]> Batches(int most, CancellationToken interrupt = default)
    {
        while (_rows.TryTake(out var row, Timeout.Infinite, interrupt))
        {
            var batch = new List<Row> { row };
            while (batch.Count < most && _rows.TryTake(out row)) batch.Add(row);
            yield return [.. batch];
        }

        _fault?.Throw();
    }

    /// <summary>Ends the reading thread as soon as it has read its next row.</summary>
    public void Dispose() => _stop.Cancel();

    private void Fill(IEnumerable<Row> rows)
    {
        try
        {
            foreach (var row in rows) _rows.Add(row, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody wants more.
        }
        catch (Exception exception)
        {
            _fault = ExceptionDispatchInfo.Capture(exception);
        }
        finally
        {
            _rows.CompleteAdding();
        }
    }
}
